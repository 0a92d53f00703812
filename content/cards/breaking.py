"""Breaks a paragraph into lines of even length that end where the sense does."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from content.cards.paragraphs import Paragraph
from content.cards.small_words import joined

_MOST_LINES = 14
_TITLE = 3  # words; so short a text may end with one of them alone
_JOINED, _STRONG = 0.17, 0.2  # what it costs to part a small word from its own, or emphasis
_RUNNING = 0.75  # how much of that in running text, where even lines weigh more
_SHORT_WORD = 3.2  # em; a last line of one word narrower than this looks like an accident


@dataclass(frozen=True, slots=True)
class Broken:
    """``breaks`` are the tokens at which lines begin, with the end. ``cost`` is 0 when even."""

    breaks: tuple[int, ...]
    width: float
    cost: float

    @property
    def count(self) -> int:
        return len(self.breaks) - 1

    def spans(self) -> Iterator[tuple[int, int]]:
        return pairwise(self.breaks)


def balanced(text: Paragraph, most: int = _MOST_LINES, width: float = math.inf) -> list[Broken]:
    """Return the best way to break the text for each number of lines, fewest first.

    Only those that lines of ``width`` em could hold: none when ``most`` of them could not.

    For two or more lines none leaves a single short word on the last one, unless every way does.
    """
    size = len(text.tokens)
    if size == 0:
        return []
    track = _track(text)
    if track.ends[-1] > most * width:
        return []
    fewest = max(1, int(track.ends[-1] / width))
    return [
        found
        for count in range(fewest, min(most, size) + 1)
        if (found := _best(track, count, max(track.ends[-1] / count * 1.45, text.widest) + 1e-6))
    ]


def filled(text: Paragraph, width: float, most: float = math.inf) -> Broken | None:
    """Return the break with the fewest lines that fit ``width`` em, as even as can be.

    None when a single token is wider, or when ``most`` lines do not hold the text.
    """
    if text.widest > width:
        return None
    track = _track(text, _RUNNING)
    total = track.ends[-1] if track.ends else 0.0
    fewest = max(1, int(total / max(width, 0.1)))
    for count in range(fewest, int(min(len(text.tokens), most)) + 1):
        found = _best(track, count, width)
        if found is not None and found.width <= width:
            return found
    return None


@dataclass(frozen=True, slots=True)
class _Track:
    """Where each token would start and end on one line, and what it costs to end a line there."""

    starts: Sequence[float]
    ends: Sequence[float]
    penalties: Sequence[float]
    ends_with_address: bool


def _track(text: Paragraph, weight: float = 1.0) -> _Track:
    starts: list[float] = []
    ends: list[float] = []
    x = 0.0
    for place, token in enumerate(text.tokens):
        if place and token.space:
            x += text.style.space
        if place and token.strong is not text.tokens[place - 1].strong:
            x += text.pad
        starts.append(x)
        x += token.width
        ends.append(x)
    penalties = [weight * _end_penalty(text, place) for place in range(len(starts))]
    last = text.tokens[-1].text if text.tokens else ""
    return _Track(starts, ends, penalties, ends_with_address="." in last[:-1])


def _best(track: _Track, count: int, most: float) -> Broken | None:
    """Find the cheapest break into ``count`` lines, none wider than ``most``, line by line."""
    starts, ends, penalties = track.starts, track.ends, track.penalties
    size = len(ends)
    target = ends[-1] / count
    alone = _free if track.ends_with_address else _last_penalty
    reached: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for line in range(1, count + 1):
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for first, (cost, breaks) in reached.items():
            last = line == count
            for end in (size,) if last else range(first + 1, size - (count - line) + 1):
                width = ends[end - 1] - starts[first]
                if width > most:
                    break
                step = _cost(width, target, last=last)
                step += alone(first, end, width) if last else penalties[end - 1]
                known = following.get(end)
                if known is None or cost + step < known[0]:
                    following[end] = (cost + step, (*breaks, end))
        reached = following
    if size not in reached:
        return None
    cost, breaks = reached[size]
    spans = pairwise(breaks)
    return Broken(breaks, max(ends[e - 1] - starts[f] for f, e in spans), cost / count)


def _cost(width: float, target: float, *, last: bool) -> float:
    off = (width - target) / target
    if last and off < 0:
        off *= 0.85  # a somewhat shorter last line looks right
    return off * off


def _end_penalty(text: Paragraph, place: int) -> float:
    token = text.tokens[place]
    bare = token.text.strip("“”\"'()").casefold()
    following = text.tokens[place + 1] if place + 1 < len(text.tokens) else None
    if bare.endswith((".", "!", "?", "。", "؟")):
        return -0.08
    if bare.endswith((":", ";")):
        return -0.03
    if bare.endswith((",", "،", "、", "–", "—")):
        return -0.02
    penalty = _JOINED if bare in joined() else 0.0
    if following and token.strong and following.strong:
        penalty += _STRONG
    return penalty


def _free(_first: int, _end: int, _width: float) -> float:
    """Let a web address have the last line to itself."""
    return 0.0


def _last_penalty(first: int, end: int, width: float) -> float:
    if end - first > 1 or first == 0 or end <= _TITLE:
        return 0.0
    return 1.2 if width < _SHORT_WORD else 0.8
