from __future__ import annotations

import pytest

from content.factsheets.extraction import compile_sheet
from content.factsheets.model import Contact, ContactRole, Extraction, TextCode


def extracted(text: str, name: str = "sheet.md") -> Extraction:
    return compile_sheet(f"# Elder abuse\n\n## Where to get help\n\n{text}\n".encode(), name)


def the_contact(text: str) -> Contact:
    (contact,) = extracted(text).contacts
    return contact


@pytest.mark.parametrize(
    ("text", "name", "dial", "role"),
    [
        (
            "National Elder Fraud Hotline: 1-833-372-8311",
            "National Elder Fraud Hotline",
            "+18333728311",
            ContactRole.HOTLINE,
        ),
        (
            "Adult Helpline\n1-800-662-HELP (4357)",
            "Adult Helpline",
            "+18006624357",
            ContactRole.HOTLINE,
        ),
        (
            "Homeland Security Investigations Tip Line 1-866-347-2423",
            "Homeland Security Investigations Tip Line",
            "+18663472423",
            ContactRole.TIP_LINE,
        ),
        (
            "Trafficking Hotline 1-888-373-7888 Text: 233733",
            "Trafficking Hotline",
            "+18883737888",
            ContactRole.HOTLINE,
        ),
        (
            "Call the National Elder Fraud Hotline at 1-833-372-8311.",
            "National Elder Fraud Hotline",
            "+18333728311",
            ContactRole.HOTLINE,
        ),
        (
            "Report tips to the NCMEC CyberTipline or call 1-800-843-5678",
            "NCMEC CyberTipline",
            "+18008435678",
            ContactRole.TIP_LINE,
        ),
        ("2-1-1 of Vermont\nCall 211", "2-1-1 of Vermont", "211", ContactRole.INFO),
        (
            "Eldercare Locator (800) 677-1116",
            "Eldercare Locator",
            "+18006771116",
            ContactRole.INFO,
        ),
    ],
)
def test_a_line_has_its_name_number_and_role(
    text: str, name: str, dial: str, role: ContactRole
) -> None:
    contact = the_contact(text)

    assert (contact.name, contact.phone, contact.role) == (name, dial, role)


@pytest.mark.parametrize("printed", ["911", "9-1-1", "9.1.1"])
def test_the_emergency_number_is_one_however_it_is_printed(printed: str) -> None:
    contact = the_contact(f"In danger, call {printed}. If it is urgent, call 911 too.")

    assert (contact.phone, contact.role) == ("911", ContactRole.EMERGENCY)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "Text HELP or INFO to BeFree (233733).",
            TextCode(number="233733", keywords=("HELP", "INFO"), name="BeFree"),
        ),
        ("Text HOME to 741741 to reach somebody.", TextCode(number="741741", keywords=("HOME",))),
        ("Text 'start' to 88788 at any hour.", TextCode(number="88788", keywords=("START",))),
        ("Text 233733 (BEFREE) at any hour.", TextCode(number="233733", name="BEFREE")),
    ],
)
def test_a_text_line_keeps_its_keywords(text: str, code: TextCode) -> None:
    assert the_contact(text).text_code == code


def test_call_or_text_is_one_contact_for_both() -> None:
    contact = the_contact("988 Suicide and Crisis Lifeline\nCall or text 988")

    assert contact.phone == "988"
    assert contact.text_code == TextCode(number="988")


def test_the_same_line_printed_twice_is_one_contact() -> None:
    found = extracted(
        "Eldercare Locator\n1-800-677-1116\n\nCall the Eldercare Locator at 800.677.1116 today."
    )

    assert [contact.phone for contact in found.contacts] == ["+18006771116"]


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("1-800-273-82", "too few digits"),
        ("1-800-273-825555555", "too many digits"),
        ("+44 808 2000 247", "another country"),
    ],
)
def test_a_number_nobody_can_dial_here_is_a_warning_and_no_contact(printed: str, why: str) -> None:
    found = extracted(f"Help line: {printed}\n\nEldercare Locator: 1-800-677-1116")

    assert [contact.phone for contact in found.contacts] == ["+18006771116"]
    assert any(why in warning.message for warning in found.warnings)


def test_an_office_line_is_the_publishers_and_never_a_hotline() -> None:
    found = extracted(
        "Eldercare Locator: 1-800-677-1116\n\n"
        "This sheet was written by the Maple Creek Council. For copies call 802-555-0143."
    )

    roles = {contact.phone: contact.role for contact in found.contacts}
    assert roles["+18025550143"] is ContactRole.PUBLISHER
    assert not any("802-555-0143" in item.text for item in found.items)


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        (
            "Fact sheet, Maple Creek Fire Safety Network, October 2026.",
            "Carbon monoxide is a gas that you cannot see, smell or taste.",
        ),
        ("Fact sheet by the Maple Creek Council", "Most burns of young children happen at home."),
        (
            "Hoja informativa, Red de Maple Creek, octubre de 2026.",
            "El monóxido de carbono es un gas que no se ve ni se huele.",
        ),
    ],
)
def test_a_line_that_says_whose_sheet_this_is_becomes_no_card(line: str, fact: str) -> None:
    found = extracted(f"# Maple Creek\n\n{line}\n\n{fact}\n")

    assert [item.text for item in found.items] == [fact]
    assert (line, "publisher") in [(left.text, left.why) for left in found.left_out]


def test_a_line_of_the_sheets_own_that_says_whom_to_call_keeps_its_hotline() -> None:
    found = extracted("# Poisons\n\nFact sheet, Poison Help hotline: 1-800-222-1222\n")

    assert [contact.role for contact in found.contacts] == [ContactRole.HOTLINE]


def test_prices_years_and_shares_are_no_numbers_to_call() -> None:
    found = extracted("In 2023, 911 people lost $988 million; 211% more than in 2019-2020.")

    assert found.contacts == ()


def test_a_mexican_number_is_read_as_mexican() -> None:
    text = "Marca a la Línea Nacional contra la Trata de Personas, 800 5533 000, en México."

    (contact,) = compile_sheet(text.encode(), "hoja.txt").contacts

    assert (contact.phone, contact.region) == ("+528005533000", "MX")


def test_a_state_under_its_heading_is_the_region() -> None:
    text = "# Help\n\n## Connecticut Resources\n\nHART\n<https://portal.ct.gov/dcf/hart>\n"

    (contact,) = compile_sheet(text.encode(), "sheet.md").contacts

    assert contact.region == "US-CT"
