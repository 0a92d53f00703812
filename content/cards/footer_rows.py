"""The lines of a footer: how large each is set, and how far apart they may stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content.cards.breaking import filled
from content.cards.layout import Setting
from content.cards.model import CardError
from content.cards.paragraphs import Paragraph, SetLine, apart
from content.cards.schema import smallest

LEAST_GAP = 7
"""Between two lines, in units of a card 1080 wide."""

_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the footer."""

    name: str
    line: SetLine
    size: float
    cap: float

    @property
    def width(self) -> float:
        return self.line.width * self.size


def size_of(setting: Setting, name: str) -> float:
    grid = setting.grid
    return {"label": grid.label, "phone": grid.phone, "note": grid.note}[name]


def rows_of(setting: Setting, shaped: dict[str, Paragraph], width: float) -> list[Row]:
    """Set each text on one line, smaller if need be; a long name or note over several lines."""
    rows: list[Row] = []
    least = smallest(setting.format)
    for name, text in shaped.items():
        wide = text.line(0, len(text.tokens)).width
        size = max(least, min(size_of(setting, name), width / wide))
        most = 1 if name == "phone" else _MOST_LINES
        broken = filled(text, width / size + 0.01, most)
        if broken is None and name == "note":  # an address is one long word
            text = apart(text.text(0, len(text.tokens)), text.style, width / size)  # noqa: PLW2901
            broken = filled(text, width / size + 0.01, most)
        if broken is None:
            said = text.text(0, len(text.tokens))
            raise CardError(f"{said!r} is too long for the footer of a {setting.format} card.")
        cap = text.style.cap_height * size
        rows.extend(Row(name, text.line(a, b), size, cap) for a, b in broken.spans())
    return rows


def spaced(
    setting: Setting, rows: Sequence[Row], height: float, *, demanded: bool = False
) -> float:
    """Return how far apart rows stand that fill the height.

    Raises ``CardError`` when that is too little and they are ``demanded``.
    """
    gap = (height - sum(row.cap for row in rows)) / max(len(rows) - 1, 1)
    if demanded and gap < LEAST_GAP * setting.unit:
        raise CardError(
            f"The name and lines of {rows[0].line.text!r} do not fit the footer of a "
            f"{setting.format} card; shorten the contact's name."
        )
    return gap
