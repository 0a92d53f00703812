from __future__ import annotations

import pytest

from content.factsheets.extraction import compile_sheet
from content.factsheets.links import addresses, checked, repaired


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Visit love146.org.", ["love146.org"]),
        ("(see https://www.dhs.gov/blue-campaign)", ["https://www.dhs.gov/blue-campaign"]),
        ("988lifeline.org, or www.ic3.gov;", ["988lifeline.org", "www.ic3.gov"]),
        ("Write to help@example.org today.", []),
        ("It hurts.They know.", []),
        ("e.g. at 9 a.m. in the U.S.", []),
    ],
)
def test_addresses_are_found_without_the_marks_around_them(text: str, found: list[str]) -> None:
    assert [words for _, _, words in addresses(text)] == found


@pytest.mark.parametrize(
    "raw",
    [
        "https://www.responsible sourcing tool.org",
        "https://",
        "javascript:alert(1)",
        "http://user:word@example.org",
        "https://example.org:99999/",
        "https://nodots",
    ],
)
def test_what_cannot_be_followed_safely_is_no_link(raw: str) -> None:
    assert checked(raw) is None


def test_a_broken_address_gets_a_proposal_and_no_link() -> None:
    raw = "https://www.responsible sourcing tool.org"
    sheet = f"# Shop with care\n\nCheck goods at [ResponsibleSourcingTool.org]({raw}) first.\n"

    found = compile_sheet(sheet.encode(), "sheet.md")

    (item,) = found.items
    (warning,) = found.warnings
    assert item.text == "Check goods at ResponsibleSourcingTool.org first."
    assert [link.url for link in item.links] == [None]
    assert found.contacts == ()
    assert (warning.code, warning.proposal) == (
        "broken_link",
        "https://www.responsiblesourcingtool.org",
    )


def test_nothing_likely_is_proposed_for_what_no_address_resembles() -> None:
    assert repaired("https://???", "click here") == ""
