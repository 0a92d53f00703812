"""The blocks a card's text is stacked from. Each knows its height and draws itself at a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from content.cards.artwork import shown
from content.cards.breaking import Broken, balanced, filled
from content.cards.colours import RGB
from content.cards.design import CautionStyle, EmphasisStyle, KickerStyle
from content.cards.directions import holds_rtl
from content.cards.layout import Mark, Setting
from content.cards.paragraphs import Paragraph, apart, paragraph

_MEASURE, _WIDE_MEASURE = 25, 36  # em; longer lines lose the eye on its way back
_FOOT_SHARE = 0.73  # of the text's width is left to lines beside art that stands on the footer
_BOX_PAD = 0.1  # em, round emphasised words in a box

Draw = Callable[[float], Iterator[Mark]]


@dataclass(frozen=True, slots=True)
class Block:
    """``draw`` takes the top. ``after`` is the space this block wants below itself."""

    name: str
    height: float
    draw: Draw
    after: float
    size: float = 0.0


class DoesNotFitError(Exception):
    """A block that cannot be set within its width at a readable size."""


def set_text(setting: Setting, role: str, text: str, emphasis: Sequence[str] = ()) -> Paragraph:
    strong = setting.style("strong") if emphasis and "strong" in setting.template.fonts else None
    return paragraph(
        text,
        setting.style(role),
        rtl=setting.rtl and holds_rtl(text),  # a line of Latin reads left to right everywhere
        emphasis=emphasis,
        strong_style=strong,
        pad=_BOX_PAD if setting.look.emphasis is EmphasisStyle.BOX else 0.0,
    )


def height_of(text: Paragraph, lines: int, size: float) -> float:
    """Return the height from the first line's capitals to the last line's baseline."""
    return (text.style.cap_height + (lines - 1) * text.style.leading) * size


def kicker(setting: Setting) -> Block | None:
    card, look, size = setting.card, setting.look, setting.grid.kicker
    if not card.kicker:
        return None
    text = set_text(setting, "label", card.kicker)
    line = text.line(0, len(text.tokens))
    left, _, width, _ = setting.text_box
    cap = text.style.cap_height * size
    pill = look.kicker in {KickerStyle.PILL, KickerStyle.TAG}
    height = round(size * 1.82) if pill else cap
    pad = round(size * 0.75) if pill else 0.0
    wide = line.width * size + 2 * pad
    dots = _dots(setting)
    whole = wide + (dots[0] if dots else 0.0)
    start = left + (width - whole) / 2 if setting.centred else left
    if whole > width:
        raise DoesNotFitError("the line above the headline is too wide")
    fill = setting.colours[look.kicker_fill]
    ground: RGB | str = fill if pill else look.text_ground
    ink = setting.ink_colour(look.kicker_ink if pill else look.kicker_fill, ground)

    def draw(top: float) -> Iterator[Mark]:
        if pill:
            radius = height / 2 if look.kicker is KickerStyle.PILL else 0.0
            yield setting.fill((start, top, wide, height), fill, radius)
        if look.kicker is KickerStyle.RULE:
            thick = max(2.0, round(size * 0.2))
            yield setting.fill((start, top - round(size * 0.95), size * 2.6, thick), fill)
        yield from setting.ink(
            line,
            start + pad,
            top + (height + cap) / 2,
            size=size,
            colour=ink,
            ground=fill if pill else None,
        )
        if dots:
            yield from dots[1](start + wide, top + height / 2)

    return Block("kicker", height, draw, size * (1.3 if pill else 1.65), size)


def _dots(setting: Setting) -> tuple[float, Callable[[float, float], Iterator[Mark]]] | None:
    """Show where a card stands in its series, as dots (while there are few) and in words."""
    card, look, grid = setting.card, setting.look, setting.grid
    if not card.progress:
        return None
    words = set_text(setting, "body", card.progress)
    line = words.line(0, len(words.tokens))
    size = grid.kicker
    dot, gap = round(size * 0.48), round(size * 0.78)
    count = card.of if 1 < card.of <= 8 else 0  # noqa: PLR2004  # more are not counted at a glance
    lead = round(size * 0.75)
    wide = lead + (count * gap + round(size * 0.35) if count else 0) + line.width * size
    on, off = setting.colours[look.dots_on], setting.colours[look.dots_off]
    ink = setting.ink_colour(look.soft, look.text_ground)

    def draw(left: float, middle: float) -> Iterator[Mark]:
        x = left + lead
        for number in range(1, count + 1):
            colour = on if number == card.number else off
            yield setting.fill((x, round(middle - dot / 2), dot, dot), colour, dot / 2)
            x += gap
        cap = words.style.cap_height * size
        x += round(size * 0.35) if count else 0
        yield from setting.ink(line, x, middle + cap / 2, size=size, colour=ink)

    return wide, draw


def headline_ways(setting: Setting, text: Paragraph) -> list[Broken]:
    widest = setting.text_box[2] / setting.grid.headline[0]
    return balanced(text, setting.grid.lines, widest)


def headline(setting: Setting, text: Paragraph, broken: Broken, size: float) -> Block:
    look = setting.look
    colour = setting.ink_colour(look.ink, look.text_ground)
    strong: RGB | None = None
    if look.emphasis is EmphasisStyle.COLOUR:
        strong = setting.ink_colour(look.emphasis_colour, look.text_ground)
    elif look.emphasis in {EmphasisStyle.BOX, EmphasisStyle.MARKER}:
        strong = setting.ink_colour(look.emphasis_ink, look.emphasis_colour)

    def draw(top: float) -> Iterator[Mark]:
        yield from _marks(setting, text, broken, size, top)
        box = setting.colours[look.emphasis_colour] if look.emphasis is EmphasisStyle.BOX else None
        yield from lines_of(
            setting, text, broken, size, top, colour=colour, strong=strong, strong_ground=box
        )

    height = height_of(text, broken.count, size)
    return Block("headline", height, draw, setting.unit * 40 + size * 0.24, size)


def _marks(
    setting: Setting, text: Paragraph, broken: Broken, size: float, top: float
) -> Iterator[Mark]:
    """Draw what lies under the emphasised words: a marker's stroke, a line, a box."""
    look = setting.look
    shade = setting.colours[look.emphasis_colour]
    cap = text.style.cap_height * size
    left, _, width, _ = setting.text_box
    for number, (first, end) in enumerate(broken.spans()):
        line = text.line(first, end)
        baseline = top + cap + number * text.style.leading * size
        offset = (width - line.width * size) / 2 if setting.centred else 0.0
        for begin, stop in line.strong_spans:
            if setting.rtl:
                begin, stop = line.width - stop, line.width - begin  # noqa: PLW2901  # mirrored
            x, wide = left + offset + begin * size, (stop - begin) * size
            if look.emphasis is EmphasisStyle.MARKER:
                pad = size * 0.09
                box = (x - pad, baseline - cap * 0.4, wide + 2 * pad, cap * 0.54)
                yield setting.fill(_whole(box), shade, size * 0.03)
            elif look.emphasis is EmphasisStyle.UNDERLINE:
                box = (x, baseline + size * 0.1, wide, max(3.0, size * 0.075))
                yield setting.fill(_whole(box), shade)
            elif look.emphasis is EmphasisStyle.BOX:
                pad = size * _BOX_PAD
                over, under = (part * size for part in _box_overhang(setting, text))
                box = (x - pad, baseline - cap - over, wide + 2 * pad, cap + over + under)
                yield setting.fill(_whole(box), shade)


