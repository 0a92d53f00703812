"""Draws many cards on all processors, handing each back as it is ready, in order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from content.brand import BrandKit
from content.cards.carousels import slides
from content.cards.design import Template
from content.cards.model import Asset, Card, CardError, Format, ImageType
from content.cards.rendering import forget_grounds, render

_WORTH_PROCESSES = 24  # pictures; fewer are drawn before a second process has started
_CHUNK = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The pictures of one card in one format: several for a carousel, none when refused."""

    card: Card
    format: Format
    slides: tuple[Card, ...] = ()
    assets: tuple[Asset, ...] = ()
    refused: str = ""


@dataclass(slots=True)
class _Desk:
    """What this process is drawing now."""

    format: Format | None = None


_DESK = _Desk()


def draw_all(
    cards: Sequence[Card],
    formats: Sequence[Format],
    *,
    brand: BrandKit,
    template: Template,
    image_type: ImageType = ImageType.PNG,
) -> Iterator[Drawn]:
    """Draw every card in every format, format by format; what is refused says why and is empty."""
    draw = partial(_draw, brand=brand, template=template, image_type=image_type)
    jobs = [(card, size) for size in formats for card in sorted(cards, key=_look)]
    workers = min(os.cpu_count() or 1, 8)
    if workers < 2 or len(jobs) < _WORTH_PROCESSES:  # noqa: PLR2004  # one alone is no pool
        yield from map(draw, jobs)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(draw, jobs, chunksize=_CHUNK)


def _look(card: Card) -> tuple[str, str]:
    """Bring cards of one look together: they share a ground that is kept only for a while."""
    return card.role, card.kind


def _draw(
    job: tuple[Card, Format], *, brand: BrandKit, template: Template, image_type: ImageType
) -> Drawn:
    card, size = job
    if _DESK.format is not size:  # no card of the format before it will come again
        forget_grounds()
        _DESK.format = size
    try:
        parts = slides(card, brand=brand, template=template, format=size)
        assets = tuple(
            render(part, brand=brand, template=template, format=size, image_type=image_type)
            for part in parts
        )
    except CardError as error:
        return Drawn(card=card, format=size, refused=str(error))
    return Drawn(card=card, format=size, slides=parts, assets=assets)
