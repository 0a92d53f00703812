from __future__ import annotations

from content.factsheets.extraction import compile_sheet
from content.factsheets.model import Extraction, Kind
from tests.content.factsheets.word_files import deleted, document, paragraph, table, text_box


def extracted(*body: str) -> Extraction:
    return compile_sheet(document(*body), "sheet.docx")


def test_numbered_paragraphs_are_lists_and_deeper_ones_stand_under_their_parent() -> None:
    found = extracted(
        paragraph("Respond to an overdose", style="Heading1"),
        paragraph("Give naloxone.", number="2"),
        paragraph("one spray in one nostril", number="2", level=1),
        paragraph("Stay until help arrives.", number="2"),
    )

    assert [(item.text, item.context) for item in found.items] == [
        ("Give naloxone.", "Respond to an overdose"),
        ("one spray in one nostril", "Respond to an overdose: Give naloxone"),
        ("Stay until help arrives.", "Respond to an overdose"),
    ]


def test_a_text_box_is_read_once() -> None:
    found = extracted(
        paragraph("Heat stroke kills within hours.", style=""),
        text_box(paragraph("Safety first", bold=True), paragraph("Never leave a child in a car.")),
    )

    assert [(item.text, item.kind) for item in found.items] == [
        ("Heat stroke kills within hours.", Kind.FACT),
        ("Never leave a child in a car.", Kind.SAFETY),
    ]


def test_what_was_deleted_is_not_read() -> None:
    found = extracted(paragraph("One in ten is affected."), deleted("CHECK THIS NUMBER."))

    assert [item.text for item in found.items] == ["One in ten is affected."]


def test_a_table_of_services_is_one_resource_a_row() -> None:
    found = extracted(
        paragraph("Where to get help", style="Heading1"),
        table([["Service", "How to reach it"], ["Eldercare Locator", "1-800-677-1116"]]),
    )

    assert [(item.text, item.kind) for item in found.items] == [
        ("Eldercare Locator: 1-800-677-1116", Kind.RESOURCE)
    ]


def test_a_typed_bullet_is_no_part_of_the_text() -> None:
    found = extracted(
        paragraph("Warning signs", style="Heading1"), paragraph("\uf0b7\tCold and clammy skin")
    )

    assert [item.text for item in found.items] == ["Cold and clammy skin"]


def test_a_style_of_their_own_has_the_rank_of_the_one_it_is_based_on() -> None:
    found = extracted(
        paragraph("Heat stroke", style="Title"),
        paragraph("Warning signs", style="Ours"),
        paragraph("Confusion", number="1"),
    )

    assert [(item.section, item.kind) for item in found.items] == [
        ("Warning signs", Kind.WARNING_SIGN)
    ]
