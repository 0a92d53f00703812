from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from content.captions.composing import compose
from content.captions.countries import for_country
from content.captions.model import CaptionError
from content.captions.translations import (
    Status,
    load_translation,
    outline,
    status_of,
    statuses,
    translated,
)
from content.factsheets.model import Contact, ContactRole, Extraction
from tests.content.captions.briefs import EMERGENCY, HOTLINE, LINEA, a_brief, a_sign, an_item

FACT = an_item("Anyone can be affected.", key="fact:1", lines=(3, 3))
SIGN = a_sign("They appear fearful.", key="sign:1", lines=(9, 9))
SHEET = Extraction(
    title="Human Trafficking",
    language="en",
    topic="human trafficking",
    items=(FACT, SIGN),
    contacts=(HOTLINE, EMERGENCY),
)


def a_file(**changes: object) -> bytes:
    content = {
        "language": "es",
        "title": "Trata de personas",
        "items": [
            {
                "key": "fact:1",
                "of": FACT.text,
                "text": "Cualquier persona puede verse afectada.",
                "ready": True,
            },
            {
                "key": "sign:1",
                "of": SIGN.text,
                "context": "Hay muchas señales",
                "text": "Se ven con miedo.",
                "ready": False,
            },
        ],
        "contacts": [
            {"name": LINEA.name, "role": "hotline", "phone": LINEA.phone_printed, "region": "MX"}
        ],
        **changes,
    }
    return yaml.safe_dump(content, allow_unicode=True).encode()


def test_each_statement_has_its_own_status() -> None:
    translation = load_translation(a_file(), "es.yaml")

    assert status_of(FACT, translation) is Status.READY
    assert status_of(SIGN, translation) is Status.DRAFT
    assert status_of(an_item("Another one."), translation) is Status.MISSING
    changed = replace(FACT, text="Anyone, of any age, can be affected.")
    assert status_of(changed, translation) is Status.STALE
    assert statuses(SHEET, translation) == {Status.READY: 1, Status.DRAFT: 1}


def test_a_statement_that_is_not_ready_is_left_out_and_named_never_filled_up() -> None:
    there = translated(SHEET, load_translation(a_file(), "es.yaml"), "MX")

    assert [item.text for item in there.items] == ["Cualquier persona puede verse afectada."]
    assert there.language == "es"
    assert [(w.code, w.lines) for w in there.warnings] == [("translation_draft", (9, 9))]
    assert "left out" in there.warnings[0].message


def test_its_contacts_are_those_of_its_country() -> None:
    there = translated(SHEET, load_translation(a_file(), "es.yaml"), "MX")

    assert [contact.name for contact in there.contacts] == [LINEA.name, "911"]
    caption = compose(a_brief(*there.items, language="es", hotline=there.contacts[0]))
    assert "800 5533 000" in caption.text
    assert "1-888" not in caption.text


@pytest.mark.parametrize(
    ("country", "names"),
    [
        ("", ["National Human Trafficking Hotline", LINEA.name, "911", "CT line"]),
        ("US", ["National Human Trafficking Hotline", "911"]),
        ("US-CT", ["National Human Trafficking Hotline", "911", "CT line"]),
        ("MX", [LINEA.name, "911"]),
    ],
)
def test_contacts_are_kept_by_region_or_by_country_code(country: str, names: list[str]) -> None:
    line = Contact(key="ct", name="CT line", role=ContactRole.INFO, phone="211", region="US-CT")

    kept = for_country((HOTLINE, LINEA, EMERGENCY, line), country)

    assert [contact.name for contact in kept] == names


def test_an_outline_holds_every_sentence_for_the_translator() -> None:
    filled = outline(SHEET, "vi")
    for row in filled["items"]:
        row.update(text="…", ready=True)
        if "context" in row:
            row["context"] = "…"

    translation = load_translation(yaml.safe_dump(filled).encode(), "vi.yaml")

    assert statuses(SHEET, translation) == {Status.READY: 2}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{", "cannot be read"),
        (a_file(language=""), "has no 'language'"),
        (a_file(items="none"), "'items' must be a list"),
        (a_file(items=[{"of": "x"}]), "item 1 has no 'key'"),
        (a_file(items=[{"key": "x"}]), "item 1 has no 'of'"),
        (a_file(contacts=[{"name": "x"}]), "neither phone nor url"),
        (a_file(contacts=[{"name": "x", "role": "king"}]), "no role 'king'"),
        (a_file(contacts=["x"]), "must be a table"),
        (a_file(contacts=3), "'contacts' must be a list"),
        (a_file(contacts=[{"name": "x", "phone": "1", "text": 5}]), "'text' must be a table"),
        (a_file(language="no language"), "is no language tag like es"),
        (a_file(title="a\u202eb"), "'title': U.202E at character 2"),
        (
            a_file(items=[{"key": "x", "of": "y", "text": "a\x07b"}]),
            "'text': U.0007 at character 2",
        ),
    ],
)
def test_a_translation_that_cannot_be_used_gets_one_clear_line(data: bytes, words: str) -> None:
    with pytest.raises(CaptionError, match=words) as caught:
        load_translation(data, "es.yaml")

    assert "\n" not in str(caught.value)
