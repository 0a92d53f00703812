"""Sets the points of a list: as chips that flow, or one under the other."""

from __future__ import annotations

from collections.abc import Iterator

from content.cards.blocks import Block, DoesNotFitError, height_of, lines_of, set_text
from content.cards.breaking import Broken, filled
from content.cards.design import PointsStyle
from content.cards.layout import Mark, Setting
from content.cards.paragraphs import Paragraph

_TWO_COLUMNS = 26  # em; a list this wide is set in two columns


def points(setting: Setting, size: float) -> Block | None:
    """Set the points of a list: as chips that flow, or one under the other."""
    if not setting.card.points:
        return None
    if setting.look.points is PointsStyle.CHIPS:
        return _chips(setting, size)
    return _rows(setting, size)


def _chips(setting: Setting, size: float) -> Block:
    look = setting.look
    left, _, width, _ = setting.text_box
    pad, height, gap = size * 0.74, round(size * 1.8), round(size * 0.36)
    fill = setting.colours[look.points_fill]
    ink = setting.ink_colour(look.points_ink, fill)
    rows: list[list[tuple[Paragraph, float]]] = [[]]
    used = 0.0
    for point in setting.card.points:
        shaped = set_text(setting, "body", point)
        wide = shaped.line(0, len(shaped.tokens)).width * size + 2 * pad
        if wide > width:
            return _rows(setting, size)
        if rows[-1] and used + gap + wide > width:
            rows.append([])
            used = 0.0
        used += wide + (gap if rows[-1] else 0)
        rows[-1].append((shaped, wide))

    def draw(top: float) -> Iterator[Mark]:
        for number, row in enumerate(rows):
            whole = sum(wide for _, wide in row) + gap * (len(row) - 1)
            x = left + (width - whole) / 2 if setting.centred else left
            y = top + number * (height + gap)
            for shaped, wide in row:
                yield setting.fill((round(x), y, round(wide), height), fill, height / 2)
                baseline = y + (height + shaped.style.cap_height * size) / 2
                line = shaped.line(0, len(shaped.tokens))
                yield from setting.ink(line, x + pad, baseline, size=size, colour=ink, ground=fill)
                x += wide + gap

    whole_height = len(rows) * (height + gap) - gap
    return Block("points", whole_height, draw, 40 * setting.unit, size)


def _rows(setting: Setting, size: float) -> Block:
    """Set points one under the other, in two columns where the card is wide."""
    look, ruled = setting.look, setting.look.points is PointsStyle.RULES
    left, _, width, _ = setting.text_box
    shown = setting.card.points
    landscape = setting.width > setting.height and width / size > _TWO_COLUMNS
    columns = 2 if landscape and len(shown) > 3 else 1  # noqa: PLR2004
    gutter = size * 1.2
    column = (width - gutter * (columns - 1)) / columns
    indent = 0.0 if ruled or setting.centred else size * 0.95
    gap = size * (0.95 if ruled else 0.8)
    cells: list[tuple[Paragraph, Broken, float]] = []
    for point in shown:
        shaped = set_text(setting, "body", point)
        broken = filled(shaped, (column - indent) / size)
        if broken is None:
            raise DoesNotFitError(f"a word of {point[:40]!r} is wider than the card")
        cells.append((shaped, broken, height_of(shaped, broken.count, size)))
    each = -(-len(cells) // columns)
    parts = [cells[start : start + each] for start in range(0, len(cells), each)]
    ink = setting.ink_colour(look.ink, look.text_ground)

    def draw(top: float) -> Iterator[Mark]:
        for number, part in enumerate(parts):
            begin = left + number * (column + gutter)
            y = top + (gap / 2 if ruled else 0)
            for shaped, broken, high in part:
                place = (begin, y, column, shaped.style.cap_height * size)
                yield from _bullet(setting, place, size, gap)
                yield from lines_of(
                    setting,
                    shaped,
                    broken,
                    size,
                    y,
                    colour=ink,
                    indent=begin - left + indent if columns > 1 or indent else 0.0,
                )
                y += high + gap

    tallest = max(sum(high for *_, high in part) + gap * len(part) for part in parts)
    return Block("points", tallest - (0 if ruled else gap), draw, 40 * setting.unit, size)


def _bullet(
    setting: Setting, place: tuple[float, float, float, float], size: float, gap: float
) -> Iterator[Mark]:
    """Mark the start of a point: a line over it, or a dot before it."""
    left, top, width, cap = place
    fill = setting.colours[setting.look.points_fill]
    if setting.look.points is PointsStyle.RULES:
        yield setting.fill((left, round(top - gap / 2), width, max(2.0, round(size * 0.05))), fill)
    elif not setting.centred:
        dot = round(size * 0.36)
        yield setting.fill((left, round(top + (cap - dot) / 2), dot, dot), fill, dot / 2)
