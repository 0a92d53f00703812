"""Rule packs: data files that say what must not, should not or might better go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import regex

from content.captions.characters import unfit
from content.checks.model import Severity
from content.checks.pack_file import RulePackError, parsed
from content.checks.pack_lines import START, rule_lines
from content.checks.predicates import PREDICATES
from content.checks.probing import wrong_option
from content.checks.sheets import SHEET_PREDICATES
from content.factsheets.model import Kind

_TEXTS = ("why", "source", "suggestion", "message", "predicate")
_LISTS = ("topics", "languages", "kinds")
_PATTERNS = ("pattern", "unless", "when")
_KEYS = frozenset(
    {"id", "severity", "options", "since", "expires_on", "as_written", *_TEXTS, *_LISTS, *_PATTERNS}
)
_LONGEST_PATTERN = 2_000
_NAME = regex.compile(r"[\w.-]{1,100}")
_PREDICATE_NAMES = PREDICATES.keys() | SHEET_PREDICATES.keys()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. It has a ``pattern`` or a ``predicate``; empty lists hold for all.

    ``unless`` in the same sentence excuses a match; ``when`` must be somewhere in the text;
    ``since`` is the first day the rule holds. ``{words}`` in ``message`` are the words found.
    Patterns are searched in plain letters of any case, or ``as_written``.
    """

    id: str
    severity: Severity
    why: str
    source: str
    suggestion: str
    message: str = ""
    predicate: str = ""
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    pattern: regex.Pattern[str] | None = None
    unless: regex.Pattern[str] | None = None
    when: regex.Pattern[str] | None = None
    since: date | None = None
    as_written: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """The rules that hold for one organization."""

    rules: tuple[Rule, ...]

    def with_pack(self, rules: Iterable[Rule]) -> RuleBook:
        """Add an organization's own rules. Raises ``RulePackError`` when an id is taken."""
        added = tuple(rules)
        taken = {rule.id for rule in self.rules} & {rule.id for rule in added}
        if taken:
            raise RulePackError(
                f"The rule {min(taken)!r} is there already; give your own another id."
            )
        return replace(self, rules=(*self.rules, *added))

    def without(self, ids: Iterable[str]) -> RuleBook:
        """Switch rules off. Raises ``RulePackError`` for a blocking or an unknown one."""
        wanted = frozenset(ids)
        by_id = {rule.id: rule for rule in self.rules}
        for name in sorted(wanted):
            if name not in by_id:
                raise RulePackError(f"There is no rule {name!r} to switch off.")
            if by_id[name].severity is Severity.BLOCK:
                raise RulePackError(
                    f"The rule {name!r} keeps people safe and cannot be switched off."
                )
        return replace(self, rules=tuple(rule for rule in self.rules if rule.id not in wanted))


@cache
def bundled() -> RuleBook:
    """Return the rules that come with the program."""
    folder = files("content.checks").joinpath("packs")
    packs = sorted((entry for entry in folder.iterdir()), key=lambda entry: entry.name)
    book = RuleBook(rules=())
    for entry in packs:
        if entry.name.endswith(".toml"):
            book = book.with_pack(load_pack(entry.read_bytes(), entry.name))
    return book


