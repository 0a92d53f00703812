"""``awareness platforms``: what can be connected, and what each needs."""

from __future__ import annotations

import click

from scheduler.cli.output import emit, json_option, table


@click.command("platforms")
@json_option
def command(*, as_json: bool) -> None:
    """List the platforms that can be connected."""
    from scheduler.connectors.registry import connector_class, platforms  # noqa: PLC0415  # slow

    classes = {name: connector_class(name) for name in platforms()}
    emit(
        [
            {
                "platform": name,
                "title": connector.title,
                "fields": [
                    {"name": field.name, "label": field.label, "secret": field.secret}
                    for field in connector.fields
                ],
            }
            for name, connector in classes.items()
        ],
        as_json=as_json,
        text=lambda: table(
            [
                (name, connector.title, ", ".join(field.name for field in connector.fields))
                for name, connector in classes.items()
            ],
            empty="No platform is known.",
        ),
    )
