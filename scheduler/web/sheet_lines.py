"""A fact sheet as a person checks it: each line of the source beside what was taken from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.factsheets.model import Extraction, Item
from scheduler.web import comparing
from scheduler.web.comparing import Run

READABLE = (".md", ".markdown", ".txt", ".html", ".htm")
ALIKE = 0.6  # of two wordings' words in common: one sentence reworded rather than two


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """``items`` begin on this line; ``why`` says why a line became none."""

    number: int
    text: str
    items: tuple[Item, ...]
    why: str
    is_taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One item of two versions; None on one side is new or gone."""

    before: Item | None
    after: Item | None

    @property
    def runs(self) -> tuple[Run, ...]:
        return comparing.differences(
            self.before.text if self.before else "", self.after.text if self.after else ""
        )


def source_lines(source: bytes, name: str, extraction: Extraction) -> tuple[SourceLine, ...]:
    """Return the source line by line; for files that are no text, the lines items name."""
    if name.lower().endswith(READABLE):
        texts = source.decode("utf-8", "replace").splitlines()
    else:
        texts = _as_read(extraction)
    starts: dict[int, list[Item]] = {}
    for item in extraction.items:
        starts.setdefault(item.lines[0], []).append(item)
    kept = [one.lines for one in extraction.items]
    kept += [one.lines for one in extraction.contacts]
    taken = {line for lines in kept for line in _span(lines)}
    whys = _whys(extraction)
    return tuple(
        SourceLine(
            number=number,
            text=text,
            items=tuple(starts.get(number, ())),
            why=whys.get(number, ""),
            is_taken=number in taken,
        )
        for number, text in enumerate(texts, start=1)
    )


def changes(before: Extraction, after: Extraction) -> tuple[Changed, ...]:
    """Return the items that came, went or were reworded, in the order of the newer version."""
    old = {item.key: item for item in before.items}
    new = {item.key: item for item in after.items}
    gone = [item for key, item in old.items() if key not in new]
    found: list[Changed] = []
    for key, item in new.items():
        if key in old:
            continue
        twin = max(gone, key=lambda other: _alike(other, item), default=None)
        if twin is not None and _alike(twin, item) >= ALIKE:
            gone.remove(twin)
            found.append(Changed(before=twin, after=item))
        else:
            found.append(Changed(before=None, after=item))
    return (*found, *(Changed(before=item, after=None) for item in gone))


def by_kind(items: Sequence[Item]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for item in items:
        counted[item.kind] = counted.get(item.kind, 0) + 1
    return dict(sorted(counted.items(), key=lambda pair: -pair[1]))


def _alike(one: Item, other: Item) -> float:
    a, b = set(comparing.words(one.text)), set(comparing.words(other.text))
    return len(a & b) / max(1, len(a | b)) if one.kind == other.kind else 0.0


def _whys(extraction: Extraction) -> Mapping[int, str]:
    whys = {line: one.why for one in extraction.left_out for line in _span(one.lines)}
    whys |= {line: f"repeats “{one.of}”" for one in extraction.repeats for line in _span(one.lines)}
    return whys


def _span(lines: tuple[int, int]) -> range:
    return range(lines[0], lines[1] + 1)


def _as_read(extraction: Extraction) -> list[str]:
    named = {item.lines[0]: item.text for item in reversed(extraction.items)}
    named |= {one.lines[0]: one.text for one in extraction.left_out}
    return [named.get(number, "") for number in range(1, max(named, default=0) + 1)]
