"""``awareness platforms``: what can be connected, and what each needs."""

from __future__ import annotations

from typing import Any

import click

from scheduler.cli.output import emit, json_option, table


@click.command("platforms")
@json_option
def command(*, as_json: bool) -> None:
    """List the platforms that can be connected."""
    from scheduler.connectors.registry import connector_class, platforms  # noqa: PLC0415  # slow

    classes = {name: connector_class(name) for name in platforms()}
    emit(
        [_described(name, connector) for name, connector in classes.items()],
        as_json=as_json,
        text=lambda: table(
            [
                (
                    name,
                    connector.title,
                    ", ".join(f.name for f in connector.fields if not f.internal),
                )
                for name, connector in classes.items()
            ],
            empty="No platform is known.",
        ),
    )


def _described(name: str, connector: Any) -> dict[str, object]:
    takes = connector.capabilities
    return {
        "platform": name,
        "title": connector.title,
        "sign_in": getattr(connector, "sign_in", None) is not None,
        "fields": [
            {
                "name": field.name,
                "label": field.label,
                "secret": field.secret,
                "needed": not (field.optional or field.default),
                "default": field.default,
                "choices": list(field.choices),
            }
            for field in connector.fields
            if not field.internal
        ],
        "max_images": takes.max_images,
        "max_image_bytes": takes.max_image_bytes,
        "image_types": list(takes.mime_types),
        "alt_text": takes.alt_text,
        "needs_public_media": takes.needs_public_media,
        "finds": takes.finds,
        "by_hand": takes.by_hand,
    }
