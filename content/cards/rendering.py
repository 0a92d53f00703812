"""Draws one card: words to layout to pixels to a file with its alt text inside."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache

from PIL import Image

from content.brand import BrandKit
from content.cards import fitting, footers, frames
from content.cards.alt_text import alt_text
from content.cards.artwork import paint_art, varying_art
from content.cards.design import ShapeKind, Template
from content.cards.directions import plain
from content.cards.encoding import MIME_TYPES, Effort, encode
from content.cards.fitting import Stack
from content.cards.layout import Mark, Setting
from content.cards.legibility import Ground, legible
from content.cards.metadata import About, packet
from content.cards.model import Asset, Card, Format, ImageType
from content.cards.numbers import demand_recorded
from content.cards.painting import paint
from content.cards.templates import load_template
from content.cards.wording import words_for

_MOST_GROUNDS = 24  # about 5 MB each


def render(
    card: Card,
    *,
    brand: BrandKit,
    template: Template | str,
    format: Format,  # noqa: A002  # the word of the glossary
    image_type: ImageType = ImageType.PNG,
    effort: Effort = Effort.SMALL,
) -> Asset:
    """Draw a card. The same card, brand and template give the same bytes, on every machine.

    Raises ``CardError`` for text that does not fit at a readable size, a character no typeface
    has, or a font that is missing; nothing is ever cut off.
    """
    design = load_template(template) if isinstance(template, str) else template
    card = cleaned(card)
    image = drawn(card, brand, design, format)
    said = alt_text(card)
    xmp = packet(
        About(
            alt_text=said,
            language=card.language,
            creator=brand.name,
            source=card.source,
            rights=brand.footer or brand.name,
        )
    )
    data = encode(image, image_type, xmp, effort)
    return Asset(
        data=data,
        mime_type=MIME_TYPES[image_type],
        width=image.width,
        height=image.height,
        sha256=hashlib.sha256(data).hexdigest(),
        alt_text=said,
        format=format,
        kind=card.kind,
        template=design.name,
        item_keys=card.item_keys,
        lines=card.lines,
    )


def drawn(card: Card, brand: BrandKit, design: Template, size: Format) -> Image.Image:
    """Return a card's pixels; the card must be ``cleaned``."""
    setting = Setting(card, brand, design, size)
    marks, clear = text_marks(setting, fitting.fit(setting))
    demand_recorded(marks, card.contact)
    image = ground_of(setting, clear=clear).image.copy()
    paint(image, marks)
    return image


def text_marks(setting: Setting, stack: Stack) -> tuple[list[Mark], bool]:
    """Return everything that differs between the cards of one frame.

    The second value says whether art that keeps text off can stay: not when text would still
    lie on it and could not be read.
    """
    marks, all_read = _text_marks(setting, stack, clear=stack.clear)
    if all_read or not stack.clear:
        return marks, stack.clear
    return _text_marks(setting, stack, clear=False)[0], False


def _text_marks(setting: Setting, stack: Stack, *, clear: bool) -> tuple[list[Mark], bool]:
    figures = varying_art(setting, clear=clear)
    ground = ground_of(setting, clear=clear)
    if any(shape.kind is ShapeKind.TEXT and not shape.keep for shape in setting.look.art):
        under = ground.image.copy()
        paint(under, figures)
        ground = Ground.of(under)
    marks, all_read = legible(ground, stack.marks())
    return [*figures, *marks], all_read


def frame_marks(setting: Setting) -> list[Mark]:
    """Return whose card it is and whom to call, the same on every card of a campaign."""
    return [*frames.logo(setting), *footers.footer(setting)]


def ground_of(setting: Setting, *, clear: bool, framed: bool = True) -> Ground:
    """Return the ground with its art (and logo and footer when ``framed``); not to be changed."""
    return _ground(_Frame(setting, clear=clear, framed=framed))


def cleaned(card: Card) -> Card:
    """Return the card with its text in one normal form; its source says that it is one.

    Raises ``CardError`` for hidden characters that turn text round.
    """
    where = f"the text of line {card.lines[0]}" if card.lines[0] else "the card"
    source = plain(card.source, where)
    pattern = words_for(card.language).source
    if source and not source.startswith(pattern.split("{", maxsplit=1)[0] or "\0"):
        source = pattern.format(source=source)
    return replace(
        card,
        headline=plain(card.headline, where),
        lead=plain(card.lead, where),
        body=plain(card.body, where),
        points=tuple(plain(point, where) for point in card.points),
        kicker=plain(card.kicker, where),
        caution=plain(card.caution, where),
        emphasis=tuple(plain(run, where) for run in card.emphasis),
        progress=plain(card.progress, where),
        source=source,
    )


class _Frame:
    """What makes two cards share their ground, art, logo and footer."""

    def __init__(self, setting: Setting, *, clear: bool, framed: bool) -> None:
        self.setting = setting
        self.clear = clear
        self.framed = framed
        card, brand = setting.card, setting.brand
        is_about_hotline = footers.is_about_hotline(card)
        self._key = (
            setting.template.digest,
            setting.look.name,
            setting.format,
            clear,
            framed,
            card.hotline,
            is_about_hotline,
            card.language,
            setting.rtl,
            brand,
        )

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frame) and self._key == other._key


def forget_grounds() -> None:
    """Give back the memory of the grounds kept so far: for one who is done with a format."""
    _ground.cache_clear()


@lru_cache(maxsize=_MOST_GROUNDS)
def _ground(frame: _Frame) -> Ground:
    setting = frame.setting
    image = Image.new("RGB", (setting.width, setting.height), setting.colours[setting.look.ground])
    paint_art(image, setting, clear=frame.clear)
    if frame.framed:
        marks, _ = legible(Ground.of(image), frame_marks(setting))
        if not footers.is_about_hotline(setting.card):
            demand_recorded(marks, setting.card.hotline)
        paint(image, marks)
    return Ground.of(image)
