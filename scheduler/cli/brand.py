"""``awareness brand``: brand kits."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.actions.importing import add_brand, readable_brand
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table, tell
from scheduler.store import sheets


@click.group("brand")
def command() -> None:
    """Brand kits."""


@command.command("list")
@acting
@json_option
def show(*, seat: Seat, as_json: bool) -> None:
    """List the brand kits."""
    with seat.open() as (office, member), office.sessions() as session:
        found = sheets.brands(session, member.organization_id)
    emit(
        [{"id": brand.id, "name": brand.name} for brand in found],
        as_json=as_json,
        text=lambda: table([(b.id, b.name) for b in found], empty="There is no brand kit yet."),
    )


@command.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@acting
@json_option
def add(*, file: Path, seat: Seat, as_json: bool) -> None:
    """Store a brand file with its logos and fonts."""
    for note in readable_brand(file).notes:
        tell(note)
    with seat.open() as (office, member):
        number = add_brand(office, member, file)
    emit({"id": number}, as_json=as_json, text=lambda: f"Brand kit {number} is stored.")
