"""``awareness captions``: captions of one fact sheet, counted as the platforms count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from content.captions.model import Brief
from content.captions.series import Series
from content.factsheets.model import Contact, Extraction
from scheduler.cli.output import emit, json_option
from scheduler.cli.sheet_file import compiled_file, file_argument
from scheduler.cli.values import ADDRESS, COUNTRY, FILE, HASHTAG, NAME, PLATFORM, YEAR


@click.command("captions")
@file_argument
@click.option("--platform", "names", type=PLATFORM, multiple=True, help="All when none is named.")
@click.option("--brand", "brand_file", type=FILE, help="Brand file: contacts, tags, address.")
@click.option(
    "--country", type=COUNTRY, default="", help="Only contacts of this country, for example MX."
)
@click.option("--translation", type=FILE, help="The sheet in another language.")
@click.option("--link", type=ADDRESS, default="", help="Address to send people to.")
@click.option("--campaign", type=NAME, default="", help="Name for the address's UTM tags.")
@click.option("--year", type=YEAR, help="For hashtags such as PGAM{year}.")
@click.option("--hashtag", "hashtags", type=HASHTAG, multiple=True)
@json_option
def command(
    *,
    file: Path,
    names: tuple[str, ...],
    brand_file: Path | None,
    country: str,
    translation: Path | None,
    as_json: bool,
    **words: Any,
) -> None:
    """Compose a caption for every card of a fact sheet and platform."""
    from content.brand_file import default_brand, load_brand  # noqa: PLC0415  # slow to import
    from content.captions.countries import for_country  # noqa: PLC0415
    from content.captions.limits import platforms  # noqa: PLC0415

    sheet = compiled_file(file)
    extraction = _in_language(sheet, translation, country)
    brand = (
        load_brand(brand_file)
        if brand_file
        else default_brand(extraction.publisher or extraction.title)
    )
    every = (*brand.contacts, *sheet.contacts)
    brand = replace(brand, contacts=for_country(brand.contacts, country))
    wanted = names or platforms()
    listed = [
        entry
        for brief in _briefs(extraction, brand, words)
        for name in wanted
        for entry in _entries(replace(brief, platform=name))
    ]
    for entry in listed:
        _note_lines_abroad(entry, every, country)
    listed.sort(key=lambda entry: wanted.index(entry["platform"]))
    emit(listed, as_json=as_json, text=lambda: "\n\n".join(_text(entry) for entry in listed))


def _in_language(extraction: Extraction, translation: Path | None, country: str) -> Extraction:
    from content.captions.countries import for_country  # noqa: PLC0415  # slow to import
    from content.captions.translations import load_translation, translated  # noqa: PLC0415

    if translation is None:
        return replace(extraction, contacts=for_country(extraction.contacts, country))
    loaded = load_translation(translation.read_bytes(), translation.name)
    there = translated(extraction, loaded, country)
    for warning in there.warnings:
        click.echo(warning.message, err=True)
    return there


def _briefs(extraction: Extraction, brand: Any, words: dict[str, Any]) -> list[Brief]:
    from content.cards.composing import cards_of  # noqa: PLC0415  # slow to import
    from content.checks.topics import topic_of  # noqa: PLC0415
    from content.factsheets.model import ContactRole  # noqa: PLC0415

    items = {item.key: item for item in extraction.items}
    contacts = (*brand.contacts, *extraction.contacts)
    emergency = next((c for c in contacts if c.role is ContactRole.EMERGENCY), None)
    return [
        Brief(
            items=tuple(items[key] for key in card.item_keys),
            platform="",
            language=card.language,
            hotline=card.hotline,
            emergency=emergency,
            topic=topic_of(extraction),
            source=card.source,
            link=words["link"] or brand.url or extraction.publisher_url,
            campaign=words["campaign"],
            hashtags=words["hashtags"] or brand.hashtags,
            year=words["year"],
            seed=seed,
            link_in_bio=bool(brand.url),
            contacts=contacts,
        )
        for seed, card in enumerate(cards_of(extraction, brand))
    ]


def _entries(brief: Brief) -> list[dict[str, Any]]:
    from content.captions.model import CaptionError  # noqa: PLC0415  # slow to import
    from content.captions.series import compose_series  # noqa: PLC0415

    first, last = brief.items[0].lines[0], max(item.lines[1] for item in brief.items)
    about = {
        "platform": brief.platform,
        "kind": brief.items[0].kind,
        "lines": (first, last),
        "language": brief.language,
    }
    try:
        series: Series = compose_series(brief)
    except CaptionError as error:
        return [{**about, "text": None, "error": str(error)}]
    return [
        {
            **about,
            "form": series.form,
            "part": number,
            "of": len(series.captions),
            "text": caption.text,
            "length": caption.length.length,
            "limit": caption.length.limit,
            "unit": caption.length.unit,
            "dropped": caption.dropped,
            "notes": caption.notes,
            "slides": series.slides,
        }
        for number, caption in enumerate(series.captions, start=1)
    ]


def _note_lines_abroad(entry: dict[str, Any], contacts: Iterable[Contact], country: str) -> None:
    """Say beside a caption that the statement itself names a line of another country."""
    from content.captions.countries import is_abroad  # noqa: PLC0415  # slow to import
    from content.checks.carrying import names  # noqa: PLC0415

    text = entry["text"] or ""
    abroad = (one.name for one in contacts if is_abroad(one, country) and names(text, one))
    notes = [f"{name} is named and does not help in {country}" for name in dict.fromkeys(abroad)]
    if notes:
        entry["notes"] = (*entry["notes"], *notes)


def _text(entry: dict[str, Any]) -> str:
    if entry["text"] is None:
        return f"--- {entry['platform']} {entry['kind']}: {entry['error']}"
    part = f" part {entry['part']} of {entry['of']}" if entry["of"] > 1 else ""
    head = f"--- {entry['platform']} {entry['kind']}{part} {entry['length']}/{entry['limit']}"
    slides = [f"slide {number}: {words}" for number, words in enumerate(entry["slides"], start=1)]
    notes = [f"note: {note}" for note in entry["notes"]]
    return "\n".join([head, entry["text"], *slides, *notes])
