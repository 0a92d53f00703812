from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from content.checks.engine import check_extraction
from content.checks.model import Finding, Severity
from content.factsheets.model import Extraction, Kind, Link, SheetWarning
from tests.content.captions.briefs import EMERGENCY, HOTLINE, a_sign, an_item

CUT = SheetWarning(code="cut", message="Line 9 breaks off.", lines=(9, 9))


def a_sheet(*items: Any, **fields: Any) -> Extraction:
    values: dict[str, Any] = {
        "title": "Human Trafficking",
        "language": "en",
        "contacts": (
            replace(HOTLINE, verified_on=date(2026, 11, 1)),
            replace(EMERGENCY, verified_on=date(2026, 11, 1)),
        ),
    }
    return Extraction(items=items or (an_item(), a_sign()), **{**values, **fields})


def found(sheet: Extraction, **arguments: Any) -> dict[str, Finding]:
    return {finding.rule: finding for finding in check_extraction(sheet, **arguments)}


def test_a_sheet_with_everything_has_no_finding() -> None:
    assert check_extraction(a_sheet(), today=date(2027, 1, 1)) == ()


def test_harmful_words_are_found_with_their_line() -> None:
    item = an_item("Every sex slave needs help.", lines=(14, 15))

    finding = found(a_sheet(item))["trafficking.sex-slave"]

    assert finding.lines == (14, 15)
    assert finding.severity is Severity.BLOCK


@pytest.mark.parametrize(
    ("sheet", "rule", "severity"),
    [
        (a_sheet(contacts=()), "carry.sheet-hotline", Severity.BLOCK),
        (a_sheet(contacts=(HOTLINE,)), "carry.sheet-emergency", Severity.BLOCK),
        (
            a_sheet(contacts=(HOTLINE, EMERGENCY)),
            "claims.sheet-contact-unverified",
            Severity.ADVISE,
        ),
        (
            a_sheet(contacts=(replace(HOTLINE, expires_on=date(2026, 1, 1)), EMERGENCY)),
            "claims.sheet-contact-expired",
            Severity.BLOCK,
        ),
        (
            a_sheet(an_item("1 in 12 students were hurt.")),
            "claims.sheet-figure-year",
            Severity.WARN,
        ),
        (
            a_sheet(an_item(links=(Link(text="x", raw="https://a b.org", url=None),))),
            "text.sheet-address",
            Severity.WARN,
        ),
        (
            a_sheet(warnings=(CUT,)),
            "text.sheet-reading",
            Severity.WARN,
        ),
        (a_sheet(an_item("half \ud83d")), "text.sheet-characters", Severity.BLOCK),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_sheet_lacks_or_holds_is_found(
    sheet: Extraction, rule: str, severity: Severity
) -> None:
    assert found(sheet, today=date(2027, 1, 1))[rule].severity is severity


def test_an_address_the_reader_already_warned_of_is_told_once() -> None:
    broken = an_item(links=(Link(text="x", raw="https://a b.org", url=None),), lines=(7, 7))
    warning = SheetWarning(code="bad_url", message="'https://a b.org' cannot be followed.")

    assert "text.sheet-address" not in found(a_sheet(broken, warnings=(warning,)))


def test_a_myth_that_is_called_one_is_no_offence() -> None:
    item = an_item(
        "Myth: Trafficking always starts with a kidnapping Reality: Kidnapping is rare.",
        kind=Kind.FACT,
    )

    assert "trafficking.kidnapping" not in found(a_sheet(item))
