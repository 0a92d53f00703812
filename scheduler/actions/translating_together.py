"""Translate a fact sheet statement by statement: one person writes, another one reads it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from content.captions.translations import (
    Status,
    Translation,
    Wording,
    outline,
    status_of,
    translated,
)
from content.checks.engine import check_extraction
from content.checks.model import Finding
from content.checks.pack_file import parsed
from content.factsheets.model import Contact, Extraction, Item
from scheduler.actions.checking import rule_book
from scheduler.actions.finding import sheet_of
from scheduler.actions.importing import Imported
from scheduler.actions.office import ActionError, Member, NotAllowedError, Office
from scheduler.actions.revising import extraction_of
from scheduler.actions.translating import keep, loaded, translations_of
from scheduler.domain.roles import Permission
from scheduler.store import sheets
from scheduler.store.sheets import FactSheet

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COUNTRY = re.compile(r"[A-Za-z]{2}|")
_FIGURE = re.compile(r"\d+")
_ALIKE = 0.6  # of two wordings of one sentence in two versions of a sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One statement in both languages. ``was`` is what it translated, where that has changed.

    ``by`` wrote it, ``read_by`` called it ready. ``figures`` stand in only one of the two.
    """

    item: Item
    text: str
    context: str
    status: Status
    was: str
    by: str
    read_by: str
    figures: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """A translation beside the newest version of its sheet; ``there`` is None before it began."""

    sheet: FactSheet
    there: FactSheet | None
    language: str
    country: str
    title: str
    lines: tuple[Line, ...]
    contacts: tuple[Contact, ...]

    @property
    def counts(self) -> Mapping[Status, int]:
        return Counter(line.status for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a person wrote: text and context by the key of the statement.

    ``still_fit`` are statements whose sentence changed and whose translation need not.
    """

    title: str
    country: str = ""
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    still_fit: frozenset[str] = frozenset()


def side_by_side(office: Office, member: Member, sheet_id: int, language: str) -> Sides:
    """Return every statement with its translation, how far it is, and what the checks say of it."""
    member.needs(Permission.SEE)
    sheet, there, content = _opened(office, member, sheet_id, language)
    translation = loaded(json.dumps(content).encode(), "translation.json")
    rows = {row["key"]: row for row in content["items"]}
    extraction = extraction_of(sheet)
    country = dict(extraction_of(there).metadata).get("country", "") if there else ""
    findings = _findings(office, member, extraction, translation)
    return Sides(
        sheet=sheet,
        there=there,
        language=translation.language,
        country=country,
        title=translation.title,
        lines=tuple(
            _line(item, translation, rows.get(item.key, {}), findings) for item in extraction.items
        ),
        contacts=translated(extraction, translation, country).contacts,
    )


def write(
    office: Office, member: Member, sheet_id: int, language: str, written: Written
) -> Imported:
    """Store what somebody wrote. What they changed waits for a second person to read it."""
    member.needs(Permission.WRITE)
    if not _COUNTRY.fullmatch(written.country.strip()):
        raise ActionError("The country is not understood.", "Write its two letters, as in MX.")
    sheet, _there, content = _opened(office, member, sheet_id, language)
    items = {item.key: item for item in extraction_of(sheet).items}
    for row in content["items"]:
        text, context = written.texts.get(row["key"], (row["text"], row.get("context", "")))
        changed = (text, context) != (row["text"], row.get("context", ""))
        if changed or row["key"] in written.still_fit:
            row.update(
                of=items[row["key"]].text,
                text=text,
                context=context,
                ready=False,
                by=member.email,
                read_by="",
            )
    content["title"] = written.title.strip()
    return _kept(office, member, sheet, content, written.country)


def call_ready(
    office: Office, member: Member, sheet_id: int, language: str, keys: Collection[str]
) -> Imported:
    """Say that the translations of these statements are right; only a second person may.

    Raises ``NotAllowedError`` for what they wrote themselves, ``ActionError`` for a statement
    that is not translated or has changed since.
    """
    member.needs(Permission.REVIEW)
    sheet, there, content = _opened(office, member, sheet_id, language)
    translation = loaded(json.dumps(content).encode(), "translation.json")
    waiting = {item.key for item in extraction_of(sheet).items if _waits(item, translation)}
    if not keys or not waiting.issuperset(keys):
        raise ActionError("Nothing of this waits for a reader.", "Look at it again.")
    for row in content["items"]:
        if row["key"] not in keys:
            continue
        if row.get("by") == member.email:
            raise NotAllowedError(
                "You wrote this translation, so somebody else must read it.", "Ask a reviewer."
            )
        row.update(ready=True, read_by=member.email)
    country = dict(extraction_of(there).metadata).get("country", "") if there else ""
    return _kept(office, member, sheet, content, country)


def _opened(
    office: Office, member: Member, sheet_id: int, language: str
) -> tuple[FactSheet, FactSheet | None, dict[str, Any]]:
    """Return the newest version of the sheet, its translation, and that one's file as written."""
    standings = translations_of(office, member, sheet_id)
    if not _LANGUAGE.fullmatch(language):
        raise ActionError(f"{language!r} is no language.", "Write it like es or pt-BR.")
    there = next((one.sheet for one in standings if one.sheet.language == language), None)
    with office.sessions() as session:
        sheet = sheet_of(session, member, sheet_id)
        sheet = sheets.latest(session, member.organization_id, sheet.name) or sheet
        stored = sheets.source(session, there.id) if there else b""
    extraction = extraction_of(sheet)
    empty = outline(extraction, language)
    if there is None:
        return sheet, None, empty
    content = parsed(stored, dict(extraction_of(there).metadata)["translation"])
    rows = {row["key"]: row for row in content.get("items", [])}
    content["items"] = [
        {**row, **(rows.get(row["key"]) or _carried(row, rows, extraction))}
        for row in empty["items"]
    ]
    return sheet, there, content


def _carried(
    row: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]], extraction: Extraction
) -> dict[str, Any]:
    """Take over the translation of the sentence this one was before; it is stale, not lost."""
    there = {item.key for item in extraction.items}
    gone = [old for key, old in rows.items() if key not in there and old.get("text")]
    alike = [(SequenceMatcher(None, old["of"], row["of"]).ratio(), old) for old in gone]
    ratio, old = max(alike, key=lambda pair: pair[0], default=(0.0, {}))
    return {**old, "key": row["key"], "ready": False} if ratio >= _ALIKE else {}


