"""Finds the sizes at which a card's words fill its text box best, or says that they do not fit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from content.cards import blocks
from content.cards.artwork import glyph_box, place, shown
from content.cards.blocks import Block, DoesNotFitError
from content.cards.design import Anchor, Box, Shape, ShapeKind
from content.cards.layout import Ink, Mark, Setting
from content.cards.lists import points
from content.cards.model import CardError
from content.cards.paragraphs import Paragraph
from content.factsheets.model import Contact

_BODY_STEPS = 4
_SHRINKS = (1.0, 0.92, 0.84, 0.76)
_ROUND = frozenset({ShapeKind.DISC, ShapeKind.DOME, ShapeKind.RING})
_EVENNESS, _SIZE = 4.0, 4.0  # what ragged lines and small type cost; few lines may be more ragged
_WORTH_OF_ART = 0.7  # how much worse a card may be set so that a large figure can stay on it


@dataclass(frozen=True, slots=True)
class Stack:
    """Blocks one under the other, with where each begins. ``cost`` is 0 when nothing gave way."""

    placed: tuple[tuple[Block, float], ...]
    cost: float
    clear: bool = True  # of the art that no text may run into: without it, that art is left out

    def marks(self) -> Iterator[Mark]:
        for block, top in self.placed:
            yield from block.draw(top)


class TooLongError(CardError):
    """Words that do not fit a card; spread over the slides of a carousel they may."""


def fit(setting: Setting) -> Stack:
    """Fit the card's words. Raises ``TooLongError`` when even the smallest type is too big.

    Nothing is cut off and nothing becomes smaller than the template's smallest sizes.
    """
    try:
        found = _best(setting)
    except DoesNotFitError as error:
        raise TooLongError(_refusal(setting, str(error))) from None
    if found is None:
        raise TooLongError(
            _refusal(setting, "it does not fit at the smallest size that can be read")
        )
    return found


def _refusal(setting: Setting, why: str) -> str:
    card = setting.card
    where = f"line {card.lines[0]}" if card.lines[0] else "the card"
    start = card.headline[:50]
    return (
        f"The text of {where} ({start!r}…) cannot be drawn as {setting.format} "
        f"with {setting.template.name}: {why}; shorten it or split it into a carousel."
    )


def _best(setting: Setting) -> Stack | None:
    heading = blocks.set_text(setting, "headline", setting.card.headline, setting.card.emphasis)
    fixed = [blocks.kicker(setting), blocks.caution(setting), _source(setting)]
    low, high = setting.grid.body
    steps = [high - (high - low) * step / (_BODY_STEPS - 1) for step in range(_BODY_STEPS)]
    if not (setting.card.body or setting.card.points or setting.card.lead):
        steps = steps[:1]
    ways: list[Stack] = []
    for size in dict.fromkeys(steps):
        rest = _rest(setting, size)
        loss = 1.2 * (1 - size / high) ** 2
        ways.extend(_stacks(setting, heading, fixed, rest, loss))
        if ways and min(way.cost for way in ways) < loss + 0.02:
            break  # a smaller body can only make it worse
    free = _kept_areas(setting)
    ordered = sorted(ways, key=lambda one: one.cost)
    for way in ordered:
        if way.cost > ordered[0].cost + _WORTH_OF_ART:
            break
        if not free or not _collides(way, free):
            return way
    return replace(ordered[0], clear=False) if ordered else None


def _rest(setting: Setting, size: float) -> dict[str, Block | None]:
    card, look = setting.card, setting.look
    return {
        "lead": blocks.words(
            setting,
            "lead",
            card.lead,
            max(setting.grid.body[0], size * 0.88),
            colour=look.soft,
            after=46,
        )
        if card.lead
        else None,
        "body": blocks.words(setting, "body", card.body, size, colour=look.soft, after=48)
        if card.body
        else None,
        "points": points(setting, size),
        "number": blocks.number(setting, reached_at(card.contact))
        if card.contact and reached_at(card.contact)
        else None,
    }


def reached_at(contact: Contact) -> str:
    """Return how a contact is reached, as printed: number, else address, else number for texts."""
    code = contact.text_code.number if contact.text_code else ""
    return contact.phone_printed or contact.phone or printed_address(contact.url) or code


def printed_address(url: str) -> str:
    """Return an address as people read and type it."""
    bare = url.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return bare.rstrip("/")


def _source(setting: Setting) -> Block | None:
    if not setting.card.source:
        return None
    return blocks.words(
        setting,
        "source",
        setting.card.source,
        setting.grid.source,
        colour=setting.look.source,
        after=0,
    )


def _stacks(
    setting: Setting,
    heading: Paragraph,
    fixed: list[Block | None],
    rest: dict[str, Block | None],
    loss: float,
) -> Iterator[Stack]:
    kicker, caution, source = fixed
    _, _, width, height = setting.text_box
    keeps = any(shape.keep for shape in setting.look.art)
    low, high = setting.grid.headline
    high = max(low, high * setting.look.scale)
    around = [block for block in (kicker, *rest.values(), caution) if block]
    used = sum(block.height + block.after for block in around)
    if source:
        used += source.height + setting.unit * 8
    for broken in blocks.headline_ways(setting, heading):
        cap = heading.style.cap_height
        tall = cap + (broken.count - 1) * heading.style.leading + 0.24
        available = height - used - (setting.unit * 40 if around or source else 0)
        most = min(high, width / broken.width, available / tall)
        for shrink in _SHRINKS if keeps else _SHRINKS[:1]:
            size = math.floor(most * shrink)
            if size < low:
                break
            head = blocks.headline(setting, heading, broken, size)
            ordered = [kicker, rest["lead"], head, rest["number"], rest["body"], rest["points"]]
            inner = [block for block in (*ordered, caution) if block]
            ragged = min(_EVENNESS, broken.count) * broken.cost
            smaller = _SIZE * (1 - size / high) ** 2
            cost = ragged + smaller + loss + 0.006 * broken.count
            yield Stack(_placed(setting, inner, source), cost)


def _placed(
    setting: Setting, inner: list[Block], source: Block | None
) -> tuple[tuple[Block, float], ...]:
    """Put the blocks at their anchor; the source line keeps the box's lower edge."""
    _, top, _, height = setting.text_box
    bottom = top + height
    foot: list[tuple[Block, float]] = []
    if source:
        bottom -= source.height
        foot.append((source, bottom))
        bottom -= 44 * setting.unit
    whole = sum(block.height + block.after for block in inner) - inner[-1].after
    room = bottom - top - whole
    share = {Anchor.TOP: 0.0, Anchor.MIDDLE: 0.5, Anchor.BOTTOM: 1.0}[setting.look.anchor]
    y = top + max(0.0, room) * share
    placed: list[tuple[Block, float]] = []
    for block in inner:
        placed.append((block, y))
        y += block.height + block.after
    return (*placed, *foot)


