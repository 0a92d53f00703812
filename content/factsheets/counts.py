"""Compares how many signs, steps or questions a sheet announces with how many it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from content.factsheets.drafts import Draft
from content.factsheets.model import Kind, Lines, SheetWarning
from content.factsheets.rules import Rules

# What the announced things are called, in the languages whose rules name them.
_KINDS = (
    (
        r"sign|symptom|flag|indicat|clue|señal|síntoma|indicio|sina|sintoma|indício",
        {Kind.WARNING_SIGN},
    ),
    (r"question|pregunta|pergunta", {Kind.QUESTION}),
    (r"tactic|táctica|tática", {Kind.TACTIC}),
    (r"group|grupo", {Kind.AFFECTED_GROUP}),
    (
        r"step|tip|way|action|rule|paso|consejo|manera|acci|regla|medida|dica|maneira",
        {Kind.ACTION, Kind.SAFETY, Kind.RESOURCE},
    ),
)
_MOST = 60  # a larger number is a figure, not an announcement


@dataclass(frozen=True, slots=True)
class Announcement:
    """A heading or lead-in and the section it stands in."""

    text: str
    lines: Lines
    path: tuple[str, ...]


def count_warnings(
    announced: Sequence[Announcement], drafts: Sequence[Draft], rules: Rules
) -> Iterator[SheetWarning]:
    """Warn where the list is shorter or longer than the sheet says."""
    for one in announced:
        match = rules.match("counted", one.text)
        number = _number(match["number"].lower(), rules) if match else None
        if match is None or number is None or not 1 < number <= _MOST:
            continue
        found = sum(
            draft.path[: len(one.path)] == one.path and _counts(draft, match["noun"])
            for draft in drafts
        )
        if found and found != number:
            yield SheetWarning(
                code="announced_count",
                message=(
                    f"Line {one.lines[0]} announces {number} {match['noun']}, and {found} were"
                    " found: compare the list with the sheet."
                ),
                lines=one.lines,
            )


def _number(text: str, rules: Rules) -> int | None:
    return int(text) if text.isdigit() else rules.numbers.get(text)


def _counts(draft: Draft, noun: str) -> bool:
    if regex.search(r"myth|mito", noun, regex.IGNORECASE):
        return draft.run < 0
    kinds = next((k for p, k in _KINDS if regex.match(p, noun, regex.IGNORECASE)), set(Kind))
    return draft.in_list and draft.kind in kinds
