"""``awareness org``: organizations of this installation."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from scheduler.cli.installation import office_of
from scheduler.cli.output import emit, json_option, table
from scheduler.store import people


@click.group("org")
def command() -> None:
    """Organizations."""


@command.command("list")
@click.option("--data", type=click.Path(path_type=Path), help="The installation's folder.")
@json_option
def show(*, data: Path | None, as_json: bool) -> None:
    """List the organizations."""
    with office_of(data) as office, office.sessions() as session:
        found = people.organizations(session)
    emit(
        [asdict(organization) for organization in found],
        as_json=as_json,
        text=lambda: table(
            [(o.id, o.slug, o.name, o.zone) for o in found],
            empty="There is no organization yet: 'awareness init' makes one, and "
            "'awareness db restore FILE' (again, where it was cut short) brings one back.",
        ),
    )
