"""``awareness translation``: fact sheets in other languages."""

from __future__ import annotations

from pathlib import Path

import click

from content.captions.translations import Status
from scheduler.actions import translating
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table
from scheduler.cli.values import COUNTRY, FILE, LANGUAGE

_sheet = click.argument("sheet_id", metavar="SHEET", type=int)


@click.group("translation")
def command() -> None:
    """Fact sheets in other languages: outline, add, see how far they are."""


@command.command("outline")
@_sheet
@click.option("--language", type=LANGUAGE, required=True, help="For example es or pt-BR.")
@acting
def outline(sheet_id: int, *, language: str, seat: Seat) -> None:
    """Print a YAML file for the translator: every statement, word for word."""
    import yaml  # noqa: PLC0415  # only this command writes it

    with seat.open() as (office, member):
        content = translating.outline_of(office, member, sheet_id, language)
    click.echo(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100), nl=False)


@command.command("add")
@_sheet
@click.argument("file", type=FILE)
@click.option(
    "--country", type=COUNTRY, default="", help="Whom it is for, for example MX: other contacts go."
)
@acting
@json_option
def add(sheet_id: int, file: Path, *, country: str, seat: Seat, as_json: bool) -> None:
    """Store a translation as a sheet of its own; campaigns are made of it like of any other."""
    with seat.open() as (office, member):
        data = file.read_bytes()
        found = translating.add_translation(
            office, member, sheet_id, data, file.name, country=country
        )
    warnings = [str(one["message"]) for one in found.sheet.extraction["warnings"]]
    ready = len(found.sheet.extraction["items"])
    emit(
        {"id": found.sheet.id, "language": found.sheet.language, "items": ready,
         "version": found.sheet.version, "warnings": warnings},
        as_json=as_json,
        text=lambda: "\n".join(
            [f"Fact sheet {found.sheet.id}: {found.sheet.title}, {ready} statements.", *warnings]
        ),
    )  # fmt: skip


@command.command("list")
@_sheet
@acting
@json_option
def show(sheet_id: int, *, seat: Seat, as_json: bool) -> None:
    """Say of every translation how many statements are ready, drafts, stale and missing."""
    with seat.open() as (office, member):
        standings = translating.translations_of(office, member, sheet_id)
    rows = [
        {
            "id": one.sheet.id,
            "language": one.sheet.language,
            "country": one.country,
            **{status.value: one.counts.get(status, 0) for status in Status},
        }
        for one in standings
    ]
    emit(
        rows,
        as_json=as_json,
        text=lambda: table(
            [("sheet", "language", "country", *Status), *(tuple(row.values()) for row in rows)]
            if rows
            else [],
            empty="The sheet has no translation.",
        ),
    )
