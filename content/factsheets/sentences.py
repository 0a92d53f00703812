"""Cuts running text into sentences and keeps track of the source lines each stands on."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from content.factsheets.model import Block, Lines

HARD_BREAK = "\u2028"
"""Where the sheet itself breaks a line (``<br>``, two blanks in Markdown)."""

CELL = "\t"
"""Between two cells of a table row."""

_HYPHENATED = regex.compile("\u00ad\\s*")
_END = regex.compile(
    rf"""(?: [.!?…؟]+["”’»)\]*_]*(?=[ \n\t{HARD_BREAK}]|$) | [。！？]["”’»」』)）]* )""",
    regex.VERBOSE,
)
_NOTE_MARKS = regex.compile(r"^[*†‡]{1,3}(?=\w)|(?<=[\w.!?)])[*†‡]{1,3}$")
_LAST_WORD = regex.compile(r"[\w.&-]+(?=[.!?…]+\W*$)")
_OPENS = regex.compile(r"""[\s"“‘'«(\[*_¿¡—–-]*(\w)""")
_CLOSED = regex.compile(r"""[.!?…。！？؟:：]["”’»」』)）\]*_]*\s*$""")
_LONGEST_WORD = 40


def flat(text: str) -> str:
    """Return ``text`` on one line, words broken at a line's end put together again."""
    return " ".join(_HYPHENATED.sub("", text).split())


def without_note_marks(text: str) -> str:
    """Return ``text`` without the stars that point to a note: "Call 911.*"."""
    bare = _NOTE_MARKS.sub("", text)
    return bare if "*" not in bare else text  # a pair of stars is emphasis left over


def is_closed(text: str) -> bool:
    """Say whether ``text`` ends as a sentence does."""
    return _CLOSED.search(text) is not None


def sentences(block: Block, abbreviations: frozenset[str]) -> Iterator[tuple[str, Lines]]:
    """Yield the sentences of a block with the lines they stand on."""
    counter = LineCounter(block)
    for start, end in _cuts(block.text, abbreviations):
        part = block.text[start:end]
        if part.strip():
            yield flat(part), counter.lines(start, end)


class LineCounter:
    """Tells the source lines of parts of a block, asked for from front to back.

    It counts each line end once: a block may be a whole sheet of bare lines.
    """

    def __init__(self, block: Block) -> None:
        self._block = block
        self._at = self._ends = 0

    def lines(self, start: int, end: int) -> Lines:
        """Return the lines of ``block.text[start:end]``; ``start`` never goes back."""
        text, (first, last) = self._block.text, self._block.lines
        part = text[start:end]
        begin = start + len(part) - len(part.lstrip())
        self._ends += text.count("\n", self._at, begin)
        self._at = begin
        finish = max(begin, start + len(part.rstrip()))
        top = first + self._ends
        return min(last, top), min(last, top + text.count("\n", begin, finish))


def _cuts(text: str, abbreviations: frozenset[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if _ends_here(text, match, start, abbreviations):
            yield start, match.end()
            start = match.end()
    if start < len(text):
        yield start, len(text)


def _ends_here(
    text: str, match: regex.Match[str], start: int, abbreviations: frozenset[str]
) -> bool:
    if match.group()[0] in "。！？":
        return True
    opens = _OPENS.match(text, match.end())
    if opens is None:
        return True  # nothing but marks follows
    following = opens.group(1)
    if following.islower():
        return False
    if not match.group().startswith("."):
        return True
    before = _LAST_WORD.search(text[max(start, match.start() - _LONGEST_WORD) : match.end()])
    word = before.group().lower().strip(".") if before else ""
    if word in abbreviations or (len(word) == 1 and word.isalpha()):
        return False
    # "1. Call 911": the number belongs to what follows.
    return not (word.isdigit() and len(word) < 3 and match.start() - start <= len(word) + 1)  # noqa: PLR2004
