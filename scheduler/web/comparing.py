"""Does the post say what its source says? Real comparisons behind the marks on the pages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"[\w'’]+(?:[-–.,:/]\w+)*")  # "1-888-373-7888" is one word
_PIECE = re.compile(r"https?://\S+|#[\w]+|[^\S\n]+|\n+|[\w'’]+(?:[-–.,:/]\w+)*|.")
SHORTEST_RUN = 3  # words in a row that count as taken from the source
ENDS = frozenset(".!?")  # belong to the words before them


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a caption. ``kind`` is source, tag, link or plain."""

    text: str
    kind: str


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, whatever their case, quotes and spacing."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").replace("–", "-")
    return tuple(word.casefold().strip("'") for word in _WORD.findall(plain))


def says(text: str, sentence: str) -> bool:
    """Say whether ``text`` holds every word of ``sentence`` in order, with nothing between."""
    wanted, there = words(sentence), words(text)
    span = len(wanted)
    return bool(wanted) and any(
        there[start : start + span] == wanted for start in range(len(there) - span + 1)
    )


def says_all(text: str, sentences: Iterable[str]) -> bool:
    sentences = list(sentences)
    return bool(sentences) and all(says(text, sentence) for sentence in sentences)


def missing(text: str, shown: str) -> tuple[str, ...]:
    """Return the words of ``shown`` that ``text`` leaves out, each once, in order."""
    there = set(words(text))
    return tuple(dict.fromkeys(word for word in words(shown) if word not in there))


def runs(caption: str, sentences: Sequence[str]) -> tuple[Run, ...]:
    """Cut a caption into what its source says, tags, addresses, and what was added."""
    pieces = _PIECE.findall(caption)
    spoken = [index for index, piece in enumerate(pieces) if _is_spoken(piece)]
    said = [" ".join(words(pieces[index])) for index in spoken]
    taken: set[int] = set()
    for sentence in sentences:
        taken |= _covered(spoken, said, words(sentence))
    taken |= {end for end, piece in enumerate(pieces) if piece in ENDS and end - 1 in taken}
    return _joined(
        (piece, _kind(piece, taken=index in taken)) for index, piece in enumerate(pieces)
    )


def _covered(spoken: list[int], said: list[str], wanted: tuple[str, ...]) -> set[int]:
    matcher = SequenceMatcher(None, said, wanted, autojunk=False)
    enough = min(SHORTEST_RUN, len(wanted))
    covered: set[int] = set()
    for block in matcher.get_matching_blocks():
        if block.size and block.size >= enough:
            first, last = spoken[block.a], spoken[block.a + block.size - 1]
            covered |= set(range(first, last + 1))  # the spaces between belong to the run
    return covered


def _is_spoken(piece: str) -> bool:
    return bool(words(piece)) and not piece.startswith(("#", "http"))


def _kind(piece: str, *, taken: bool) -> str:
    if piece.startswith("#") and len(piece) > 1:
        return "tag"
    if piece.startswith(("https://", "http://")):
        return "link"
    return "source" if taken else "plain"


def _joined(marked: Iterable[tuple[str, str]]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for text, kind in marked:
        if joined and joined[-1].kind == kind:
            joined[-1] = Run(joined[-1].text + text, kind)
        else:
            joined.append(Run(text, kind))
    return tuple(joined)


def differences(before: str, after: str) -> tuple[Run, ...]:
    """Cut two wordings into what stayed, went (``gone``) and came (``new``), word by word."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    found: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_first, old_last, new_first, new_last in matcher.get_opcodes():
        if tag == "equal":
            found.append(("".join(old[old_first:old_last]), "plain"))
            continue
        found.append(("".join(old[old_first:old_last]), "gone"))
        found.append(("".join(new[new_first:new_last]), "new"))
    return _joined((text, kind) for text, kind in found if text)
