"""``awareness engagement``: numbers from the platforms."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.installation import office_of
from scheduler.cli.output import emit, json_option


@click.group("engagement")
def command() -> None:
    """Collect what people did with the posts."""


@command.command("collect")
@click.option("--data", type=click.Path(path_type=Path), help="The installation's folder.")
@json_option
def collect_(*, data: Path | None, as_json: bool) -> None:
    """Ask the platforms what people did with the published posts."""
    from scheduler.publisher.engagement import collect  # noqa: PLC0415  # slow to import

    with office_of(data) as office:
        count = collect(office)
    emit({"read": count}, as_json=as_json, text=lambda: f"{count} numbers read.")
