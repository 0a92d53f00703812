"""``awareness db``: the database."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.installation import office_of, settings_for
from scheduler.cli.output import emit, json_option

data_option = click.option(
    "--data", type=click.Path(path_type=Path), help="The installation's folder."
)


@click.group("db")
def command() -> None:
    """Upgrade, back up and restore the database."""


@command.command("upgrade")
@data_option
@json_option
def upgrade_(*, data: Path | None, as_json: bool) -> None:
    """Bring the database up to this version; it never goes back."""
    from scheduler.store.database import upgrade  # noqa: PLC0415  # slow to import

    settings = settings_for(data)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    emit(
        {"upgraded": settings.data_dir}, as_json=as_json, text=lambda: "The database is up to date."
    )


@command.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@json_option
def backup(*, file: Path, data: Path | None, as_json: bool) -> None:
    """Write everything but the key to FILE: rows of every table and the pictures they name."""
    from scheduler.actions.restoring import back_up  # noqa: PLC0415  # slow to import

    with office_of(data) as office:
        counts = back_up(office, file)
    emit(
        {**counts, "file": str(file)},
        as_json=as_json,
        text=lambda: (
            f"{file}: {counts['rows']} rows and {counts['pictures']} pictures. "
            "Keep the installation's key (secret.key) elsewhere: without it channels must be "
            "connected again."
        ),
    )


@command.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_option
@json_option
def restore(*, file: Path, data: Path | None, as_json: bool) -> None:
    """Fill an empty installation from FILE; what was due since is held until somebody looks."""
    from scheduler.actions.restoring import bring_back  # noqa: PLC0415  # slow to import
    from scheduler.app import opened_anew  # noqa: PLC0415

    with opened_anew(settings_for(data)) as office:
        held = bring_back(office, file)
    emit(
        {"held": held},
        as_json=as_json,
        text=lambda: (
            f"Restored. {held} deliveries that were due since the backup are held: "
            "look whether they are out, then release or cancel them."
        ),
    )
