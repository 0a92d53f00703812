"""``awareness render``: cards without a database."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import click

from content.cards.model import CardError, Format, ImageType
from content.factsheets.model import Kind
from scheduler.cli.output import emit, json_option, tell
from scheduler.cli.sheet_file import compiled_file, file_argument

DEFAULT_FORMATS = (Format.PORTRAIT, Format.SQUARE, Format.STORY, Format.LINK)


@click.command("render")
@file_argument
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the cards.")
@click.option("--brand", type=click.Path(path_type=Path), help="Brand file (TOML).")
@click.option("--template", default="", help="Name of a card template, or the path of a folder.")
@click.option(
    "--format", "formats", multiple=True, type=click.Choice([one.value for one in Format])
)
@click.option("--kind", "kinds", multiple=True, type=click.Choice([one.value for one in Kind]))
@click.option("--image-type", type=click.Choice([one.value for one in ImageType]), default="png")
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
    """Draw the cards of a fact sheet into a folder.

    cards.json beside them lists them. Text that does not fit one card becomes a carousel.
    """
    from content.brand_file import default_brand, load_brand  # noqa: PLC0415  # slow to import
    from content.cards.batches import draw_all  # noqa: PLC0415
    from content.cards.composing import cards_of  # noqa: PLC0415
    from content.cards.templates import list_templates, load_template  # noqa: PLC0415

    design = load_template(template or list_templates()[0])
    named = load_brand(brand) if brand else None
    extraction = compiled_file(file)
    kit = named or default_brand(extraction.publisher or extraction.title)
    for note in kit.notes:
        tell(note)
    cards = [card for card in cards_of(extraction, kit) if not kinds or card.kind in kinds]
    wanted = [Format(name) for name in dict.fromkeys(formats)] or list(DEFAULT_FORMATS)
    numbers = {card.item_keys: number for number, card in enumerate(cards, 1)}
    out.mkdir(parents=True, exist_ok=True)
    listed: list[dict[str, Any]] = []
    refused: list[str] = []
    made = draw_all(cards, wanted, brand=kit, template=design, image_type=ImageType(image_type))
    with click.progressbar(
        made, length=len(cards) * len(wanted), label="Drawing", file=sys.stderr
    ) as progress:
        for drawn in progress:
            if drawn.refused:
                refused.append(drawn.refused)
            listed.extend(_written(drawn, numbers[drawn.card.item_keys], out, image_type))
    order = {size: place for place, size in enumerate(wanted)}
    listed.sort(key=lambda entry: (entry["file"][:2], order[entry["format"]], entry["file"]))
    (out / "cards.json").write_text(json.dumps(listed, ensure_ascii=False, indent=2), "utf-8")
    emit(listed, as_json=as_json, text=lambda: f"{len(listed)} pictures in {out}")
    for line in refused[1:]:
        tell(line)
    if refused:
        raise CardError(refused[0])


def _written(drawn: Any, number: int, out: Path, image_type: str) -> list[dict[str, Any]]:
    """Write the pictures of one card in one format, and return what cards.json says of them."""
    entries: list[dict[str, Any]] = []
    for place, (slide, asset) in enumerate(zip(drawn.slides, drawn.assets, strict=True), 1):
        count = len(drawn.assets)
        part = f"-{place}of{count}" if count > 1 else ""
        slug = _slug(drawn.card.headline)
        name = f"{number:02d}-{drawn.card.kind}-{slug}-{drawn.format}{part}.{image_type}"
        (out / name).write_bytes(asset.data)
        entries.append(
            {
                "file": name,
                "format": drawn.format,
                "kind": drawn.card.kind,
                "text": slide.headline,
                "alt": asset.alt_text,
                "lines": list(drawn.card.lines),
                "sha256": asset.sha256,
                "bytes": len(asset.data),
                **({"slide": place, "of": count} if count > 1 else {}),
            }
        )
    return entries


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[^\W_]+", text.lower())[:6])[:60]
