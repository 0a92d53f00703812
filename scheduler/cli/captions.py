"""``awareness captions``: captions of one fact sheet, counted as the platforms count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scheduler.cli.output import emit, json_option
from scheduler.cli.sheet_file import compiled_file, file_argument


@click.command("captions")
@file_argument
@click.option("--platform", "names", multiple=True, help="Platform; all when none is named.")
@click.option("--link", default="", help="Address to send people to.")
@click.option("--hashtag", "hashtags", multiple=True)
@json_option
def command(
    *,
    file: Path,
    names: tuple[str, ...],
    link: str,
    hashtags: tuple[str, ...],
    as_json: bool,
) -> None:
    """Compose a caption for every card of a fact sheet and platform."""
    from content.brand_file import default_brand  # noqa: PLC0415  # slow to import
    from content.captions.composing import compose  # noqa: PLC0415
    from content.captions.limits import limit_for, platforms  # noqa: PLC0415
    from content.captions.model import Brief, CaptionError  # noqa: PLC0415
    from content.cards.composing import cards_of  # noqa: PLC0415
    from content.checks.topics import topic_of  # noqa: PLC0415
    from content.factsheets.model import ContactRole  # noqa: PLC0415

    extraction = compiled_file(file)
    items = {item.key: item for item in extraction.items}
    emergency = next((c for c in extraction.contacts if c.role is ContactRole.EMERGENCY), None)
    listed: list[dict[str, Any]] = []
    for platform in names or platforms():
        limit_for(platform)
        cards = cards_of(extraction, default_brand(extraction.publisher or extraction.title))
        for seed, card in enumerate(cards):
            brief = Brief(
                items=tuple(items[key] for key in card.item_keys),
                platform=platform,
                language=card.language,
                hotline=card.hotline,
                emergency=emergency,
                topic=topic_of(extraction),
                source=card.source,
                link=link or extraction.publisher_url,
                hashtags=hashtags,
                seed=seed,
            )
            entry: dict[str, Any] = {"platform": platform, "kind": card.kind, "lines": card.lines}
            try:
                caption = compose(brief)
            except CaptionError as error:
                listed.append({**entry, "text": None, "error": str(error)})
                continue
            listed.append(
                {
                    **entry,
                    "text": caption.text,
                    "length": caption.length.length,
                    "limit": caption.length.limit,
                    "unit": caption.length.unit,
                    "dropped": caption.dropped,
                }
            )
    emit(listed, as_json=as_json, text=lambda: "\n\n".join(_text(entry) for entry in listed))


def _text(entry: dict[str, Any]) -> str:
    if entry["text"] is None:
        return f"--- {entry['platform']} {entry['kind']}: {entry['error']}"
    head = f"--- {entry['platform']} {entry['kind']} {entry['length']}/{entry['limit']}"
    return f"{head}\n{entry['text']}"
