"""Alt text says the card in reading order, within limits."""

from __future__ import annotations

from dataclasses import replace

from content.cards.alt_text import alt_text
from content.factsheets.model import Kind
from tests.content.cards.making import HOTLINE, a_card

LIST = a_card(
    "These groups are harmed more often",
    kind=Kind.AFFECTED_GROUP,
    kicker="Who is affected",
    points=tuple(f"Group number {n}" for n in range(1, 13)),
    caution="Do not confront anyone.",
)


def test_it_says_series_lead_in_claim_caution_hotline_and_source_in_reading_order() -> None:
    card = a_card(
        kicker="Know the signs",
        progress="2 of 5",
        lead="Many signs may point to a victim:",
        caution="One sign is not proof.",
        source="Source: riverbend.example",
    )

    assert alt_text(card) == (
        "Know the signs 2 of 5. Many signs may point to a victim: Somebody else always answers for "
        "them. One sign is not proof. Riverbend Help Line: 1-800-555-0142, or text HELP or INFO to "
        "555014 (BEND). Source: riverbend.example."
    )


def test_a_contact_card_says_its_number_once() -> None:
    text = alt_text(a_card("Riverbend Help Line", contact=HOTLINE, kicker="Get help"))

    assert text.count("1-800-555-0142") == 1


def test_a_contact_card_says_its_text_line_once_and_beside_the_number() -> None:
    line = "or text HELP or INFO to 555014 (BEND)"

    text = alt_text(a_card("Riverbend Help Line", contact=HOTLINE, body=line))

    assert text.count("555014") == 1
    assert f"1-800-555-0142, {line}" in text


def test_lists_are_said_whole_while_there_is_room() -> None:
    assert "Group number 1; Group number 2" in alt_text(LIST)
    assert "Group number 12" in alt_text(LIST)


def test_a_tight_limit_keeps_claim_caution_and_hotline_and_counts_the_rest() -> None:
    text = alt_text(LIST, limit=330)

    assert len(text) <= 330
    assert "+6" in text
    assert "Do not confront anyone." in text
    assert "1-800-555-0142" in text
    assert "riverbend.example" not in text


def test_even_the_tightest_limit_is_kept() -> None:
    assert len(alt_text(replace(LIST, hotline=None), limit=60)) <= 60


def test_it_never_says_that_it_is_a_picture() -> None:
    assert "image of" not in alt_text(LIST).lower()