def _kept_areas(setting: Setting) -> list[tuple[Shape, Box]]:
    """Return the art that text must stay out of, with the box round it."""
    areas: list[tuple[Shape, Box]] = []
    for shape in setting.look.art:
        if not shape.keep or not shown(shape, setting):
            continue
        x, y, size = place(shape, setting)
        if shape.kind in _ROUND:
            box = (x - size, y - size, 2 * size, 2 * size)
        elif shape.kind is ShapeKind.PERSON:
            box = (x - size, y - 2.2 * size, 2 * size, 2.2 * size)
        elif shape.kind in {ShapeKind.NUMBER, ShapeKind.TEXT}:
            box = glyph_box(shape, setting)
        else:
            continue  # judged by whether text on it can be read
        areas.append((shape, (setting.x(box[0], box[2]), *box[1:])))
    return areas


def _collides(stack: Stack, areas: list[tuple[Shape, Box]]) -> bool:
    inks = [mark for mark in stack.marks() if isinstance(mark, Ink)]
    return any(_meets(ink, shape, box) for ink in inks for shape, box in areas)


def _meets(ink: Ink, shape: Shape, box: Box) -> bool:
    gap = ink.size * 0.2
    left, top, width, height = ink.box
    x, y, wide, high = box
    if shape.kind in _ROUND:
        middle_x, middle_y, radius = x + wide / 2, y + high / 2, wide / 2
        away_x = max(left - middle_x, middle_x - left - width, 0)
        away_y = max(top - middle_y, middle_y - top - height * 1.3, 0)
        return math.hypot(away_x, away_y) < radius + gap
    return not (
        left + width + gap < x
        or x + wide < left - gap
        or top + height * 1.3 < y
        or y + high < top - gap
    )
