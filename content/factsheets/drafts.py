"""A statement on its way to becoming an item: its words, where it stands, what announced it."""

from __future__ import annotations

from dataclasses import dataclass

from content.factsheets.model import Kind, Lines, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """``lead_in`` is what the sheet says right before it; ``needs`` says it cannot do without.

    ``run`` numbers the list or paragraph it comes from. ``is_summary`` marks take-aways.
    """

    text: str
    lines: Lines
    kind: Kind
    section: str = ""
    path: tuple[str, ...] = ()
    context: str = ""
    run: int = 0
    in_list: bool = False
    in_resources: bool = False
    is_summary: bool = False
    emphasis: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
