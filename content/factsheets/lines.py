"""Physical lines of a text: bullets, wrapped sentences put together, running headers found.

Knows nothing of Markdown, HTML or what a line means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

# Marks that open a list item, with the private-use ones that Word's symbol fonts leave behind
# (U+F0B7 and its like, https://www.unicode.org/charts/PDF/UE000.pdf).
_MARKS = "-–—\u2212*•‣\u2043▪▫◦●○■□◆◇►▶▸▹➢➤➔→✓✔✗✘✕❖»·∙§¤⬥⦿☐☑🔹🔸\ue000-\uf8ff"
_BULLET = regex.compile(
    rf"^(?P<indent>[ \t]*)(?P<mark>(?:[{_MARKS}]|o(?=\t|  ))"
    rf"(?P<gap>[ \t\u00a0]+|(?=[\ue000-\uf8ff]?$)|(?<=[\ue000-\uf8ff•▪●■►➢✓✔])(?=\w))"
    r"|\(?(?:\d{1,2}|[a-hA-H])[.)、．][ \t\u00a0]+|[①-⑳][ \t]*|[一二三四五六七八九十]{1,2}、)"
)
_COPYRIGHT = regex.compile(r"\s*\(c\)\s*\d{4}", regex.IGNORECASE)
_HANGS = regex.compile(
    r"(?:,|;|\b(?:and|or|the|a|an|of|to|at|for|with|by|in|on|from|that|which|who|y|o|de|del|la|el"
    r"|los|las|en|con|por|para|que|un|una|e|ou|da|do|dos|das|em|com|se))$",
    regex.IGNORECASE,
)
_CLOSED = regex.compile(r"[.!?:。！？؟：…][\"”’»)）」』]*$")
_TORN = regex.compile(r"(?P<head>[^\W\d_]{2,})[-\u2010]$")
_FIRST_WORD = regex.compile(r"\S+")
_COMPOUND = frozenset(
    [
        "self",
        "well",
        "non",
        "anti",
        "long",
        "short",
        "high",
        "low",
        "co",
        "re",
        "pre",
        "post",
        "mid",
        "half",
        "part",
        "full",
        "two",
        "three",
        "four",
        "five",
        "six",
        "ten",
        "e",
        "ex",
        "multi",
        "on-the",
        "life",
        "drug",
        "alcohol",
        "opioid",
        "heat",
        "work",
        "school",
        "home",
        "age",
        "gender",
    ]
)
_PAGE = regex.compile(
    r"^\W*(?:page|página|pagina|pág\.?|seite|الصفحة|صفحة|第)?\s*\d{1,4}\s*"
    r"(?:(?:of|de|von|/|من)\s*\d{1,4}|[页頁])?(?:\W*共\s*\d{1,4}\s*[页頁])?\W*$",
    regex.IGNORECASE,
)
_DIGITS = regex.compile(r"\d+")
_FEWEST_WRAPPED, _WIDEST_WRAPPED = 3, 125
_FILLED = 0.8
_NARROWEST = 30


@dataclass(frozen=True, slots=True)
class Bullet:
    """``indent`` in columns; ``rest`` is what stands behind the mark."""

    indent: int
    rest: str
    mark: str


def bullet(line: str) -> Bullet | None:
    """Read a line as list item; a mark alone on its line is one with nothing behind it."""
    match = _BULLET.match(line)
    if match is None or _COPYRIGHT.match(line):
        return None
    indent = len(match["indent"].expandtabs(4))
    return Bullet(indent, line[match.end() :].strip(), match["mark"].strip())


def wrap_width(lines: Sequence[str]) -> int:
    """Return the width the text was wrapped at; 0 where lines end where paragraphs do."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if not lengths:
        return 0
    widest = lengths[-1]
    near = sum(length >= widest * _FILLED for length in lengths)
    if widest > _WIDEST_WRAPPED or widest < _NARROWEST or near < _FEWEST_WRAPPED:
        return 0
    return widest


def joins(line: str, following: str, width: int) -> bool:
    """Say whether ``following`` goes on with the sentence that ``line`` broke off."""
    line, following = line.rstrip(), following.strip()
    if not line or not following or bullet(following):
        return False
    if following[0].islower() or _HANGS.search(line):
        return True
    word = _FIRST_WORD.match(following)
    need = len(line) + 1 + (len(word.group()) if word else 0)
    if _is_unspaced(following):
        return bool(width) and len(line) >= width * _FILLED and not _CLOSED.search(line)
    return bool(width) and need > width


def glue(line: str, following: str, known_words: frozenset[str]) -> str:
    """Return what stands between two lines that belong together: a line end or a soft hyphen.

    The soft hyphen goes into ``line`` in place of the printed one.
    """
    torn = _TORN.search(line.rstrip())
    word = _FIRST_WORD.match(following.strip())
    if torn is None or word is None or not following.strip()[0].islower():
        return f"{line}\n"
    tail = word.group().rstrip(".,;:!?)").lower()
    head = torn["head"].lower()
    if f"{head}-{tail}" in known_words or (
        head in _COMPOUND and f"{head}{tail}" not in known_words
    ):
        return f"{line.rstrip()}\u00ad\n"  # the printed hyphen stays, the line end goes
    return f"{line.rstrip()[:-1]}\u00ad\n"


def words_of(lines: Sequence[str]) -> frozenset[str]:
    """Return the words that stand whole in the text, for telling torn words from compounds."""
    return frozenset(
        word.strip(".,;:!?()\"'").lower() for line in lines for word in line.split() if "-" in word
    ) | frozenset(word.strip(".,;:!?()\"'").lower() for line in lines for word in line.split()[1:])


def is_page_number(line: str) -> bool:
    return bool(_PAGE.match(line)) and bool(_DIGITS.search(line))


def running_lines(lines: Sequence[str]) -> frozenset[str]:
    """Return lines that come again on every page: headers and footers, told by their words.

    A page number in them may differ. A repeated bullet or sentence is no running line.
    """
    counted = Counter(
        _shape(line)
        for line in lines
        if line.strip() and not bullet(line) and not _is_sentence(line)
    )
    return frozenset(shape for shape, count in counted.items() if count > 1 and len(shape) > 3)  # noqa: PLR2004


def is_running(line: str, running: frozenset[str]) -> bool:
    return _shape(line) in running


def _shape(line: str) -> str:
    return _DIGITS.sub("0", " ".join(line.split()).casefold())


def _is_sentence(line: str) -> bool:
    return bool(_CLOSED.search(line.strip()))


def _is_unspaced(text: str) -> bool:
    return any("\u3040" <= c <= "\u9fff" for c in text[:4])
