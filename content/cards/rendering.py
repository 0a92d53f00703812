"""Draws one card: words to layout to pixels to a file with its alt text inside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from PIL import Image

from content.brand import BrandKit
from content.cards import fitting, footers, frames
from content.cards.alt_text import alt_text
from content.cards.artwork import paint_art, varying_art
from content.cards.design import ShapeKind, Template
from content.cards.directions import plain
from content.cards.encoding import MIME_TYPES, Effort, encode
from content.cards.fitting import Stack
from content.cards.layout import Ink, Mark, Setting
from content.cards.legibility import Ground, Legible, legible
from content.cards.metadata import About, packet
from content.cards.model import Asset, Card, Format, ImageType
from content.cards.numbers import demand_recorded
from content.cards.painting import paint
from content.cards.schema import as_on_phone
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
    picture = pictured(card, brand, design, format)
    image = picture.image
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
        words=picture.words,
        contrast=picture.contrast,
        smallest_text=picture.smallest_text,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A card's pixels, and what was measured on them (see ``Asset``)."""

    image: Image.Image
    words: tuple[str, ...]
    contrast: float
    smallest_text: int


def drawn(card: Card, brand: BrandKit, design: Template, size: Format) -> Image.Image:
    """Return a card's pixels; the card must be ``cleaned``."""
    return pictured(card, brand, design, size).image


def pictured(card: Card, brand: BrandKit, design: Template, size: Format) -> Picture:
    """Draw a card, which must be ``cleaned``, and measure it."""
    setting = Setting(card, brand, design, size)
    texts, clear = text_marks(setting, fitting.fit(setting))
    demand_recorded(texts.marks, card.contact)
    framed = _framed(setting, clear=clear)
    image = framed.ground.image.copy()
    paint(image, texts.marks)
    parts = (framed.logo, texts, framed.footer)
    inks = [ink for part in parts for ink in part.inks]
    return Picture(
        image=image,
        words=tuple(_lines(inks)),
        contrast=min(part.contrast for part in parts),
        smallest_text=as_on_phone(min(ink.size for ink in inks), size),
    )


def _lines(inks: list[Ink]) -> Iterator[str]:
    """Return each line once: what is emphasised in it is an ink of its own."""
    for (text, _), _ in groupby(inks, key=lambda ink: (ink.text, ink.box)):
        yield text


def text_marks(setting: Setting, stack: Stack) -> tuple[Legible, bool]:
    """Return everything that differs between the cards of one frame.

    The second value says whether art that keeps text off can stay: not when text would still
    lie on it and could not be read.
    """
    marks = _text_marks(setting, stack, clear=stack.clear)
    if marks.all_read or not stack.clear:
        return marks, stack.clear
    return _text_marks(setting, stack, clear=False), False


def _text_marks(setting: Setting, stack: Stack, *, clear: bool) -> Legible:
    figures = varying_art(setting, clear=clear)
    ground = _framed(setting, clear=clear).ground
    if any(shape.kind is ShapeKind.TEXT and not shape.keep for shape in setting.look.art):
        under = ground.image.copy()
        paint(under, figures)
        ground = Ground.of(under)
    texts = legible(ground, stack.marks())
    return replace(texts, marks=(*figures, *texts.marks))


def frame_marks(setting: Setting) -> list[Mark]:
    """Return whose card it is and whom to call, the same on every card of a campaign."""
    return [*frames.logo(setting), *footers.footer(setting)]


def bare_ground(setting: Setting, *, clear: bool) -> Ground:
    """Return the ground with its art, but without logo and footer."""
    image = Image.new("RGB", (setting.width, setting.height), setting.colours[setting.look.ground])
    paint_art(image, setting, clear=clear)
    return Ground.of(image)


def cleaned(card: Card) -> Card:
    """Return the card with its text in one normal form; its source says that it is one.

    Raises ``CardError`` for hidden characters that turn text round.
    """
    where = f"The text of line {card.lines[0]}" if card.lines[0] else "The card"
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

    def __init__(self, setting: Setting, *, clear: bool) -> None:
        self.setting = setting
        self.clear = clear
        card, brand = setting.card, setting.brand
        is_about_hotline = footers.is_about_hotline(card)
        self._key = (
            setting.template.digest,
            setting.look.name,
            setting.format,
            clear,
            card.hotline,
            is_about_hotline,
            setting.reached,
            card.language,
            setting.rtl,
            brand,
        )

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frame) and self._key == other._key


@dataclass(frozen=True, slots=True)
class _Framed:
    """A ground on which logo and footer are drawn already, as they were."""

    ground: Ground
    logo: Legible
    footer: Legible


def forget_grounds() -> None:
    """Give back the memory of the grounds kept so far: for one who is done with a format."""
    _ground.cache_clear()


def _framed(setting: Setting, *, clear: bool) -> _Framed:
    """Return the ground with art, logo and footer; its picture is shared and not to be changed."""
    return _ground(_Frame(setting, clear=clear))


@lru_cache(maxsize=_MOST_GROUNDS)
def _ground(frame: _Frame) -> _Framed:
    setting = frame.setting
    bare = bare_ground(setting, clear=frame.clear)
    logo = legible(bare, frames.logo(setting))
    footer = legible(bare, footers.footer(setting))
    if not footers.is_about_hotline(setting.card):
        demand_recorded(footer.marks, setting.card.hotline)
    paint(bare.image, (*logo.marks, *footer.marks))
    return _Framed(Ground.of(bare.image), logo, footer)