def _kept(
    office: Office, member: Member, sheet: FactSheet, content: Mapping[str, Any], country: str
) -> Imported:
    data = json.dumps(content, ensure_ascii=False, indent=1).encode()
    name = f"{content['language']}.json"
    return keep(office, member, sheet, data, name, country=country.strip())


def _waits(item: Item, translation: Translation) -> bool:
    """Say whether a statement is wholly written and only a second reader is missing."""
    wording = translation.wordings.get(item.key)
    if wording is None or status_of(item, translation) is not Status.DRAFT:
        return False
    return not item.context or bool(wording.context.strip())


def _line(
    item: Item,
    translation: Translation,
    row: Mapping[str, Any],
    findings: Sequence[Finding],
) -> Line:
    wording = translation.wordings.get(item.key) or Wording(of=item.text, text="")
    status = status_of(item, translation)
    mine = [one for one in findings if one.lines == item.lines and wording.text]
    return Line(
        item=item,
        text=wording.text,
        context=wording.context,
        status=status,
        was=wording.of if status is Status.STALE else "",
        by=str(row.get("by", "")),
        read_by=str(row.get("read_by", "")),
        figures=tuple(_figures(item, wording)) if wording.text else (),
        findings=tuple(
            one for one in mine if not one.words or one.words.casefold() in wording.text.casefold()
        ),
    )


def _figures(item: Item, wording: Wording) -> Iterator[str]:
    """Yield the numbers that only one of the two says: a translation must not change a figure."""
    here, there = Counter(_FIGURE.findall(item.text)), Counter(_FIGURE.findall(wording.text))
    yield from sorted(((here - there) + (there - here)).elements())


def _findings(
    office: Office, member: Member, extraction: Extraction, translation: Translation
) -> tuple[Finding, ...]:
    """Ask the checks about everything that is written, ready or not."""
    as_if = {key: replace(one, ready=True) for key, one in translation.wordings.items()}
    items = {item.key: item for item in extraction.items}
    current = {
        key: replace(one, of=items[key].text, context=one.context or items[key].context)
        for key, one in as_if.items()
        if key in items
    }
    there = translated(extraction, replace(translation, wordings=current))
    with office.sessions() as session:
        book = rule_book(session, member.organization_id)
    return check_extraction(there, book, today=office.now().date())
