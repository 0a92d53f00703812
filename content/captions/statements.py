"""The statement of a caption: its words, its lead-in or label, and what readers are asked to do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from content.captions.model import Brief
from content.captions.patterns import KindWords, Patterns, filled
from content.checks.topics import topic
from content.factsheets.model import Kind

_ENDS = re.compile("[.!?:;,\u2026\u0964\u3002\u061f\uff01\uff1f\uff1a]$")
_SENTENCE_END = re.compile(
    "(?<=[.!?\u2026\u0964\u061f]) +|(?<=[.!?\u2026\u0964\u061f][\"'\u201d\u2019)]) +"
)
_RUNNING_TEXT = frozenset({Kind.FACT, Kind.DEFINITION, Kind.TACTIC, Kind.SAFETY})
_WORDS_OF_A_LEAD_IN = 4
_COLONS = (":", "\uff1a")
_LONG_CONTEXT = 110
"""A lead-in above this length (in characters) gives way to a label where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which pattern of each list is taken; neighbouring seeds differ in all of them."""

    number: int

    def first(self, patterns: tuple[str, ...]) -> tuple[str, ...]:
        """Return the patterns beginning with the chosen one."""
        return _from(patterns, self.number)

    def second(self, patterns: tuple[str, ...], beside: int) -> tuple[str, ...]:
        """Choose beside a list of ``beside`` patterns so that every pairing has its turn."""
        beside = max(beside, 1)
        return _from(patterns, self.number % beside + self.number // beside)

    def third(self, count: int, first: int, second: int) -> int:
        """Choose one of ``count`` beside two lists so that every three have their turn."""
        first = max(first, 1)
        return (self.number % first + self.number // (first * max(second, 1))) % count


def _from(patterns: tuple[str, ...], number: int) -> tuple[str, ...]:
    start = number % len(patterns) if patterns else 0
    return (*patterns[start:], *patterns[:start])


def claim(brief: Brief, patterns: Patterns | None, choice: Choice) -> tuple[str, ...]:
    """Join the statement, or its first sentences, with what it cannot be read without."""
    statements = _sentences(brief, patterns)[0] if len(brief.items) == 1 else _listed(brief)
    heads = _heads(brief, patterns, choice)
    if not heads:
        return (statements,)
    end = "" if len(brief.items) > 1 or not _finishes(statements) else "."
    forms = [f"{head}{_break(head, brief)}{statements}{end}" for head in heads]
    return tuple(dict.fromkeys(sorted(forms, key=len, reverse=True)))


def _finishes(statement: str) -> bool:
    """Say whether a statement is the end of the sentence its lead-in began, without its stop."""
    return statement[:1].islower() and statement[-1:].isalnum()


def _break(head: str, brief: Brief) -> str:
    """Say what stands after a head: what it announces has a line of its own, a sentence goes on."""
    goes_on = brief.items[0].text[:1].islower()
    return "\n" if len(brief.items) > 1 or (head.endswith(_COLONS) and not goes_on) else " "


def rest(brief: Brief, patterns: Patterns | None) -> tuple[str, ...]:
    """Return the further sentences of a single statement, from all of them to none."""
    if len(brief.items) > 1:
        return ()
    further = _sentences(brief, patterns)[1:]
    return tuple(" ".join(further[:count]) for count in range(len(further), -1, -1))


def opening(brief: Brief, patterns: Patterns, choice: Choice) -> tuple[str, ...]:
    words = kind_words(brief, patterns)
    if _heads(brief, patterns, choice) or patterns.own_opening.match(brief.items[0].text):
        return ()
    return choice.first(words.openings)[:1]


def first_width(brief: Brief, patterns: Patterns) -> int:
    """Say among how many patterns the words before the statement are chosen."""
    words = kind_words(brief, patterns)
    labelled = _labels(brief, patterns, Choice(number=0), has_context=bool(_lead_in(brief)))
    return len(labelled) if labelled else len(words.openings)


def calls(brief: Brief, patterns: Patterns) -> tuple[str, ...]:
    """Return what readers may be asked to do, as fits the kind and mostly also the platform."""
    words = kind_words(brief, patterns)
    if brief.items[0].kind is Kind.QUESTION or not words.calls:
        return words.calls
    return (*words.calls, *patterns.platform_calls.get(brief.platform, ()))


def kind_words(brief: Brief, patterns: Patterns) -> KindWords:
    return patterns.kinds.get(brief.items[0].kind, KindWords())


def _listed(brief: Brief) -> str:
    return "\n".join(f"- {item.text.strip()}" for item in brief.items)


def _sentences(brief: Brief, patterns: Patterns | None) -> list[str]:
    """Cut a statement where its end may be left out: before no sentence that limits the first."""
    text = _named(brief)
    if patterns is None or "\n" in text:
        return [text]
    cut = [""]
    for sentence in _SENTENCE_END.split(text):
        if cut[-1] and not patterns.goes_on.match(sentence):
            cut.append(sentence)
        else:
            cut[-1] = f"{cut[-1]} {sentence}".strip()
    return cut


def _named(brief: Brief) -> str:
    """Return the statement; the name of a contact it begins with is parted from what follows."""
    text = brief.items[0].text.strip()
    if brief.items[0].kind is not Kind.RESOURCE:
        return text
    names = {contact.name for contact in brief.contacts if contact.name}
    for name in sorted(names, key=len, reverse=True):
        if text.startswith(f"{name} ") and text[len(name) + 1 :][:1].isalnum():
            return f"{name}: {text[len(name) + 1 :]}"
    return text


def _heads(brief: Brief, patterns: Patterns | None, choice: Choice) -> tuple[str, ...]:
    context = _lead_in(brief, patterns)
    labels = _labels(brief, patterns, choice, has_context=bool(context))
    if not labels:
        return (context,) if context else ()
    words = kind_words(brief, patterns) if patterns else KindWords()
    if context and brief.items[0].text[:1].islower():
        return (context,)  # the rest of a sentence, which a label would leave without its beginning
    if context and words.prefer_context and _suits(context, brief, patterns):
        return (context, min(labels, key=len))
    return (labels[0], min(labels, key=len))


def _suits(context: str, brief: Brief, patterns: Patterns | None) -> bool:
    """Say whether a lead-in can stand where a label could: short, and not of several things."""
    alone = len(brief.items) == 1 and patterns is not None and patterns.several.search(context)
    return len(context) <= _LONG_CONTEXT and not alone


def _labels(
    brief: Brief, patterns: Patterns | None, choice: Choice, *, has_context: bool
) -> tuple[str, ...]:
    if patterns is None:
        return ()
    words = kind_words(brief, patterns)
    if words.labels_need_context and not has_context:
        return ()
    many = len(brief.items) > 1
    known = topic(brief.topic)
    subject = known.subject.get(patterns.language, "") if known else ""
    labels = filled(choice.first(words.labels_many if many else words.labels), {"topic": subject})
    if labels or has_context:
        return labels
    return words.plain_labels_many if many else words.plain_labels


def _lead_in(brief: Brief, patterns: Patterns | None = None) -> str:
    """Return the lead-in the items share, ready to stand before them."""
    contexts = {item.context.strip() for item in brief.items}
    if len(contexts) != 1 or not (context := contexts.pop()):
        return ""
    if patterns:
        context = _without_headings(context)
    capital = context[0].upper()
    if capital.lower() == context[0]:  # a sharp s would become two letters
        context = capital + context[1:]
    return context if _ENDS.search(context) else context + _joint(brief, patterns)


def _without_headings(context: str) -> str:
    """Drop headings before a lead-in that says enough by itself; part what is left by sentences."""
    parts = context.split(": ")
    while len(" ".join(parts[1:]).split()) >= _WORDS_OF_A_LEAD_IN:
        parts = parts[1:]
    joints = [". " if _is_sentence(part) else ": " for part in parts[:-1]]
    return "".join(text for pair in zip(parts, [*joints, ""], strict=True) for text in pair)


def _is_sentence(text: str) -> bool:
    """Tell a sentence from a heading, whose words are few or begin with capitals."""
    words = text.split()
    small = sum(word[:1].islower() for word in words)
    return len(words) > _WORDS_OF_A_LEAD_IN and small * 2 > len(words)


def _joint(brief: Brief, patterns: Patterns | None) -> str:
    """Say what stands between lead-in and statement: it goes on, is a new sentence, or is named."""
    first = brief.items[0]
    if len(brief.items) > 1 or patterns is None:
        return ":"
    if first.text[:1].islower():
        last = first.context.rpartition(": ")[2]
        return "" if len(last.split()) >= _WORDS_OF_A_LEAD_IN else ":"
    if first.kind not in _RUNNING_TEXT:
        return ":"
    prose = not first.group and first.context != first.section and _is_sentence(first.context)
    return "." if prose or patterns.goes_on.match(first.text) else ":"
