"""Cards say what their items say, in the sheet's words and order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.brand import BrandKit
from content.cards.composing import cards_of, closer, opener
from content.cards.emphasis import Sheet, emphasis
from content.cards.model import Card, Role
from content.cards.wording import words_for
from content.factsheets.model import Contact, ContactRole, Item, Kind
from tests.content.cards.making import HOTLINE, a_sheet, an_item

BRAND = BrandKit(name="Riverbend")
GROUPS = tuple(
    an_item(
        text,
        Kind.AFFECTED_GROUP,
        context="The following groups are harmed more often",
        group="affected",
        lines=(number, number),
    )
    for number, text in enumerate(["Girls", "Migrant workers", "LGBTQ+ youth"], 10)
)
SIGNS = tuple(
    an_item(text, Kind.WARNING_SIGN, context="These signs may point to a victim", group="signs")
    for text in ["Is afraid of a partner", "Hides marks on the arms", "Skips class"]
)


def words_on(card: Card) -> str:
    return " ".join((card.lead, card.headline, card.body, *card.points))


@pytest.mark.parametrize(
    "text",
    [
        "Anyone can be affected.",
        "About 1 in 12 students said so. Most told nobody! Who asks them?",
        (
            "The person appears coached on what to say, or they are often with someone else who "
            "they defer to instead of speaking or answering questions."
        ),
        "They lack freedom (e.g., they cannot leave at will) or personal belongings, etc.",
    ],
)
def test_a_card_holds_the_items_words_unchanged_and_in_order(text: str) -> None:
    (card,) = cards_of(a_sheet(an_item(text)), BRAND)

    assert f"{card.headline} {card.body}".strip() == text
    assert card.item_keys == (text,)
    assert card.lines == (3, 3)


def test_groups_share_one_card_under_their_lead_in() -> None:
    (card,) = cards_of(a_sheet(*GROUPS), BRAND)

    assert card.headline == "The following groups are harmed more often"
    assert card.points == ("Girls", "Migrant workers", "LGBTQ+ youth")
    assert card.lines == (10, 12)
    assert len(card.item_keys) == 3


def test_signs_are_counted_and_carry_their_lead_in() -> None:
    cards = cards_of(a_sheet(*SIGNS), BRAND)

    assert [card.progress for card in cards] == ["1 of 3", "2 of 3", "3 of 3"]
    assert {card.lead for card in cards} == {"These signs may point to a victim:"}


def test_a_sign_that_goes_on_from_its_lead_in_has_no_colon_between() -> None:
    item = an_item("hides marks", Kind.WARNING_SIGN, context="Pay attention when a teen")

    (card,) = cards_of(a_sheet(item), BRAND)

    assert f"{card.lead} {card.headline}" == "Pay attention when a teen hides marks"


def test_the_heading_above_a_lead_in_is_not_repeated() -> None:
    item = an_item("Skips class", section="Signs", context="Signs: watch for these")

    (card,) = cards_of(a_sheet(item), BRAND)

    assert card.lead == "Watch for these."


def test_signs_of_trafficking_carry_the_sheets_own_warning_not_to_confront() -> None:
    rule = an_item("Do not confront the trafficker. Safety comes first.", Kind.SAFETY)
    sheet = a_sheet(*SIGNS, rule, title="Human trafficking", topic="human trafficking")

    sign = cards_of(sheet, BRAND)[0]

    assert "Do not confront the trafficker." in sign.caution
    assert "proof" in sign.caution


def test_a_resource_card_shows_its_contact_and_the_brands_where_it_replaces_it() -> None:
    own = Contact(key="own", name="Our Line", role=ContactRole.HOTLINE, phone_printed="555-0199")
    item = an_item("Riverbend Help Line 1-800-555-0142", Kind.RESOURCE)

    (given,) = cards_of(a_sheet(item), BRAND)
    (replaced,) = cards_of(a_sheet(item), replace(BRAND, contacts=(own,)))

    assert given.contact == HOTLINE
    assert given.body == "or text HELP or INFO to 555014 (BEND)"
    assert (replaced.contact, replaced.hotline) == (own, own)
    assert "1-800-555-0142" not in words_on(replaced)


def test_the_publishers_office_is_never_a_hotline() -> None:
    office = replace(HOTLINE, role=ContactRole.PUBLISHER)

    (card,) = cards_of(a_sheet(an_item("Anyone can be affected."), contacts=(office,)), BRAND)

    assert card.hotline is None


def test_a_campaign_opens_with_its_title_and_closes_with_the_hotline() -> None:
    sheet = a_sheet(an_item("Consent means yes. It can be taken back.", Kind.DEFINITION))

    first, last = opener(sheet, BRAND), closer(sheet, BRAND)

    assert (first.role, first.headline) == (Role.OPENER, "Healthy Relationships")
    assert first.body == "Consent means yes."
    assert (last.role, last.contact) == (Role.CLOSER, HOTLINE)
    assert first.item_keys
    assert last.item_keys


def test_labels_come_in_the_sheets_language_or_from_its_headings() -> None:
    item = an_item("Cualquiera puede ser víctima.", section="¿Quién?")

    (spanish,) = cards_of(a_sheet(item, language="es"), BRAND)
    (tagalog,) = cards_of(a_sheet(item, language="tl"), BRAND)

    assert spanish.kicker == "Los hechos"
    assert tagalog.kicker == "¿Quién?"


@pytest.mark.parametrize(
    ("headline", "kind", "run"),
    [
        ("About 1 in 12 students said so.", Kind.FACT, "1 in 12"),
        ("Dial 9-1-1 when life is in danger.", Kind.SAFETY, "9-1-1"),
        ("Consent is a clear and free yes.", Kind.DEFINITION, "Consent"),
        ("Do not wait for proof.", Kind.SAFETY, "Do not"),
        ("Volunteering with local groups.", Kind.ACTION, "Volunteering"),
        ("Do you owe money to your employer?", Kind.QUESTION, "owe money"),
        ("Can you come and go as you please?", Kind.QUESTION, "come and go"),
        ("Has anybody threatened you or your family?", Kind.QUESTION, "threatened you"),
        ("It can happen to anyone.", Kind.FACT, "anyone"),
        ("Anyone under 18 counts as a victim.", Kind.FACT, "under 18"),
        ("The following groups are hurt more often than others", Kind.TACTIC, "more often"),
        ("Somebody else always answers for them.", Kind.WARNING_SIGN, "always answers"),
        ("They cannot come and go as they like.", Kind.WARNING_SIGN, "cannot come and go"),
        ("They threaten and manipulate people.", Kind.TACTIC, "threaten and manipulate"),
        ("Nunca encares a quien parece tratante.", Kind.SAFETY, "Nunca"),
    ],
)
def test_the_words_that_carry_the_claim_are_emphasised(headline: str, kind: Kind, run: str) -> None:
    assert emphasis(headline, kind, (), Sheet(a_sheet(an_item(headline)))) == (run,)


def test_what_the_sheet_prints_bold_comes_before_any_guess() -> None:
    item = an_item("About 1 in 12 told nobody.", emphasis=("told nobody",))

    (card,) = cards_of(a_sheet(item), BRAND)

    assert card.emphasis == ("told nobody",)


def test_emphasised_words_always_stand_in_the_headline() -> None:
    items: tuple[Item, ...] = (*SIGNS, an_item("Most people know the person who hurts them."))

    for card in cards_of(a_sheet(*items), BRAND):
        assert all(run in card.headline for run in card.emphasis)


def test_a_language_without_words_of_its_own_still_says_how_to_text_a_line() -> None:
    assert words_for("tl").text_line(HOTLINE) == "HELP / INFO → 555014 (BEND)"