def _box_overhang(setting: Setting, text: Paragraph) -> tuple[float, float]:
    """Return how far a box reaches above capitals and below the baseline, in em."""
    style = text.style
    over = min(0.13, (style.leading - style.cap_height) * 0.45)
    if style.language.startswith("vi"):
        return (max(over, 0.27), 0.26) if style.uppercase else (over, 0.24)
    if setting.rtl:
        return over, 0.36
    return over, over if style.uppercase else 0.2


def _whole(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, top, width, height = map(round, box)
    return (left, top, width, height)


def lines_of(  # noqa: PLR0913  # lines, where they begin, and their colours
    setting: Setting,
    text: Paragraph,
    broken: Broken,
    size: float,
    top: float,
    *,
    colour: RGB,
    strong: RGB | None = None,
    strong_ground: RGB | None = None,
    indent: float = 0.0,
    ground: RGB | None = None,
) -> Iterator[Mark]:
    left, _, width, _ = setting.text_box
    cap = text.style.cap_height
    for number, (first, end) in enumerate(broken.spans()):
        yield from setting.ink(
            text.line(first, end),
            left + indent,
            top + (cap + number * text.style.leading) * size,
            size=size,
            colour=colour,
            within=width - indent,
            centred=setting.centred and not indent,
            strong=strong,
            strong_ground=strong_ground,
            ground=ground,
            cap=cap,
        )


def words(  # noqa: PLR0913  # one block of running text
    setting: Setting,
    name: str,
    text: str,
    size: float,
    *,
    colour: str,
    role: str = "body",
    after: float = 36,
) -> Block:
    """Set running text over as many lines as it needs, within a measure that reads well."""
    shaped = set_text(setting, role, text)
    landscape = setting.width > setting.height
    measure = min(setting.text_box[2], size * (_WIDE_MEASURE if landscape else _MEASURE))
    if name == "source":
        measure = setting.text_box[2] * (_FOOT_SHARE if _shares_foot(setting) else 1.0)
    most = setting.text_box[3] / (shaped.style.leading * size) + 1
    broken = filled(shaped, measure / size, most)
    if broken is None:
        raise DoesNotFitError(f"{text[:40]!r}… takes too much room")
    ink = setting.ink_colour(colour, setting.look.text_ground)

    def draw(top: float) -> Iterator[Mark]:
        yield from lines_of(setting, shaped, broken, size, top, colour=ink)

    return Block(name, height_of(shaped, broken.count, size), draw, after * setting.unit, size)


def _shares_foot(setting: Setting) -> bool:
    """Say whether art stands beside the last lines, in the card's far corner."""
    art = (shape for shape in setting.look.art if shape.keep and shape.stands)
    return not setting.is_column and any(shown(shape, setting) for shape in art)


def caution(setting: Setting) -> Block | None:
    """Set the line that keeps people safe: shown apart, never left out."""
    if not setting.card.caution:
        return None
    look, size = setting.look, setting.grid.caution
    shaped = set_text(setting, "body", setting.card.caution)
    fill = setting.colours[look.caution_fill]
    boxed = look.caution is CautionStyle.BOX
    pad = size * 0.8 if boxed else 0.0
    indent = {CautionStyle.BOX: pad, CautionStyle.BAR: size * 0.85}.get(look.caution, 0.0)
    if setting.centred and not boxed:
        indent = 0.0
    share = _FOOT_SHARE if _shares_foot(setting) else 1.0
    measure = setting.text_box[2] * share - indent - pad
    broken = filled(shaped, measure / size)
    if broken is None:
        raise DoesNotFitError("the caution line is wider than the card")
    inner = height_of(shaped, broken.count, size)
    ground = fill if boxed else None
    ink = setting.ink_colour(look.caution_ink, fill if boxed else look.text_ground)
    left, _, width, _ = setting.text_box

    def draw(top: float) -> Iterator[Mark]:
        if boxed:
            yield setting.fill((left, top, width, inner + 2 * pad), fill, size * 0.3)
        elif look.caution is CautionStyle.BAR and not setting.centred:
            over = size * 0.18
            bar = max(4.0, round(size * 0.2))
            yield setting.fill((left, top - over, bar, inner + 2 * over), fill, bar / 2)
        yield from lines_of(
            setting,
            shaped,
            broken,
            size,
            top + pad,
            colour=ink,
            indent=0.0 if setting.centred else indent,
            ground=ground,
        )

    return Block("caution", inner + 2 * pad, draw, 34 * setting.unit, size)


def number(setting: Setting, text: str) -> Block:
    """Set the number or address a contact card is about: one line, as large as fits."""
    high = max(setting.grid.number[0], min(setting.grid.number[1], setting.text_box[3] * 0.34))
    shaped = set_text(setting, "number", text)
    broken = balanced(shaped, 1)[0]
    size = min(high, setting.text_box[2] / broken.width)
    if size < setting.grid.body[1]:  # a long address, over several lines
        size = setting.grid.body[1]
        room = setting.text_box[2] / size
        shaped = apart(text, shaped.style, room)
        found = filled(shaped, room)
        if found is None:
            raise DoesNotFitError(f"{text[:40]!r}… is wider than the card")
        broken = found
    ink = setting.ink_colour(setting.look.emphasis_colour, setting.look.text_ground)

    def draw(top: float) -> Iterator[Mark]:
        yield from lines_of(setting, shaped, broken, size, top, colour=ink)

    height = height_of(shaped, broken.count, size)
    return Block("number", height, draw, 40 * setting.unit, size)
