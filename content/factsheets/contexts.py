"""The words an item cannot be read without: its headings and its lead-in, in one line."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from content.factsheets.forms import content_words
from content.factsheets.rules import Rules
from content.factsheets.sentences import flat

_TELLING = 4  # content words of a lead-in that needs no heading of a general kind
_DEEPEST = 2  # headings; those further out are the sheet's parts, not the item's
_CONNECTIVE = regex.compile(
    r"^(?:however|but|also|in addition|additionally|moreover|furthermore|sin embargo|además|pero"
    r"|no entanto|porém|além disso),\s+",
    regex.IGNORECASE,
)
_END = regex.compile(r"[\s:：.。;,]+$")


def context_of(
    path: Sequence[str], lead: str, rules: Rules, *, label: str = "", fallback: str = ""
) -> str:
    """Join headings, lead-in and label, without headings that say nothing beyond the rest."""
    parts = [part for part in (bare(lead), bare(label)) if part]
    for heading in reversed(path[-_DEEPEST:]):
        if not parts or _adds(heading, " ".join(parts), rules):
            parts = [bare(heading), *parts]
    if not path and not lead and label:
        parts = [bare(fallback), *parts]
    return joined(parts) or bare(fallback)


def bare(lead: str) -> str:
    """Return a lead-in without the colon it ends with and the "However," it begins with."""
    text = _CONNECTIVE.sub("", _END.sub("", flat(lead)))
    return text[:1].upper() + text[1:]


def joined(parts: Sequence[str]) -> str:
    text = ""
    for part in filter(None, parts):
        if text:
            text += " " if text.endswith(("?", "!", "？", "؟")) else ": "
        text += part
    return text


def _adds(heading: str, following: str, rules: Rules) -> bool:
    """Say whether a heading tells more than what follows it: its topic, or what a list is of."""
    there = set(content_words(following, rules))
    told = set(content_words(heading, rules))
    if told <= there:
        return False
    return len(there) < _TELLING or not told - rules.generic_words <= there
