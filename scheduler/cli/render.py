"""``awareness render``: cards without a database."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click

from content.cards.model import Format, ImageType
from content.factsheets.model import Kind
from scheduler.cli.output import emit, json_option, tell
from scheduler.cli.sheet_file import compiled_file, file_argument

DEFAULT_FORMATS = (Format.PORTRAIT, Format.SQUARE, Format.STORY, Format.LINK)


@click.command("render")
@file_argument
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the cards.")
@click.option("--brand", type=click.Path(path_type=Path), help="Brand file (TOML).")
@click.option("--template", default="", help="Card template; see 'awareness templates list'.")
@click.option("--format", "formats", multiple=True, type=click.Choice(list(Format)))
@click.option("--kind", "kinds", multiple=True, type=click.Choice(list(Kind)))
@click.option("--image-type", type=click.Choice(list(ImageType)), default=ImageType.PNG)
@json_option
def command(
    *,
    file: Path,
    out: Path,
    brand: Path | None,
    template: str,
    formats: tuple[str, ...],
    kinds: tuple[str, ...],
    image_type: str,
    as_json: bool,
) -> None:
    """Draw the cards of a fact sheet into a folder."""
    from content.brand_file import default_brand, load_brand  # noqa: PLC0415  # slow to import
    from content.cards.composing import cards_of  # noqa: PLC0415
    from content.cards.rendering import render  # noqa: PLC0415
    from content.cards.templates import list_templates, load_template  # noqa: PLC0415

    extraction = compiled_file(file)
    kit = load_brand(brand) if brand else default_brand(extraction.publisher or extraction.title)
    design = load_template(template or list_templates()[0])
    cards = [card for card in cards_of(extraction, kit) if not kinds or card.kind in kinds]
    wanted = [Format(name) for name in formats] or list(DEFAULT_FORMATS)
    out.mkdir(parents=True, exist_ok=True)
    listed: list[dict[str, Any]] = []
    for number, card in enumerate(cards, 1):
        for size in wanted:
            asset = render(
                card, brand=kit, template=design, format=size, image_type=ImageType(image_type)
            )
            name = f"{number:02d}-{card.kind}-{_slug(card.headline)}-{size}.{image_type}"
            (out / name).write_bytes(asset.data)
            listed.append(
                {
                    "file": name,
                    "format": size,
                    "kind": card.kind,
                    "text": card.headline,
                    "alt": asset.alt_text,
                    "lines": list(card.lines),
                    "sha256": asset.sha256,
                    "bytes": len(asset.data),
                }
            )
        tell(f"{number}/{len(cards)} {card.headline}")
    (out / "cards.json").write_text(json.dumps(listed, ensure_ascii=False, indent=2), "utf-8")
    emit(listed, as_json=as_json, text=lambda: f"{len(listed)} pictures in {out}")


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[^\W_]+", text.lower())[:6])[:60]
