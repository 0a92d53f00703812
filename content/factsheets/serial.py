"""Extractions as JSON and back, losing nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from content.factsheets.model import (
    Contact,
    ContactRole,
    Extraction,
    Item,
    Kind,
    LeftOut,
    Lines,
    Link,
    Repeat,
    SheetWarning,
    TextCode,
)


def to_json(extraction: Extraction) -> dict[str, Any]:
    return {
        "title": extraction.title,
        "language": extraction.language,
        "topic": extraction.topic,
        "publisher": extraction.publisher,
        "publisher_url": extraction.publisher_url,
        "sha256": extraction.sha256,
        "items": [_item(item) for item in extraction.items],
        "contacts": [_contact(contact) for contact in extraction.contacts],
        "warnings": [_warning(warning) for warning in extraction.warnings],
        "repeats": [
            {"text": one.text, "lines": list(one.lines), "of": one.of} for one in extraction.repeats
        ],
        "left_out": [
            {"text": one.text, "lines": list(one.lines), "why": one.why}
            for one in extraction.left_out
        ],
        "metadata": [list(pair) for pair in extraction.metadata],
    }


def from_json(plain: Mapping[str, Any]) -> Extraction:
    """Return what ``to_json`` was given."""
    return Extraction(
        title=plain["title"],
        language=plain["language"],
        topic=plain["topic"],
        publisher=plain["publisher"],
        publisher_url=plain["publisher_url"],
        sha256=plain["sha256"],
        items=tuple(_item_of(row) for row in plain["items"]),
        contacts=tuple(_contact_of(row) for row in plain["contacts"]),
        warnings=tuple(_warning_of(row) for row in plain["warnings"]),
        repeats=tuple(
            Repeat(text=row["text"], lines=_lines(row["lines"]), of=row["of"])
            for row in plain["repeats"]
        ),
        left_out=tuple(
            LeftOut(text=row["text"], lines=_lines(row["lines"]), why=row["why"])
            for row in plain["left_out"]
        ),
        metadata=tuple((str(name), str(value)) for name, value in plain["metadata"]),
    )


def _item(item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "kind": item.kind.value,
        "text": item.text,
        "context": item.context,
        "section": item.section,
        "group": item.group,
        "lines": list(item.lines),
        "emphasis": list(item.emphasis),
        "links": [{"text": link.text, "raw": link.raw, "url": link.url} for link in item.links],
    }


def _item_of(row: Mapping[str, Any]) -> Item:
    return Item(
        key=row["key"],
        kind=Kind(row["kind"]),
        text=row["text"],
        context=row["context"],
        section=row["section"],
        group=row["group"],
        lines=_lines(row["lines"]),
        emphasis=tuple(row["emphasis"]),
        links=tuple(
            Link(text=link["text"], raw=link["raw"], url=link["url"]) for link in row["links"]
        ),
    )


def _contact(contact: Contact) -> dict[str, Any]:
    code = contact.text_code
    return {
        "key": contact.key,
        "name": contact.name,
        "role": contact.role.value,
        "phone": contact.phone,
        "phone_printed": contact.phone_printed,
        "text_code": None
        if code is None
        else {"number": code.number, "keywords": list(code.keywords), "name": code.name},
        "url": contact.url,
        "region": contact.region,
        "lines": list(contact.lines),
        "verified_on": _day(contact.verified_on),
        "expires_on": _day(contact.expires_on),
    }


def _contact_of(row: Mapping[str, Any]) -> Contact:
    code = row["text_code"]
    return Contact(
        key=row["key"],
        name=row["name"],
        role=ContactRole(row["role"]),
        phone=row["phone"],
        phone_printed=row["phone_printed"],
        text_code=None
        if code is None
        else TextCode(number=code["number"], keywords=tuple(code["keywords"]), name=code["name"]),
        url=row["url"],
        region=row["region"],
        lines=_lines(row["lines"]),
        verified_on=_day_of(row["verified_on"]),
        expires_on=_day_of(row["expires_on"]),
    )


def _warning(warning: SheetWarning) -> dict[str, Any]:
    return {
        "code": warning.code,
        "message": warning.message,
        "lines": list(warning.lines) if warning.lines else None,
        "proposal": warning.proposal,
    }


def _warning_of(row: Mapping[str, Any]) -> SheetWarning:
    return SheetWarning(
        code=row["code"],
        message=row["message"],
        lines=_lines(row["lines"]) if row["lines"] else None,
        proposal=row["proposal"],
    )


def _lines(pair: Any) -> Lines:
    first, last = pair
    return int(first), int(last)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
