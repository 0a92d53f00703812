"""``awareness templates``: card templates."""

from __future__ import annotations

import click

from scheduler.cli.output import emit, json_option


@click.group("templates")
def command() -> None:
    """List, preview and check card templates."""


@command.command("list")
@json_option
def show(*, as_json: bool) -> None:
    """List the card templates."""
    from content.cards.templates import list_templates  # noqa: PLC0415  # slow to import

    names = list_templates()
    emit(list(names), as_json=as_json, text=lambda: "\n".join(names))
