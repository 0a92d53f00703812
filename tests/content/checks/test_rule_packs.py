from __future__ import annotations

import json
import time
from datetime import date

import pytest

from content.checks.engine import check_draft
from content.checks.model import Severity
from content.checks.pack_file import RulePackError
from content.checks.rules import Rule, bundled, load_pack
from tests.content.checks.drafts import a_draft, found

_TOML = b"""
[[rule]]
id = "ours.jargon"
severity = "warn"
pattern = '\\bstakeholders?\\b'
why = "Nobody outside says it."
source = "our style guide, 2026"
suggestion = "Write: people."
"""
_YAML = b"""
rule:
- id: ours.jargon
  severity: warn
  pattern: '\\bstakeholders?\\b'
  why: Nobody outside says it.
  source: our style guide, 2026
  suggestion: 'Write: people.'
"""
_RULE = {
    "id": "ours.jargon",
    "severity": "warn",
    "pattern": r"\bstakeholders?\b",
    "why": "Nobody outside says it.",
    "source": "our style guide, 2026",
    "suggestion": "Write: people.",
}


def a_pack(**changes: object) -> bytes:
    row = {key: value for key, value in {**_RULE, **changes}.items() if value is not None}
    return json.dumps({"rule": [row]}).encode()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (_TOML, "ours.toml"),
        (a_pack(), "ours.json"),
        (_YAML, "ours.yaml"),
    ],
    ids=["toml", "json", "yaml"],
)
def test_an_organizations_own_pack_finds_what_it_says(data: bytes, name: str) -> None:
    book = bundled().with_pack(load_pack(data, name))

    finding = found(a_draft("Our stakeholders care."), book=book)["ours.jargon"]

    assert finding.words == "stakeholders"
    assert finding.severity is Severity.WARN
    assert finding.why == "Nobody outside says it."
    assert finding.source == "our style guide, 2026"
    assert finding.suggestion == "Write: people."


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"rule = [", "ours.toml", "cannot be read"),
        (b"{", "ours.json", "cannot be read"),
        (b"a: [", "ours.yaml", "cannot be read"),
        (b"a: &a [1]\nrule: [*a, *a]", "ours.yaml", "aliases"),
        (b"\xff\xfe", "ours.toml", "not UTF-8"),
        (b"[]", "ours.json", "must be a table"),
        (b"{}", "ours.json", "holds no rules"),
        (b"x", "ours.txt", "must end in .toml, .yaml or .json"),
        (b" " * 600_000, "ours.json", "600,000 bytes"),
        (b"[" * 100_000, "ours.json", "cannot be read"),
        (a_pack(pattern="(a"), "ours.json", "the pattern '(a' is broken: missing )"),
        (a_pack(pattern="a" * 3000), "ours.json", "at most 2,000"),
        (a_pack(pattern=None), "ours.json", "either a pattern or a predicate"),
        (a_pack(predicate="no_alt_text"), "ours.json", "either a pattern or a predicate"),
        (a_pack(pattern=None, predicate="magic"), "ours.json", "no predicate 'magic'"),
        (a_pack(severity="fatal"), "ours.json", "severity must be one of block, warn, advise"),
        (a_pack(why=""), "ours.json", "must say why"),
        (a_pack(source=None), "ours.json", "name a source"),
        (a_pack(id=" "), "ours.json", "has no id"),
        (a_pack(colour="red"), "ours.json", "unknown key 'colour'"),
        (a_pack(topics=[1]), "ours.json", "'topics' must be a list of texts"),
        (a_pack(kinds=["poem"]), "ours.json", "no kind 'poem'"),
        (a_pack(since="soon"), "ours.json", "'since' must be a day"),
        (a_pack(expires_on=3), "ours.json", "'expires_on' must be a day"),
        (a_pack(since="2027-01-01", expires_on="2027-01-01"), "ours.json", "has both"),
        (json.dumps({"rule": [_RULE, _RULE]}).encode(), "ours.json", "two rules called"),
    ],
)
def test_a_pack_that_cannot_be_used_gets_one_clear_line(data: bytes, name: str, words: str) -> None:
    with pytest.raises(RulePackError) as caught:
        load_pack(data, name)

    assert words in str(caught.value)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (_TOML + _TOML.replace(b"ours.jargon", b"ours.other") + b'kinds = ["poem"]', "ours.toml"),
        (
            json.dumps(
                {"rule": [_RULE, {**_RULE, "id": "b", "kinds": ["poem"]}]}, indent=1
            ).encode(),
            "ours.json",
        ),
        (
            _YAML + _YAML.replace(b"rule:", b"").replace(b".jargon", b".b") + b"  kinds: [poem]",
            "ours.yaml",
        ),
    ],
    ids=["toml", "json", "yaml"],
)
def test_an_error_names_the_line_of_the_key_that_is_wrong(data: bytes, name: str) -> None:
    line = 1 + next(n for n, text in enumerate(data.splitlines()) if b"kinds" in text)

    with pytest.raises(RulePackError, match=rf"rule 2 \([\w.]+\), line {line}: there is no kind"):
        load_pack(data, name)


def test_a_key_that_is_only_named_in_a_long_text_is_not_taken_for_one() -> None:
    text = _TOML.replace(b'"Write: people."', b'"""\nkinds = nothing\n"""') + b'kinds = ["poem"]'

    with pytest.raises(RulePackError, match="line 11: there is no kind"):
        load_pack(text, "ours.toml")


