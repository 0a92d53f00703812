"""The hotline stands at the foot of every card, whole, whatever its name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.brand import BrandKit
from content.cards.artwork import varying_art
from content.cards.gates import problems
from content.cards.layout import Ink, Setting, Sprite
from content.cards.model import Card, CardError, Format, Role
from content.cards.rendering import cleaned, frame_marks
from content.cards.templates import list_templates, load_template
from content.factsheets.model import Contact, ContactRole, Kind, TextCode
from tests.content.cards.making import HOTLINE, a_card, sample_brand

LONG_NAME = "Substance Abuse and Mental Health Services Administration National Helpline"


def footer_of(contact: Contact | None, template: str = "beacon", **brand: object) -> list[str]:
    card = cleaned(a_card(hotline=contact))
    kit = replace(sample_brand(), **brand)  # type: ignore[arg-type]  # fields of a brand kit
    setting = Setting(card, kit, load_template(template), Format.PORTRAIT)
    return [mark.text for mark in frame_marks(setting) if isinstance(mark, Ink)]


@pytest.mark.parametrize("size", Format)
@pytest.mark.parametrize("template", list_templates())
def test_a_long_name_stays_whole_and_readable(template: str, size: Format) -> None:
    card = a_card(hotline=replace(HOTLINE, name=LONG_NAME))
    kit = replace(sample_brand(), qr=True)

    assert problems(card, kit, load_template(template), size) == []


def test_a_name_that_no_footer_holds_is_refused() -> None:
    with pytest.raises(CardError, match="footer of a portrait card"):
        footer_of(replace(HOTLINE, name="Helpline " * 40))


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        (HOTLINE, "or text HELP or INFO to 555014 (BEND)"),
        (replace(HOTLINE, text_code=None), "riverbend.example/learn"),
        (
            replace(HOTLINE, phone="988", phone_printed="988", text_code=TextCode(number="988")),
            "call or text",
        ),
        (
            Contact(key="w", name="Web", role=ContactRole.HOTLINE, url="https://www.help.example/"),
            "help.example",
        ),
        (
            Contact(
                key="t", name="Text", role=ContactRole.HOTLINE, text_code=TextCode(number="741741")
            ),
            "741741",
        ),
        (None, "Riverbend Prevention Network"),
    ],
)
def test_it_says_how_to_reach_the_contact(contact: Contact | None, shown: str) -> None:
    assert shown in footer_of(contact)


def test_a_brands_own_line_takes_the_place_of_its_address() -> None:
    line = footer_of(replace(HOTLINE, text_code=None), footer="A program of the county")

    assert "A program of the county" in line


@pytest.mark.parametrize("wanted", [True, False])
def test_a_code_to_scan_is_there_only_where_the_brand_wants_one(wanted: bool) -> None:  # noqa: FBT001  # a parameter
    kit = replace(sample_brand(), qr=wanted)
    setting = Setting(cleaned(a_card()), kit, load_template("beacon"), Format.PORTRAIT)

    codes = [m for m in frame_marks(setting) if isinstance(m, Sprite) and m.name == "qr"]

    assert bool(codes) is wanted


def test_no_code_is_printed_on_link_previews() -> None:
    kit = replace(sample_brand(), qr=True)

    for template in list_templates():
        setting = Setting(cleaned(a_card()), kit, load_template(template), Format.LINK)
        assert not [m for m in frame_marks(setting) if isinstance(m, Sprite) and m.name == "qr"]


def kit_with(**changes: object) -> BrandKit:
    return replace(sample_brand(), handles=(("mastodon", "@bend@social.example"),), **changes)  # type: ignore[arg-type]  # a test's fields


def drawn_inks(card: Card, template: str, size: Format, kit: BrandKit) -> dict[str, Ink]:
    setting = Setting(cleaned(card), kit, load_template(template), size)
    return {mark.text: mark for mark in frame_marks(setting) if isinstance(mark, Ink)}


@pytest.mark.parametrize("template", list_templates())
@pytest.mark.parametrize("size", Format)
def test_the_closing_card_names_the_organizations_handles(template: str, size: Format) -> None:
    card = a_card(HOTLINE.name, role=Role.CLOSER, contact=HOTLINE)

    assert "@bend@social.example" in " ".join(drawn_inks(card, template, size, kit_with()))


def test_handles_stand_at_the_far_side_where_a_template_shows_them_on_all_cards() -> None:
    inks = drawn_inks(a_card(), "beacon", Format.PORTRAIT, kit_with())

    handle, note = inks["@bend@social.example"], inks["or text HELP or INFO to 555014 (BEND)"]
    assert handle.box[0] + handle.box[2] == pytest.approx(1000, abs=8)
    assert handle.box[1] + handle.box[3] == pytest.approx(note.box[1] + note.box[3])


def test_a_template_shows_no_handles_on_other_cards_unless_it_says_so() -> None:
    assert "@bend@social.example" not in drawn_inks(
        a_card(), "broadsheet", Format.PORTRAIT, kit_with()
    )


def test_a_handle_that_has_no_room_beside_the_hotline_is_not_squeezed_in() -> None:
    kit = replace(kit_with(), handles=(("mastodon", "@" + "long" * 12),))

    inks = drawn_inks(a_card(), "beacon", Format.PORTRAIT, kit)

    assert not [text for text in inks if "long" in text]


@pytest.mark.parametrize("template", list_templates())
def test_in_landscape_the_hotline_stands_in_a_column_beside_the_text(template: str) -> None:
    for size in (Format.LINK, Format.WIDE):
        grid = load_template(template).grid(size)

        number = drawn_inks(a_card(), template, size, kit_with())[HOTLINE.phone_printed]

        assert number.box[0] >= grid.text[0] + grid.text[2]


@pytest.mark.parametrize("template", list_templates())
def test_a_code_in_a_column_stands_above_the_words(template: str) -> None:
    setting = Setting(cleaned(a_card()), kit_with(qr=True), load_template(template), Format.WIDE)

    marks = list(frame_marks(setting))

    (code,) = [mark for mark in marks if isinstance(mark, Sprite) and mark.name == "qr"]
    words = [mark for mark in marks if isinstance(mark, Ink) and mark.text != setting.brand.name]
    assert all(code.box[1] + code.box[3] < ink.box[1] for ink in words)


@pytest.mark.parametrize("template", list_templates())
def test_a_code_in_a_column_has_no_figure_over_it(template: str) -> None:
    card = a_card(kind=Kind.WARNING_SIGN, number=2, of=5)
    design = load_template(template)

    with_code, without = (
        varying_art(Setting(cleaned(card), kit_with(qr=qr), design, Format.WIDE), clear=True)
        for qr in (True, False)
    )

    assert without
    assert not with_code


def test_a_long_address_is_broken_at_its_parts_rather_than_refused() -> None:
    url = "https://northeasterncoalition.example/human-trafficking/learn-more"
    card = a_card(HOTLINE.name, role=Role.CLOSER, contact=HOTLINE)

    inks = drawn_inks(card, "gather", Format.WIDE, kit_with(url=url))

    parts = [text for text in inks if text and text in url]
    assert "".join(parts) == "northeasterncoalition.example/human-trafficking/learn-more"
    assert len(parts) > 1
