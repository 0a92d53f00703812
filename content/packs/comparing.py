"""What a newer pack says that an older one did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content.packs.model import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class PackChange:
    """``what`` is added, removed, wording, caption, picture or contact; ``subject`` names it."""

    what: str
    subject: str
    before: str = ""
    after: str = ""


def compare(older: Manifest, newer: Manifest) -> tuple[PackChange, ...]:
    """Return the changes card by card, then contact by contact, in the newer pack's order."""
    old = {str(card["key"]): card for card in older.cards}
    new = {str(card["key"]): card for card in newer.cards}
    changes: list[PackChange] = []
    for key, card in new.items():
        if key not in old:
            changes.append(PackChange(what="added", subject=str(card["headline"])))
        else:
            changes += _card(old[key], card)
    changes += [
        PackChange(what="removed", subject=str(card["headline"]))
        for key, card in old.items()
        if key not in new
    ]
    return (*changes, *_contacts(older, newer))


def _card(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[PackChange]:
    subject, changes = str(new["headline"]), []
    for name, what in (("headline", "wording"), ("alt_text", "alt_text")):
        if old[name] != new[name]:
            changes.append(
                PackChange(what=what, subject=subject, before=str(old[name]), after=str(new[name]))
            )
    before = {str(one["platform"]): str(one["text"]) for one in old["captions"]}
    for caption in new["captions"]:
        text = before.get(str(caption["platform"]), "")
        if text != caption["text"]:
            changes.append(
                PackChange(
                    what="caption",
                    subject=f"{subject} ({caption['platform']})",
                    before=text,
                    after=str(caption["text"]),
                )
            )
    shown, shows = _pictures(old), _pictures(new)
    changes += [
        PackChange(
            what="picture",
            subject=f"{subject} ({shape})",
            before=shown.get(shape, ""),
            after=sha256s,
        )
        for shape, sha256s in shows.items()
        if shown.get(shape) != sha256s
    ]
    return changes


def _pictures(card: Mapping[str, Any]) -> dict[str, str]:
    """Return the hashes of a card's pictures by format, those of a carousel in order."""
    found: dict[str, list[str]] = {}
    for picture in card["pictures"]:
        found.setdefault(str(picture["format"]), []).append(str(picture["sha256"]))
    return {shape: " ".join(hashes) for shape, hashes in found.items()}


def _contacts(older: Manifest, newer: Manifest) -> list[PackChange]:
    old = {(row["name"], row["region"]): _number(row) for row in older.plain["contacts"]}
    new = {(row["name"], row["region"]): _number(row) for row in newer.plain["contacts"]}
    return [
        PackChange(what="contact", subject=str(name[0]), before=old.get(name, ""), after=number)
        for name, number in new.items()
        if old.get(name) != number
    ] + [
        PackChange(what="contact", subject=str(name[0]), before=number)
        for name, number in old.items()
        if name not in new
    ]


def _number(row: Mapping[str, Any]) -> str:
    return str(row["phone_printed"] or row["phone"] or row["url"])