def test_a_pattern_that_would_search_for_ever_is_stopped_and_named() -> None:
    endless = load_pack(a_pack(pattern=r"(?:a+)+$", severity="block"), "ours.json")
    started = time.perf_counter()

    finding = found(a_draft("a" * 4_000 + "b"), book=bundled().with_pack(endless))["ours.jargon"]

    assert "ours.jargon searched too long" in finding.message
    assert finding.severity is Severity.BLOCK  # what could not be checked does not go out
    assert time.perf_counter() - started < 5


def test_a_warning_can_be_switched_off_and_a_blocking_rule_cannot() -> None:
    draft = a_draft("We rescue victims.")

    assert "trafficking.rescue" in found(draft)
    assert "trafficking.rescue" not in found(draft, book=bundled().without({"trafficking.rescue"}))
    with pytest.raises(RulePackError, match="keeps people safe and cannot be switched off"):
        bundled().without({"carry.hotline"})
    with pytest.raises(RulePackError, match="no rule 'nothing' to switch off"):
        bundled().without({"nothing"})


def test_no_pack_can_take_the_place_of_a_bundled_rule() -> None:
    weaker = load_pack(a_pack(id="carry.hotline"), "ours.json")

    with pytest.raises(RulePackError, match=r"'carry\.hotline' is there already"):
        bundled().with_pack(weaker)


def test_a_rule_with_a_day_holds_from_that_day_on() -> None:
    pack = bundled().with_pack(load_pack(a_pack(since="2027-02-01"), "ours.json"))

    for day, holds in ((None, False), (date(2027, 1, 31), False), (date(2027, 2, 1), True)):
        assert ("ours.jargon" in found(a_draft("stakeholders", today=day), book=pack)) is holds


def test_a_figure_that_runs_out_stops_posts_from_the_next_day_on() -> None:
    figure = a_pack(pattern="4,711 people", expires_on="2027-01-31", severity="block")
    book = bundled().with_pack(load_pack(figure, "ours.json"))
    text = "4,711 people called in 2025. Source: us"

    assert "ours.jargon" not in found(a_draft(text, today=date(2027, 1, 31)), book=book)
    assert "ours.jargon" in found(a_draft(text, today=date(2027, 2, 1)), book=book)


@pytest.mark.parametrize("rule", bundled().rules, ids=lambda rule: str(rule.id))
def test_every_bundled_rule_says_why_names_a_source_and_what_to_do(rule: Rule) -> None:
    why, source, suggestion = rule.why, rule.source, rule.suggestion

    assert why.endswith(".")
    assert len(source) > 10 or source == "Awareness Scheduler"
    assert suggestion.endswith(".")


@pytest.mark.parametrize(
    "text",
    ["a\u0000b", "half \ud83d", "\u202e1-888", "word " * 400_000, "😀" * 30_000, "a." * 40_000],
    ids=["control", "surrogate", "bidi", "2 MB", "emoji", "dots"],
)
def test_no_text_breaks_the_checks(text: str) -> None:
    findings = check_draft(a_draft(text))

    assert findings[0].severity is Severity.BLOCK
    assert all("\n" not in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"predicate": "missing_contact"}, "it needs the option 'role'"),
        ({"predicate": "missing_contact", "options": {"role": "boss"}}, "'boss' is not a valid"),
        ({"predicate": "low_contrast"}, "it needs the option 'least'"),
        ({"predicate": "small_text", "options": {"least": "x"}}, "could not convert"),
        ({"predicate": "too_many_hashtags"}, "it needs the option 'refused'"),
        ({"predicate": "hashtag_collision"}, "it needs the option 'foreign'"),
        ({"predicate": "figure_without_source"}, "it needs the option 'marker'"),
        ({"predicate": "figure_without_source", "options": {"marker": "(["}}, "an option cannot"),
        ({"predicate": "set_in_capitals"}, "it needs the option 'pattern'"),
        (
            {"predicate": "hard_to_read", "options": {"most": 9}},
            "it needs the option 'fewest_words'",
        ),
        ({"predicate": "alt_text_adds", "options": {"allowed": [1]}}, "an option cannot be used"),
        ({"predicate": "sheet_contact_missing"}, "it needs the option 'role'"),
    ],
)
def test_options_a_predicate_cannot_use_are_told_when_the_pack_is_read(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(RulePackError) as caught:
        load_pack(a_pack(pattern=None, **changes), "ours.json")

    assert said in str(caught.value)
    assert "ours.jargon" in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "\u202eours"}, "may hold letters, digits, dots and hyphens only"),
        ({"id": "our rule"}, "may hold letters, digits, dots and hyphens only"),
        ({"id": "a" * 101}, "may hold letters"),
        ({"why": "a\u202eb"}, "U+202E at character 2"),
        ({"message": "a\x00b"}, "U+0000 at character 2"),
        ({"pattern": None, "predicate": ["x"]}, "'predicate' must be text"),
    ],
)
def test_names_and_words_that_nobody_should_read_are_refused(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(RulePackError, match=said.replace("+", r"\+")):
        load_pack(a_pack(**changes), "ours.json")


def test_a_pattern_among_the_options_that_backtracks_for_ever_is_stopped_too() -> None:
    options = {"pattern": "(A|AA)+$"}
    rule = load_pack(a_pack(pattern=None, predicate="set_in_capitals", options=options), "a.json")
    before = time.perf_counter()

    finding = found(a_draft("A" * 40 + "b"), book=bundled().with_pack(rule))["ours.jargon"]

    assert "searched too long" in finding.message
    assert time.perf_counter() - before < 3
