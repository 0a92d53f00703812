"""Tells statements that claim the same from those that only use the same words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from content.factsheets.drafts import Draft
from content.factsheets.forms import content_words, words
from content.factsheets.links import addresses
from content.factsheets.model import Kind, SheetWarning
from content.factsheets.phones import Number, numbers
from content.factsheets.rules import Rules, rules_for
from content.factsheets.sentences import is_closed

_SAME, _NEAR = 0.85, 0.65
_SUMMED_UP = 0.6
_FEWEST_WORDS = 3
_SHORT = 4  # letters; shorter function words are a letter away from too many others
_MOST_PAIRS = 25  # to show; with more the sheet is a table and no text
_COMMON = 40  # statements that share a word; beyond that it tells nothing
_REACH_WORDS = frozenset(
    [
        "call",
        "dial",
        "phone",
        "text",
        "contact",
        "reach",
        "get",
        "help",
        "visit",
        "free",
        "toll",
        "hotline",
        "line",
        "number",
        "tip",
        "report",
        "llam",
        "marc",
        "ayud",
        "línea",
        "número",
    ]
)
_LONGEST_REACH = 3
_DEPENDENT = frozenset({Kind.ACTION, Kind.SAFETY, Kind.QUESTION, Kind.AFFECTED_GROUP})


@dataclass(slots=True)
class Repeats:
    """``dropped`` maps the place of a statement to the place of the one that says it already."""

    dropped: dict[int, int] = field(default_factory=dict)
    warnings: list[SheetWarning] = field(default_factory=list)


def find_repeats(drafts: Sequence[Draft], rules: Rules, region: str) -> Repeats:
    found = Repeats()
    claims = [_claim(draft, rules) for draft in drafts]
    _repeated_lines(found, drafts, rules, region)
    near = list(_same_claims(found, drafts, claims))
    _summaries(found, drafts, [claim.words for claim in claims])
    pairs = [
        _near_pair(drafts[one], drafts[other])
        for one, other in near
        if one not in found.dropped and other not in found.dropped
    ]
    found.warnings.extend(pairs[:_MOST_PAIRS])
    return found


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a statement says, without the words that say nothing; figures and denials apart."""

    words: frozenset[str]
    digits: tuple[str, ...]
    denies: bool


def _claim(draft: Draft, rules: Rules) -> _Claim:
    telling = (word for word in content_words(draft.text, rules) if not _is_function(word, rules))
    return _Claim(
        words=frozenset(rules.ideas.get(word, word) for word in telling),
        digits=tuple(sorted(w for w in words(draft.text) if any(c.isdigit() for c in w))),
        denies=rules.says("negation", draft.text),
    )


def _is_function(word: str, rules: Rules) -> bool:
    """Say whether a word is a misspelt function word: "beeing"."""
    return any(_is_slip(word, small) for small in _small_words(rules.language).get(word[0], ()))


@cache
def _small_words(language: str) -> dict[str, list[str]]:
    """Return the longer function words of a language by their first letter."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in rules_for(language).function_words:
        if len(word) > _SHORT:
            found[word[0]].append(word)
    return dict(found)


# --- the same claim twice ---------------------------------------------------------------------


def _same_claims(
    found: Repeats, drafts: Sequence[Draft], claims: Sequence[_Claim]
) -> Iterator[tuple[int, int]]:
    """Drop what says the same; yield pairs that say nearly the same."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, (draft, claim) in enumerate(zip(drafts, claims, strict=True)):
        if index in found.dropped or draft.kind is Kind.RESOURCE or draft.run < 0:
            continue
        for other in _candidates(claim.words, holders):
            if not _comparable(draft, claim, drafts[other], claims[other]):
                continue
            alike = _alike(claim.words, claims[other].words)
            if alike >= _SAME:
                found.dropped[index] = other
                break
            if alike >= _NEAR and min(len(claim.words), len(claims[other].words)) > _FEWEST_WORDS:
                yield other, index
        else:
            for word in claim.words:
                if len(holders[word]) < _COMMON:
                    holders[word].append(index)