def load_pack(data: bytes, name: str) -> tuple[Rule, ...]:
    """Read a rule pack (TOML, YAML or JSON by its name).

    Raises ``RulePackError`` with the file, the rule, the line and what is wrong with it.
    """
    content = parsed(data, name)
    rows = content.get("rule")
    if not isinstance(rows, list) or not rows:
        raise RulePackError(f"{name} holds no rules; it needs at least one 'rule'.")
    if len(lines := rule_lines(data.decode(), name)) != len(rows):
        lines = [{} for _ in rows]
    rules = tuple(
        _rule(row, _Place(pack=name, number=number, lines=found))
        for number, (row, found) in enumerate(zip(rows, lines, strict=True), start=1)
    )
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RulePackError(f"{name} has two rules called {rule.id!r}.")
        seen.add(rule.id)
    return rules


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where an error is: the pack, the rule, and the line of each of its keys."""

    pack: str
    number: int
    lines: Mapping[str, int]
    rule: str = ""

    def at(self, key: str = START) -> str:
        line = self.lines.get(key) or self.lines.get(START)
        called = f" ({self.rule})" if self.rule else ""
        told = f", line {line}" if line else ""
        return f"{self.pack}, rule {self.number}{called}{told}"


def _rule(row: Any, where: _Place) -> Rule:
    if not isinstance(row, dict):
        raise RulePackError(f"{where.at()} is not a table of keys and values.")
    if unknown := set(row) - _KEYS:
        key = min(map(str, unknown))
        raise RulePackError(f"{where.at(key)} has an unknown key {key!r}.")
    name = row.get("id")
    if not isinstance(name, str) or not name.strip():
        raise RulePackError(f"{where.at('id')} has no id.")
    if not _NAME.fullmatch(name.strip()):
        raise RulePackError(
            f"{where.at('id')}: the id {name!r} may hold letters, digits, dots and hyphens only."
        )
    where = replace(where, rule=name.strip())
    texts = _texts(row, where)
    as_written = row.get("as_written", False) is True
    flags = regex.VERSION1 if as_written else regex.VERSION1 | regex.IGNORECASE
    patterns = {key: _pattern(row[key], flags, where.at(key)) for key in _PATTERNS if row.get(key)}
    if ("pattern" in patterns) == bool(row.get("predicate")):
        raise RulePackError(f"{where.at()} needs either a pattern or a predicate.")
    if row.get("predicate") and row["predicate"] not in _PREDICATE_NAMES:
        raise RulePackError(f"{where.at('predicate')}: there is no predicate {row['predicate']!r}.")
    options = _options(row.get("options", {}), where.at("options"))
    if row.get("predicate") and (wrong := wrong_option(row["predicate"], options)):
        raise RulePackError(f"{where.at('predicate')}: {wrong}.")
    values: dict[str, Any] = {
        **texts,
        **{key: _list(row.get(key, []), key, where.at(key)) for key in _LISTS},
        **patterns,
    }
    return Rule(
        id=name.strip(),
        severity=_severity(row.get("severity"), where.at("severity")),
        as_written=as_written,
        since=_first_day(row, where),
        options=options,
        **values,
    )


def _texts(row: Mapping[str, Any], where: _Place) -> dict[str, str]:
    texts = {key: row.get(key, "") for key in _TEXTS}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise RulePackError(f"{where.at(key)}: {key!r} must be text.")
        if wrong := unfit(value):
            raise RulePackError(f"{where.at(key)}: in {key!r}, {wrong[0]}.")
    if empty := [key for key in ("why", "source") if not texts[key].strip()]:
        raise RulePackError(f"{where.at(empty[0])} must say why it is a rule and name a source.")
    return texts


def _severity(value: Any, where: str) -> Severity:
    try:
        return Severity(value)
    except ValueError:
        known = ", ".join(Severity)
        raise RulePackError(f"{where}: severity must be one of {known}.") from None


def _pattern(value: Any, flags: int, where: str) -> regex.Pattern[str]:
    if not isinstance(value, str) or len(value) > _LONGEST_PATTERN:
        raise RulePackError(f"{where}: a pattern is text of at most {_LONGEST_PATTERN:,} letters.")
    try:
        return regex.compile(value, flags)
    except (regex.error, OverflowError, RecursionError) as error:
        raise RulePackError(f"{where}: the pattern {value!r} is broken: {error}.") from error


def _list(value: Any, key: str, where: str) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise RulePackError(f"{where}: {key!r} must be a list of texts.")
    if key == "kinds" and (unknown := set(texts) - set(Kind)):
        raise RulePackError(f"{where}: there is no kind {min(unknown)!r}.")
    return tuple(texts)


def _first_day(row: Mapping[str, Any], where: _Place) -> date | None:
    """Return the first day the rule holds: the day after a figure's last, where it names one."""
    since, last = (_day(row.get(key), key, where.at(key)) for key in ("since", "expires_on"))
    if since and last:
        raise RulePackError(
            f"{where.at('since')} has both 'since' and 'expires_on'; one of them is enough."
        )
    return last + timedelta(days=1) if last else since


def _day(value: Any, key: str, where: str) -> date | None:
    if value is None:
        return None
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise RulePackError(f"{where}: {key!r} must be a day like 2027-01-31.") from None


def _options(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise RulePackError(f"{where}: 'options' must be a table.")
    return MappingProxyType(value)
