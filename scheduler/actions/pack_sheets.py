"""The fact sheet that comes with a pack, and what our own newer one no longer says."""

from __future__ import annotations

import json
from collections.abc import Sequence

from content.checks.topics import topic_of
from content.factsheets.model import Extraction
from content.factsheets.serial import from_json, to_json
from content.packs.model import Manifest
from scheduler.actions.office import Member, Office
from scheduler.store import sheets
from scheduler.store.sheets import FactSheet

_LONGEST = 255


def keep_sheet(
    office: Office, member: Member, manifest: Manifest, extraction: Extraction
) -> tuple[FactSheet, list[str]]:
    """Store a pack's sheet as it was extracted; return it with notes on what is withdrawn here.

    It never takes the place of a sheet of our own: with other words it is kept beside it.
    """
    with office.sessions.begin() as session:
        every = sheets.sheets(session, member.organization_id)
        same = next((one for one in every if one.sha256 == extraction.sha256), None)
        name = _name(manifest)
        ours = _newest(every, {name, extraction.title})
        notes = _withdrawn(manifest, extraction, ours) if ours else []
        if same is not None:
            return same, notes
        if ours is not None:
            name = f"{name[: _LONGEST - 9]} (pack {extraction.sha256[:8]})"[:_LONGEST]
        stored = sheets.add_sheet(
            session,
            FactSheet(
                id=0,
                organization_id=member.organization_id,
                name=name,
                title=extraction.title or name,
                language=extraction.language,
                topic=extraction.topic or topic_of(extraction),
                version=1,
                sha256=extraction.sha256,
                extraction=to_json(extraction),
                imported_at=office.now(),
            ),
            source=_source(manifest),
            replaces_id=None,
        )
    return stored, notes


def _newest(every: Sequence[FactSheet], names: set[str]) -> FactSheet | None:
    there = [one for one in every if one.name in names or one.title in names]
    own = [one for one in there if "(pack " not in one.name]
    return max(own, key=lambda one: (one.version, one.id), default=None)


def _withdrawn(manifest: Manifest, extraction: Extraction, ours: FactSheet) -> list[str]:
    """Name the cards of a pack whose words are not in our own newest version of the sheet."""
    if ours.sha256 == extraction.sha256:
        return []
    says = {_plain(item.text) for item in from_json(dict(ours.extraction)).items}
    by_key = {item.key: item for item in extraction.items}
    return [
        f"“{card['headline']}” is not in version {ours.version} of {ours.name} here: it may be "
        "withdrawn. Check it before it is approved."
        for card in manifest.cards
        if any(key in by_key and _plain(by_key[key].text) not in says for key in card["item_keys"])
    ]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _name(manifest: Manifest) -> str:
    sheet = manifest.plain["fact_sheet"]
    return str(sheet["name"] or sheet["title"] or "pack")[:_LONGEST]


def _source(manifest: Manifest) -> bytes:
    return json.dumps(manifest.plain["extraction"], ensure_ascii=False).encode("utf-8", "replace")
