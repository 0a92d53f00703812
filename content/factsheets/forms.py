"""The form of a sentence: question, prohibition, imperative, statement or bare fragment."""

from __future__ import annotations

from enum import StrEnum, auto

import regex

from content.factsheets.rules import Rules
from content.factsheets.sentences import is_closed
from content.factsheets.stems import stem

_WORD = regex.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_QUESTION = regex.compile(r"[?？؟][\"”’»)）\]]*$")
_CJK = regex.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_FEWEST_WORDS = 4
_LONGEST_PHRASE = 6


class Form(StrEnum):
    QUESTION = auto()
    PROHIBITION = auto()
    IMPERATIVE = auto()
    STATEMENT = auto()
    FRAGMENT = auto()

    @property
    def commands(self) -> bool:
        return self in {Form.IMPERATIVE, Form.PROHIBITION}


def form_of(text: str, rules: Rules) -> Form:
    """Tell the form of a sentence or list item by how it opens and ends."""
    text = text.strip()
    opening = text.lstrip("¿¡\"“«'( ")
    if _QUESTION.search(text):
        return Form.QUESTION
    if rules.says("prohibits", opening):
        return Form.PROHIBITION
    if rules.says("imperative", opening):
        return Form.IMPERATIVE
    if not is_closed(text) or word_count(text) < _FEWEST_WORDS or opening[:1].islower():
        return Form.FRAGMENT
    bare = word_count(text) <= _LONGEST_PHRASE and "finite" in rules.sentence
    return Form.FRAGMENT if bare and not rules.says("finite", text) else Form.STATEMENT


def words(text: str) -> list[str]:
    """Return the words of a text in lower case; each Chinese or Japanese character is one."""
    found: list[str] = []
    for match in _WORD.finditer(text.lower().replace("’", "'")):
        word = match.group()
        found.extend(_CJK.findall(word) if _CJK.search(word) else [word])
    return found


def content_words(text: str, rules: Rules) -> list[str]:
    """Return the words that say something, reduced to their stems."""
    return [stem(word) for word in words(text) if word not in rules.function_words]


def word_count(text: str) -> int:
    """Count words; two Chinese characters count as one."""
    cjk = len(_CJK.findall(text))
    return len(_WORD.findall(_CJK.sub(" ", text))) + (cjk + 1) // 2
