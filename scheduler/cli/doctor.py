"""``awareness doctor``: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from scheduler.actions import examining
from scheduler.actions.examining import Look
from scheduler.cli.installation import office_of, settings_for
from scheduler.cli.output import emit, json_option


@click.command("doctor")
@click.option("--data", type=click.Path(path_type=Path), help="The installation's folder.")
@json_option
def command(*, data: Path | None, as_json: bool) -> None:
    """Say what is wrong with this installation and how to mend it."""
    settings = settings_for(data)
    looks = list(examining.examine_machine(settings.data_dir))
    if all(look.ok for look in looks):
        looks.append(examining.examine_database(settings.database_url))
    if all(look.ok for look in looks):
        with office_of(data) as office:
            looks += examining.examine_office(office)
    wrong = [look for look in looks if not look.ok]
    emit(
        {"ok": not wrong, "looks": [{**asdict(look), "ok": look.ok} for look in looks]},
        as_json=as_json,
        text=lambda: "\n".join(_line(look) for look in looks),
    )
    if wrong:
        sys.exit(1)


def _line(look: Look) -> str:
    if look.ok:
        return f"ok   {look.what}: {look.found}"
    return f"BAD  {look.what}: {look.problem} {look.mend}".rstrip()
