"""``awareness factsheet``: the sheets campaigns are made from."""

from __future__ import annotations

from pathlib import Path

import click

from content.factsheets.serial import from_json
from scheduler.actions.importing import import_factsheet
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table
from scheduler.cli.sheet_file import file_argument
from scheduler.store import sheets


@click.group("factsheet")
def command() -> None:
    """Fact sheets."""


@command.command("list")
@acting
@json_option
def show(*, seat: Seat, as_json: bool) -> None:
    """List the fact sheets, newest first."""
    with seat.open() as (office, member), office.sessions() as session:
        found = sheets.sheets(session, member.organization_id)
    emit(
        [
            {"id": s.id, "name": s.name, "title": s.title, "version": s.version, "topic": s.topic}
            for s in found
        ],
        as_json=as_json,
        text=lambda: table(
            [(s.id, s.name, f"version {s.version}", s.title) for s in found],
            empty="There is no fact sheet yet.",
        ),
    )


@command.command("import")
@file_argument
@acting
@json_option
def import_(*, file: Path, seat: Seat, as_json: bool) -> None:
    """Read a fact sheet and store its items."""
    with seat.open() as (office, member):
        sheet = import_factsheet(office, member, file.read_bytes(), file.name)
    extraction = from_json(dict(sheet.extraction))
    emit(
        {
            "id": sheet.id,
            "version": sheet.version,
            "title": sheet.title,
            "items": len(extraction.items),
            "contacts": len(extraction.contacts),
            "warnings": [warning.message for warning in extraction.warnings],
        },
        as_json=as_json,
        text=lambda: "\n".join(
            [
                (
                    f"Fact sheet {sheet.id}: {sheet.title}, version {sheet.version}, "
                    f"{len(extraction.items)} items, {len(extraction.contacts)} contacts."
                ),
                *(f"warning: {warning.message}" for warning in extraction.warnings),
            ]
        ),
    )