def _candidates(claim: frozenset[str], holders: dict[str, list[int]]) -> Iterator[int]:
    """Yield earlier statements that share at least half of the claim's words."""
    shared: dict[int, int] = defaultdict(int)
    for word in claim:
        for index in holders[word]:
            shared[index] += 1
    for index in sorted(shared):
        if shared[index] * 2 >= len(claim):
            yield index


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words two claims have in common; a slip of the pen counts as the same."""
    if not one or not other:
        return 0.0
    only_one, only_other = one - other, set(other - one)
    for word in only_one:
        slip = next((o for o in only_other if _is_slip(word, o)), None)
        if slip is not None:
            only_other.discard(slip)
    common = len(other) - len(only_other)
    return common / (len(one) + len(other) - common)


def _is_slip(one: str, other: str) -> bool:
    """Say whether two words differ by one letter added, lost or changed."""
    if min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 1:  # noqa: PLR2004
        return False
    if any(c.isdigit() for c in one + other):
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    return (
        one[start + 1 :] == other[start + 1 :] and start > 1
        if len(one) == len(other)
        else (one[start + (len(one) > len(other)) :] == other[start + (len(other) > len(one)) :])
    )


def _comparable(one: Draft, claim: _Claim, other: Draft, other_claim: _Claim) -> bool:
    """Say whether equal words mean the same: neither number, denial nor heading differs."""
    if claim.digits != other_claim.digits or claim.denies != other_claim.denies:
        return False
    depends = one.kind in _DEPENDENT or other.kind in _DEPENDENT or not is_closed(one.text)
    return not depends or one.path == other.path or one.is_summary


def _near_pair(one: Draft, other: Draft) -> SheetWarning:
    return SheetWarning(
        code="near_pair",
        message=(
            f"Lines {one.lines[0]} and {other.lines[0]} say nearly the same:"
            f" {one.text!r} and {other.text!r}. Keep both or leave one out."
        ),
        lines=other.lines,
    )


# --- take-aways -------------------------------------------------------------------------------


def _summaries(found: Repeats, drafts: Sequence[Draft], said: Sequence[frozenset[str]]) -> None:
    """Drop take-aways whose ideas all stand in one section already."""
    sections: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, draft in enumerate(drafts):
        if not draft.is_summary and index not in found.dropped:
            sections[draft.path].append(index)
    for index, draft in enumerate(drafts):
        if not draft.is_summary or index in found.dropped or not said[index]:
            continue
        best = max(sections.values(), key=lambda held: _told(said[index], held, said), default=[])
        if best and _told(said[index], best, said) >= _SUMMED_UP:
            found.dropped[index] = max(best, key=lambda held: len(said[index] & said[held]))


def _told(
    claim: frozenset[str],
    section: Sequence[int],
    said: Sequence[frozenset[str]],
) -> float:
    words_there: set[str] = set()
    for index in section:
        words_there |= said[index]
    return len(claim & words_there) / len(claim)


# --- the same line twice ----------------------------------------------------------------------


def _repeated_lines(found: Repeats, drafts: Sequence[Draft], rules: Rules, region: str) -> None:
    """Drop a sentence that only sends to a line which has an entry of its own."""
    reach = [_reach(draft, region) if _may_reach(draft) else frozenset() for draft in drafts]
    entries = [
        index
        for index, draft in enumerate(drafts)
        if draft.kind is Kind.RESOURCE
        and reach[index]
        and not is_closed(draft.text)
        and (draft.in_resources or _names_somebody(draft, rules))
    ]
    for index, draft in enumerate(drafts):
        if not reach[index] or draft.kind is not Kind.RESOURCE:
            continue
        has_entry = draft.in_resources and not is_closed(draft.text)
        names_itself = has_entry and not rules.says("purpose", draft.text)
        for entry in entries:
            if entry == index or entry in found.dropped or not reach[index] <= reach[entry]:
                continue
            same_words = words(draft.text) == words(drafts[entry].text)
            if (same_words and entry < index) or (
                not same_words and not names_itself and _only_reaches(draft, drafts[entry], rules)
            ):
                found.dropped[index] = entry
                break


def _names_somebody(draft: Draft, rules: Rules) -> bool:
    said = [w for w in content_words(draft.text, rules) if w not in _REACH_WORDS]
    return len([w for w in said if w.isalpha()]) > 1


def _may_reach(draft: Draft) -> bool:
    return draft.kind is Kind.RESOURCE or draft.in_resources


def _reach(draft: Draft, region: str) -> frozenset[str]:
    dials = {n.dial for n in numbers(draft.text, region) if isinstance(n, Number)}
    return frozenset(dials | {w.lower().removeprefix("www.") for _, _, w in addresses(draft.text)})


def _only_reaches(draft: Draft, entry: Draft, rules: Rules) -> bool:
    named = set(content_words(entry.text, rules))
    rest = [
        word
        for word in content_words(draft.text, rules)
        if word not in named and word not in _REACH_WORDS and not word[0].isdigit()
    ]
    return len(set(rest)) <= _LONGEST_REACH and not rules.says("emergency", draft.text)
