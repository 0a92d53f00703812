"""A text as words that may begin a line, and lines as glyphs in the order the eye meets them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import budoux
import regex

from content.cards.directions import levels, reordered
from content.cards.shaping import Run, TypeStyle, cased, shape, suited

_TOGETHER = regex.compile(
    r"""[+(]?\d[\d().\-–/ \u00a0]*\d(?![\w])        # 800 5533 000, 1-888-373-7888
      | \d+\s(?:%|in\b|of\b|de\b|en\b|von\b)\s\d+   # 1 in 12
    """,
    regex.VERBOSE,
)
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}ー。、！？「」『』（）]+")
_NO_START = frozenset(
    "。、，．！？：；）」』】》〉”’…ー々ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ%）)]}"
)
_NO_END = frozenset("（「『【《〈“‘([{")
_PARTS, _FINE_PARTS = regex.compile(r"[^/?&=]+[/?&=]*"), regex.compile(r"[^/.@_?&=]+[/.@_?&=]*")


@dataclass(frozen=True, slots=True)
class Token:
    """What stays together on a line. ``space`` says whether a space parts it from the one before.

    ``runs`` are in logical order.
    """

    text: str
    runs: tuple[Run, ...]
    width: float
    space: bool
    space_level: int
    strong: bool


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line in em: runs from left to right, each with its place and whether it is strong."""

    runs: tuple[tuple[Run, float, bool], ...]
    width: float
    text: str

    @property
    def strong_spans(self) -> tuple[tuple[float, float], ...]:
        spans: list[tuple[float, float]] = []
        for run, x, strong in self.runs:
            if not strong:
                continue
            if spans and x - spans[-1][1] < 0.5:  # noqa: PLR2004  # the space between two words
                spans[-1] = (spans[-1][0], x + run.advance)
            else:
                spans.append((x, x + run.advance))
        return tuple(spans)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``pad`` is the space that a box round strong words needs on either side, in em."""

    tokens: tuple[Token, ...]
    style: TypeStyle
    rtl: bool
    pad: float = 0.0

    @property
    def widest(self) -> float:
        return max((token.width for token in self.tokens), default=0.0)

    def line(self, first: int, end: int) -> SetLine:
        """Set the tokens from ``first`` up to ``end`` on one line."""
        pieces: list[tuple[Run | None, bool]] = []
        piece_levels: list[int] = []
        for place, token in enumerate(self.tokens[first:end]):
            if place and token.space:
                pieces.append((None, token.strong and self.tokens[first + place - 1].strong))
                piece_levels.append(token.space_level)
            for run in token.runs:
                pieces.append((run, token.strong))
                piece_levels.append(run.level)
        placed: list[tuple[Run, float, bool]] = []
        x = 0.0
        before = pieces[0][1] if pieces else False
        for piece, strong in reordered(pieces, piece_levels):
            x += self.pad if strong is not before else 0.0
            before = strong
            if piece is None:
                x += self.style.space
            else:
                placed.append((piece, x, strong))
                x += piece.advance
        width = x - (self.style.tracking if placed else 0.0)
        return SetLine(tuple(placed), width, self.text(first, end))

    def text(self, first: int, end: int) -> str:
        words = self.tokens[first:end]
        return "".join((" " if n and t.space else "") + t.text for n, t in enumerate(words))


def paragraph(
    text: str,
    style: TypeStyle,
    *,
    rtl: bool = False,
    emphasis: Sequence[str] = (),
    strong_style: TypeStyle | None = None,
    pad: float = 0.0,
) -> Paragraph:
    """Shape a text. Runs of ``emphasis`` become strong wherever their words first stand.

    ``strong_style`` sets them in a typeface of their own, ``pad`` keeps others off them.
    """
    style = suited(style, cased(text, style))
    strong = _strong_places(text, emphasis)
    found = levels(text, rtl=rtl)
    heavy = style
    if strong_style:
        heavy = suited(strong_style, cased(text, strong_style))
        if heavy.faces[0] is not strong_style.faces[0]:  # it lacks letters of this language
            heavy = style
    tokens = [
        _token(text, (first, end), found, (style, heavy), strong=any(strong[first:end]))
        for first, end in _token_spans(text, style.language)
    ]
    return Paragraph(tuple(tokens), style, rtl, pad)


def apart(text: str, style: TypeStyle, width: float) -> Paragraph:
    """Shape an address whose lines may end, without a hyphen, after any of its parts.

    A name of a site is one part, unless it is wider than ``width`` em.
    """
    style = suited(style, cased(text, style))
    found = [0] * len(text)

    def parted(pattern: regex.Pattern[str]) -> Paragraph:
        tokens = [
            _token(text, part.span(), found, (style, style), strong=False)
            for part in pattern.finditer(text)
        ]
        return Paragraph(tuple(tokens), style, rtl=False)

    whole = parted(_PARTS)
    return whole if whole.widest <= width else parted(_FINE_PARTS)


def _token(
    text: str,
    span: tuple[int, int],
    found: list[int],
    styles: tuple[TypeStyle, TypeStyle],
    *,
    strong: bool,
) -> Token:
    first, end = span
    style = styles[strong]
    word = cased(text[first:end], style)
    own = found[first:end]
    if len(word) != len(own):  # some letters have two capitals
        own = [own[0]] * len(word)
    runs = shape(word, own, style)
    return Token(
        text=word,
        runs=runs,
        width=sum(run.advance for run in runs),
        space=first > 0 and text[first - 1].isspace(),
        space_level=found[first - 1] if first else 0,
        strong=strong,
    )


def _strong_places(text: str, emphasis: Sequence[str]) -> list[bool]:
    strong = [False] * len(text)
    for run in emphasis:
        start = text.find(run)
        if start >= 0:
            strong[start : start + len(run)] = [True] * len(run)
    return strong


def _token_spans(text: str, language: str) -> Iterator[tuple[int, int]]:
    kept = [found.span() for found in _TOGETHER.finditer(text)]
    for word in regex.finditer(r"[^\s]+", _glued(text, kept)):
        yield from _phrases(text, word.start(), word.end(), language)


def _glued(text: str, kept: list[tuple[int, int]]) -> str:
    """Fill the spaces that may not break a line, so that splitting at spaces passes them by."""
    characters = ["x" if one == "\u00a0" else one for one in text]
    for first, end in kept:
        characters[first:end] = ["x"] * (end - first)
    return "".join(characters)


def _phrases(text: str, first: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Cut scripts that write no spaces into phrases, keeping to the rules of line starts."""
    word = text[first:end]
    if not _UNSPACED.search(word):
        yield first, end
        return
    parser = _parser(language)
    parts = parser.parse(word) if parser else list(word)
    start = first
    for number, part in enumerate(parts):
        stop = start + len(part)
        following = parts[number + 1][0] if number + 1 < len(parts) else ""
        start_of_next_is_free = following not in _NO_START and part[-1] not in _NO_END
        if stop >= end or start_of_next_is_free:
            yield first, stop
            first = stop
        start = stop


@cache
def _parser(language: str) -> budoux.Parser | None:
    base = language.lower()
    if base.startswith("ja"):
        return budoux.load_default_japanese_parser()
    if base.startswith(("zh-hant", "zh-tw", "zh-hk")):
        return budoux.load_default_traditional_chinese_parser()
    if base.startswith("zh"):
        return budoux.load_default_simplified_chinese_parser()
    if base.startswith("th"):
        return budoux.load_default_thai_parser()
    return None
