"""Sample cards to look at: a template, a brand, a kind; drawn once, kept by what they show."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from fastapi import Request

from content.brand import BrandKit
from content.cards.composing import cards_of
from content.cards.model import Card, CardError, Format, ImageType
from content.cards.rendering import render
from content.factsheets.model import Contact, ContactRole, Extraction, Item, Kind
from scheduler.actions.office import ActionError
from scheduler.web.thumbnails import shrink

SAMPLE = Extraction(
    title="Awareness",
    language="en",
    items=(
        Item(
            key="sample-fact",
            kind=Kind.FACT,
            text="Most people who needed help say that one listener made the difference.",
            lines=(1, 1),
        ),
        Item(
            key="sample-sign",
            kind=Kind.WARNING_SIGN,
            text="They withdraw from friends and no longer decide for themselves.",
            lines=(2, 2),
        ),
        Item(
            key="sample-action",
            kind=Kind.ACTION,
            text="Learn the signs, and share them with somebody you trust.",
            lines=(3, 3),
        ),
    ),
    contacts=(
        Contact(
            key="sample-line",
            name="Help line",
            role=ContactRole.HOTLINE,
            phone="+12025550142",
            phone_printed="202-555-0142",
            lines=(4, 4),
        ),
    ),
)
_MOST = 200


class Showroom:
    """Keeps at most ``_MOST`` small pictures; the least used leave first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def picture(
        self, card: Card, brand: BrandKit, template: str, size: Format, width: int
    ) -> bytes:
        """Return the card as WebP, ``width`` wide. Raises ``ActionError`` where it cannot be."""
        key = (card, brand, template, size, width)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        try:
            asset = render(
                card, brand=brand, template=template, format=size, image_type=ImageType.JPEG
            )
        except CardError as error:
            raise ActionError(str(error)) from error
        made = shrink(asset.data, width)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return made


def showroom_of(request: Request) -> Showroom:
    found = request.app.state.showroom
    assert isinstance(found, Showroom)
    return found


def sample_card(extraction: Extraction, brand: BrandKit, kind: str) -> Card:
    """Return a card of ``kind`` from the organization's own sheet, else from the sample."""
    own = _of_kind(cards_of(extraction, brand), kind)
    return own or _of_kind(cards_of(SAMPLE, brand), kind) or cards_of(SAMPLE, brand)[0]


def _of_kind(cards: Sequence[Card], kind: str) -> Card | None:
    return next((card for card in cards if card.kind == kind), None)
