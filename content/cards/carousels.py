"""Spreads a card whose words do not fit over slides: opener, numbered slides, closer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from content.brand import BrandKit
from content.cards import fitting
from content.cards.design import Template
from content.cards.layout import Setting
from content.cards.model import Card, CardError, Format, Role
from content.cards.rendering import cleaned
from content.cards.sentences import sentences_of
from content.cards.templates import load_template
from content.cards.wording import words_for
from content.factsheets.model import Kind

MOST_SLIDES = 10
"""What Instagram's and most other platforms' carousels take."""

Fits = Callable[[Card], bool]


def slides(
    card: Card,
    *,
    brand: BrandKit,
    template: Template | str,
    format: Format,  # noqa: A002
) -> tuple[Card, ...]:
    """Return the card alone where its words fit, else the slides of a carousel, in order.

    Every word stands on a slide, in the card's order; each slide is a card of the same format.
    Raises ``CardError`` for text that cannot be drawn at all, or when even ``MOST_SLIDES`` slides
    do not hold them.
    """
    design = load_template(template) if isinstance(template, str) else template

    cleaned(card)  # what is wrong with the text itself no number of slides can mend

    def fits(one: Card) -> bool:
        try:
            fitting.fit(Setting(cleaned(one), brand, design, format))
        except fitting.TooLongError:
            return False
        return True

    if fits(card):
        return (card,)
    parts = _parts(card, fits)
    whole = [*parts, _closing(card)] if card.hotline else parts
    if len(whole) > MOST_SLIDES:
        raise CardError(
            f"The text of line {card.lines[0]} ({card.headline[:50]!r}…) needs more slides "
            f"as {format} than the {MOST_SLIDES} a carousel has at most; shorten it or split it."
        )
    return _numbered(whole, card)


def _parts(card: Card, fits: Fits) -> list[Card]:
    """Fill slides one after the other with as many sentences as each holds."""
    blank = replace(card, body="", points=(), number=0, of=0, progress="0/00", lead="")
    if card.points:
        return _lists(replace(blank, lead=card.lead), card.points, fits)
    rest = [*sentences_of(card.headline), *sentences_of(card.body)]
    opening = replace(blank, lead=card.lead, emphasis=card.emphasis)
    made: list[Card] = []
    while rest and len(made) <= MOST_SLIDES:
        base = blank if made else opening
        text = rest.pop(0)
        slide = replace(base, headline=text)
        if not fits(slide):
            slide, left = _cut(base, text, fits)
            rest.insert(0, left)
        elif made:  # the first slide opens: its statement stands alone
            while rest and fits(longer := replace(slide, body=f"{slide.body} {rest[0]}".strip())):
                slide = longer
                rest.pop(0)
        made.append(slide)
    return made


def _lists(base: Card, points: tuple[str, ...], fits: Fits) -> list[Card]:
    """Spread a list, each part under the whole lead-in: a point alone would say something else."""
    made: list[Card] = []
    rest = list(points)
    while rest and len(made) <= MOST_SLIDES:
        count = next(
            (n for n in range(len(rest), 0, -1) if fits(replace(base, points=tuple(rest[:n])))), 0
        )
        if count == 0:
            raise CardError(
                f"The list of line {base.lines[0]} ({base.headline[:50]!r}…) does not fit a card "
                f"even with one point on it ({rest[0][:50]!r}); shorten its lead-in."
            )
        made.append(replace(base, points=tuple(rest[:count])))
        del rest[:count]
    return made


def _cut(base: Card, text: str, fits: Fits) -> tuple[Card, str]:
    """Put as many words of one long sentence on a slide as fit; return what is left."""
    words = text.removeprefix(_ON).split(" ")
    if len(words) < len(text.split(" ")):
        words[0] = _ON + words[0]  # a slide of the sign alone would leave as much as before
    low, high = 0, len(words)
    while high - low > 1:
        middle = (low + high) // 2
        if fits(replace(base, headline=f"{' '.join(words[:middle])} …")):
            low = middle
        else:
            high = middle
    if low == 0:
        raise CardError(
            f"The word {words[0].removeprefix(_ON)[:60]!r} of line {base.lines[0]} is wider than "
            "a card; write it otherwise."
        )
    nicer = next((n for n in range(low, low * 2 // 3, -1) if words[n - 1].endswith(_PAUSES)), low)
    return replace(base, headline=f"{' '.join(words[:nicer])} …"), _ON + " ".join(words[nicer:])


_PAUSES = (",", ";", ":", "–", "—")
_ON = "… "


def _closing(card: Card) -> Card:
    words = words_for(card.language)
    contact = card.hotline
    assert contact is not None
    return replace(
        card,
        kind=Kind.RESOURCE,
        role=Role.CLOSER,
        headline=contact.name,
        kicker=words.help,
        lead="",
        body=words.text_line(contact),
        points=(),
        emphasis=(),
        caution="",
        contact=contact,
        number=0,
        of=0,
    )


def _numbered(parts: list[Card], card: Card) -> tuple[Card, ...]:
    pattern = words_for(card.language).slide
    return tuple(
        replace(part, progress=pattern.format(number=number, of=len(parts)))
        for number, part in enumerate(parts, 1)
    )
