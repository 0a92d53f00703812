"""``awareness db``: the database."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.installation import settings_for


@click.group("db")
def command() -> None:
    """The database."""


@command.command("upgrade")
@click.option("--data", type=click.Path(path_type=Path), help="The installation's folder.")
def upgrade_(*, data: Path | None) -> None:
    """Bring the database up to this version; it never goes back."""
    from scheduler.store.database import upgrade  # noqa: PLC0415  # slow to import

    settings = settings_for(data)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    click.echo("The database is up to date.")
