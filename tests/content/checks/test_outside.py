"""Captions as people bring them along: what must not pass, and what must not be held up."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from content.checks.engine import check_draft
from content.checks.model import Draft, Finding, Severity
from content.checks.topics import contacts_for
from content.factsheets.model import ContactRole, Kind

_DATA = Path(__file__).parent / "data"
_HELP = frozenset({ContactRole.HOTLINE, ContactRole.EMERGENCY})


def _rows(name: str) -> Sequence[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((_DATA / name).read_text("utf-8"))["caption"]
    return rows


HARMFUL = _rows("harmful.toml")
HARMLESS = _rows("harmless.toml")


def _findings(row: dict[str, Any]) -> tuple[Finding, ...]:
    topic, country = row.get("topic", "human trafficking"), row.get("country", "US")
    contacts = contacts_for(topic, row.get("contacts_of", country))
    help_lines = [f"{c.name}: {c.phone_printed}" for c in contacts if c.role in _HELP]
    return check_draft(
        Draft(
            platform="mastodon",
            caption="\n".join([row["text"], *([] if row.get("alone") else help_lines)]),
            kinds=(Kind(row.get("kind", "fact")),),
            topic=topic,
            language=row.get("language", "en"),
            contacts=contacts,
            source_text=row.get("source_text", ""),
            today=date(2026, 11, 24),
            country=row.get("country", ""),
        )
    )


@pytest.mark.parametrize("row", HARMFUL, ids=lambda row: row["name"])
def test_a_harmful_caption_is_noticed_by_the_rule_made_for_it(row: dict[str, Any]) -> None:
    found = {finding.rule for finding in _findings(row) if finding.severity is not Severity.ADVISE}

    assert row["rule"] in found


@pytest.mark.parametrize("row", HARMLESS, ids=lambda row: row["name"])
def test_a_harmless_caption_is_neither_blocked_nor_warned_of(row: dict[str, Any]) -> None:
    found = [finding for finding in _findings(row) if finding.severity is not Severity.ADVISE]

    assert not [finding.rule for finding in found if finding.severity is Severity.BLOCK]
    assert {finding.rule for finding in found} <= set(row.get("may_warn", ()))


def test_both_sets_are_large_enough_to_mean_something() -> None:
    stopped = sum(any(f.severity is Severity.BLOCK for f in _findings(row)) for row in HARMFUL)
    print(f"\n{len(HARMFUL)} harmful, {stopped} of them blocked; {len(HARMLESS)} harmless")  # noqa: T201

    assert min(len(HARMFUL), len(HARMLESS)) >= 40
    assert stopped > len(HARMFUL) // 2
