from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from content.cards.model import Format
from content.packs.comparing import compare
from content.packs.model import PackCaption, PackError
from content.packs.rebranding import rebranded, stale_contacts
from content.packs.verifying import verify
from tests.content.packs.sheets import OURS, PARTNER, a_pack, content, packed


def words(pack: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(pack)) as archive:
        return archive.read(name).decode("utf-8-sig")


def test_the_wording_stays_and_the_partners_name_and_number_come_in() -> None:
    theirs = packed(rebranded(verify(a_pack()).manifest, PARTNER), signed=False)

    before, after = verify(a_pack()).manifest, verify(theirs).manifest
    items = [card for card in before.cards if card["kind"] == "warning_sign"]
    assert [card["headline"] for card in after.cards if card["kind"] == "warning_sign"] == [
        card["headline"] for card in items
    ]
    assert after.plain["organization"] == "Harbor Alliance"
    assert "503-555-0142" in words(theirs, "contacts.csv")
    assert "614-555-0123" not in words(theirs, "contacts.csv")
    assert "614-555-0123" not in words(theirs, "captions/en/mastodon.txt")
    assert "Oregon Helpline" in words(theirs, "captions/captions.csv")


def test_the_publishers_credit_stays() -> None:
    theirs = rebranded(verify(a_pack()).manifest, PARTNER)

    assert theirs.credit == verify(a_pack()).manifest.plain["credit"]


def test_a_regional_contact_without_a_counterpart_closes_its_place_and_says_so() -> None:
    theirs = rebranded(verify(a_pack()).manifest, replace(PARTNER, contacts=()))

    assert not any("Harbor House" in card.headline for card in theirs.cards)
    assert any("Harbor House of Ohio" in note and "closed" in note for note in theirs.notes)
    assert "614-555-0123" not in json.dumps([card.alt_text for card in theirs.cards])


def test_a_rebranded_pack_can_be_rebranded_again() -> None:
    theirs = packed(rebranded(verify(a_pack()).manifest, replace(PARTNER, contacts=())))
    again = packed(rebranded(verify(theirs).manifest, OURS))

    assert "1-888-373-7888" in words(again, "contacts.csv")


def test_words_a_person_put_in_stay_with_the_number_that_was_replaced() -> None:
    made = content()
    card = next(card for card in made.cards if "Harbor House" in card.headline)
    edited = replace(
        card,
        captions=(PackCaption(platform="mastodon", text="Talk to us: 614-555-0123.", edited=True),),
    )
    pack = packed(replace(made, cards=[edited]))

    theirs = rebranded(verify(pack).manifest, PARTNER)

    (caption, *_) = theirs.cards[0].captions
    assert caption.edited
    assert "614-555-0123" not in caption.text
    assert "503-555-0142" in caption.text


def test_other_shapes_can_be_asked_for() -> None:
    theirs = rebranded(verify(a_pack()).manifest, PARTNER, formats=(Format.STORY,))

    assert theirs.formats == (Format.STORY,)


def test_a_template_that_is_not_here_is_named() -> None:
    with pytest.raises(PackError, match="not here"):
        rebranded(verify(a_pack()).manifest, PARTNER, template="vanished")


def test_two_packs_of_the_same_content_do_not_differ() -> None:
    assert compare(verify(a_pack()).manifest, verify(packed(content())).manifest) == ()


def test_differences_are_told_by_card() -> None:
    older = verify(a_pack()).manifest
    newer = verify(packed(content(PARTNER, cards=3))).manifest

    changes = {change.what for change in compare(older, newer)}

    assert {"removed", "picture", "contact"} <= changes


def test_a_contact_whose_day_has_passed_is_stale() -> None:
    manifest = verify(a_pack()).manifest
    manifest.plain["contacts"][0]["expires_on"] = "2026-01-01"

    assert stale_contacts(manifest, date(2026, 1, 2)) == (manifest.plain["contacts"][0]["name"],)
    assert stale_contacts(manifest, date(2026, 1, 1)) == ()


def test_a_partners_contact_stands_under_no_heading_of_another_region() -> None:
    theirs = rebranded(verify(a_pack()).manifest, PARTNER)

    (card,) = [card for card in theirs.cards if "Oregon Helpline" in card.headline]
    told = " ".join([card.alt_text, *(caption.text for caption in card.captions)])

    assert "Ohio" in " ".join(c.alt_text for c in content().cards)
    assert "Ohio" not in told


def test_a_second_contact_of_one_region_is_listed_and_takes_no_other_place() -> None:
    first = PARTNER.contacts[0]
    second = replace(first, key="second", name="Oregon Shelter", phone_printed="503-555-0199")
    theirs = rebranded(verify(a_pack()).manifest, replace(PARTNER, contacts=(first, second)))

    assert {"Oregon Helpline", "Oregon Shelter"} <= {one.name for one in theirs.contacts}
    assert sum("Oregon Shelter" in card.headline for card in theirs.cards) == 0


def test_a_card_that_comes_round_again_and_one_of_no_sheet_are_told_apart() -> None:
    made = content()
    card = made.cards[2]
    again = replace(card, key=f"{card.key}~2")
    strange = replace(card, key="table-123", headline="From a table")
    manifest = verify(packed(replace(made, cards=[card, again, strange]))).manifest

    theirs = rebranded(manifest, OURS)

    assert [one.key for one in theirs.cards] == [card.key, f"{card.key}~2"]
    assert any("From a table" in note for note in theirs.notes)
