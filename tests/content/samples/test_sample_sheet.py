from __future__ import annotations

import json

from content.factsheets.extraction import compile_sheet
from content.factsheets.model import ContactRole, Kind
from content.factsheets.serial import from_json, to_json
from content.factsheets.sources import source_text
from content.samples import sample_sheet


def test_the_bundled_sheet_yields_every_kind() -> None:
    found = compile_sheet(*sample_sheet())

    assert {item.kind for item in found.items} == set(Kind)
    assert found.title == "Human Trafficking"
    assert found.language == "en"


def test_its_hotline_is_the_national_one_and_its_office_is_nobodys_hotline() -> None:
    contacts = {c.role: c for c in compile_sheet(*sample_sheet()).contacts}

    assert contacts[ContactRole.HOTLINE].phone == "+18883737888"
    assert contacts[ContactRole.EMERGENCY].phone == "911"
    assert "555-01" in contacts[ContactRole.PUBLISHER].phone_printed.replace(".", "-")


def test_what_must_travel_together_does() -> None:
    items = compile_sheet(*sample_sheet()).items

    (safety, *_) = [item for item in items if item.kind is Kind.SAFETY]
    assert safety.text.startswith("Do not confront")
    assert "Safety comes first" in safety.text
    assert "report what you saw to law enforcement" in safety.text
    assert len({item.group for item in items if item.kind is Kind.AFFECTED_GROUP}) == 1


def test_its_broken_link_is_a_warning_with_a_proposal() -> None:
    (warning,) = compile_sheet(*sample_sheet()).warnings

    assert warning.proposal == "https://www.responsiblesourcingtool.org"


def test_an_extraction_survives_json() -> None:
    found = compile_sheet(*sample_sheet())

    assert from_json(json.loads(json.dumps(to_json(found)))) == found


def test_every_item_stands_on_the_lines_it_cites() -> None:
    data, name = sample_sheet()

    for item in compile_sheet(data, name).items:
        source = source_text(data, name, item.lines).replace("*", "")
        assert item.text.split()[0] in source
        assert item.text.split()[-1].rstrip(".") in source
