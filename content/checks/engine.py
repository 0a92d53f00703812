"""Runs every rule over a draft or a fact sheet. Pure: the same at submission and at send time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from content.checks.lengths import LONGEST
from content.checks.model import Draft, Finding, Hit, Severity
from content.checks.predicates import PREDICATES
from content.checks.rules import Rule, RuleBook, bundled
from content.checks.searching import TooSlowError, holds, matches, plain, sentence
from content.checks.sheets import SHEET_PREDICATES, Sheet
from content.checks.topics import topic_of
from content.factsheets.model import Extraction, Item

_ORDER = tuple(Severity)


def check_draft(draft: Draft, book: RuleBook | None = None) -> tuple[Finding, ...]:
    """Return what the rules say of one delivery, the gravest first.

    It never raises for what a draft holds: text beyond all measure, or a rule that cannot be
    applied in time, are findings themselves.
    """
    if any(len(text) > LONGEST for text in draft.passages):
        return (_beyond_measure(draft),)
    texts = [plain(text) for text in draft.passages]
    concerned = (rule for rule in (book or bundled()).rules if _concerns(rule, draft))
    found = [_finding(rule, hit) for rule in concerned for hit in _hits(rule, draft, texts)]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: _ORDER.index(finding.severity)))


def check_extraction(
    extraction: Extraction, book: RuleBook | None = None, *, today: date | None = None
) -> tuple[Finding, ...]:
    """Return what the rules say of a fact sheet before anything is made of it, by its lines."""
    rules = (book or bundled()).rules
    sheet = Sheet(extraction=extraction, topic=topic_of(extraction), today=today)
    found = [
        _finding(rule, replace(hit, lines=hit.lines or item.lines))
        for item in extraction.items
        for rule, hit in _item_hits(item, sheet, rules)
    ]
    for rule in rules:
        if predicate := SHEET_PREDICATES.get(rule.predicate):
            found += [_finding(rule, hit) for hit in predicate(sheet, rule.options)]
    return tuple(sorted(dict.fromkeys(found), key=_by_gravity_and_line))


def _item_hits(item: Item, sheet: Sheet, rules: Sequence[Rule]) -> Iterator[tuple[Rule, Hit]]:
    draft = Draft(
        platform="",
        caption=f"{item.context}\n{item.text}".strip(),
        kinds=(item.kind,),
        topic=sheet.topic,
        language=sheet.extraction.language,
        today=sheet.today,
    )
    texts = [plain(text[:LONGEST]) for text in draft.passages]
    for rule in rules:
        if rule.pattern and _concerns(rule, draft):
            for hit in _hits(rule, draft, texts):
                yield rule, hit


def _concerns(rule: Rule, draft: Draft) -> bool:
    base = draft.language.replace("_", "-").partition("-")[0].lower()
    return (
        (not rule.topics or draft.topic in rule.topics)
        and (not rule.languages or not base or base in rule.languages)
        and (not rule.kinds or bool({kind.value for kind in draft.kinds} & set(rule.kinds)))
        and (rule.since is None or (draft.today is not None and draft.today >= rule.since))
    )


def _hits(rule: Rule, draft: Draft, texts: Sequence[str]) -> Iterator[Hit]:
    try:
        if rule.pattern is None:
            predicate = PREDICATES.get(rule.predicate)
            yield from predicate(draft, rule.options) if predicate else ()
        else:
            yield from _matched(rule, draft.passages if rule.as_written else texts)
    except TooSlowError:
        yield Hit(
            message=f"The rule {rule.id} searched too long and was stopped.",
            suggestion="Write its pattern more simply; until then read the text with care.",
        )


def _matched(rule: Rule, texts: Sequence[str]) -> Iterator[Hit]:
    assert rule.pattern is not None
    seen: set[str] = set()
    if rule.when is not None and not any(holds(rule.when, text) for text in texts):
        return
    for text in texts:
        for match in matches(rule.pattern, text):
            words = match.group().strip()
            excused = rule.unless is not None and holds(
                rule.unless, sentence(text, match.start(), match.end())
            )
            if not excused and words.casefold() not in seen:
                seen.add(words.casefold())
                yield Hit(words=words)


def _finding(rule: Rule, hit: Hit) -> Finding:
    message = hit.message or rule.message.replace("{words}", hit.words) or _plain_message(rule, hit)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message=message,
        words=hit.words,
        lines=hit.lines,
        why=rule.why,
        source=rule.source,
        suggestion=hit.suggestion or rule.suggestion,
    )


def _plain_message(rule: Rule, hit: Hit) -> str:
    must = {Severity.BLOCK: "must not", Severity.WARN: "should not"}.get(rule.severity, "need not")
    return f"“{hit.words}” {must} go out."


def _beyond_measure(draft: Draft) -> Finding:
    longest = max(map(len, draft.passages))
    return Finding(
        rule="text.length",
        severity=Severity.BLOCK,
        message=f"The text has {longest:,} characters, more than any platform takes.",
        why="Nobody reads it, and no check can be sure of it.",
        source="the limits of all platforms, content/captions/limits.toml",
        suggestion="Shorten it.",
    )


def _by_gravity_and_line(finding: Finding) -> tuple[int, tuple[int, int]]:
    return _ORDER.index(finding.severity), finding.lines or (0, 0)
