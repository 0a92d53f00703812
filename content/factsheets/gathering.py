"""What one pass over a sheet needs to know and collects on its way."""

from __future__ import annotations

from dataclasses import dataclass, field

from content.factsheets.counts import Announcement
from content.factsheets.drafts import Draft
from content.factsheets.model import LeftOut, Lines
from content.factsheets.rules import Rules


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands right before a list: a lead-in, or a sentence that may serve as one.

    ``over_sections`` says that it stands over several lists, each with a heading of its own.
    """

    text: str = ""
    announces: bool = False
    over_sections: bool = False


@dataclass(slots=True)
class Gathering:
    """``run`` numbers lists and paragraphs; ``waiting`` is a lead-in over the sections below."""

    rules: Rules
    region: str
    title: str
    drafts: list[Draft] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    announced: list[Announcement] = field(default_factory=list)
    run: int = 0
    waiting: tuple[tuple[str, ...], str] = ((), "")

    def leave_out(self, text: str, lines: Lines, why: str) -> None:
        self.left_out.append(LeftOut(text=text, lines=lines, why=why))

    def lead_over(self, path: tuple[str, ...]) -> Lead:
        """Return the lead-in that stands over the section at ``path``, if one does."""
        over, text = self.waiting
        is_below = bool(text) and len(path) > len(over) and path[: len(over)] == over
        return Lead(text if is_below else "", announces=is_below, over_sections=is_below)
