from __future__ import annotations

import pytest

from content.factsheets.corrections import (
    Correcting,
    CorrectionError,
    corrected,
    correction_for,
    from_plain,
    to_plain,
)
from content.factsheets.extraction import compile_sheet
from content.factsheets.model import Extraction, Kind
from content.factsheets.versions import compare, marked_difference

BEFORE = """# Heat

Heat kills 1,200 people a year. Every one of these deaths can be prevented.

## Signs of heat stroke

- Hot skin
- Confusion

## Get help

Heat Helpline: 1-800-677-1116
"""


def extracted(text: str = BEFORE) -> Extraction:
    return compile_sheet(text.encode(), "heat.md")


def test_a_new_figure_changes_its_sentence_and_no_other() -> None:
    changes = compare(extracted(), extracted(BEFORE.replace("1,200", "1,500")))

    (change,) = changes.changed
    assert change.described() == "Heat kills [-1,200-] {+1,500+} people a year."
    assert len(changes.unchanged) == len(extracted().items) - 1
    assert not changes.added
    assert not changes.removed


def test_unchanged_items_keep_their_key_wherever_they_move() -> None:
    moved = BEFORE.replace("# Heat\n", "# Heat\n\nA new first sentence stands here now.\n")

    changes = compare(extracted(), extracted(moved))

    assert [item.text for item in changes.added] == ["A new first sentence stands here now."]
    assert all(before.key == after.key for before, after in changes.unchanged)


def test_marks_and_capitals_change_nothing() -> None:
    assert not compare(extracted(), extracted(BEFORE.replace("Hot skin", "hot skin,")))


def test_another_heading_makes_other_advice() -> None:
    changes = compare(extracted(), extracted(BEFORE.replace("heat stroke", "heat exhaustion")))

    assert {change.after.text for change in changes.changed} == {"Hot skin", "Confusion"}


def test_another_kind_is_told_in_words() -> None:
    before = extracted()
    fact = correction_for(before, Correcting.KIND, [key(before, "Hot skin")], kind=Kind.FACT)

    (change,) = compare(before, corrected(before, [fact])).changed

    assert change.described() == "kind: warning sign is now fact"


def test_a_sentence_that_went_is_removed() -> None:
    changes = compare(extracted(), extracted(BEFORE.replace("- Confusion\n", "")))

    assert [item.text for item in changes.removed] == ["Confusion"]


def test_a_changed_number_is_a_changed_contact() -> None:
    changes = compare(extracted(), extracted(BEFORE.replace("677-1116", "662-4357")))

    (contact,) = changes.contacts
    assert contact.before.phone == "+18006771116"
    assert contact.after is not None
    assert contact.after.phone == "+18006624357"


def test_the_difference_is_marked_word_by_word() -> None:
    assert marked_difference("a b c", "a c d") == "a [-b-] c {+d+}"


def key(extraction: Extraction, text: str) -> str:
    return next(item.key for item in extraction.items if item.text == text)


def test_each_correction_does_what_it_says() -> None:
    sheet = extracted()
    made = [
        correction_for(sheet, Correcting.KIND, [key(sheet, "Hot skin")], kind=Kind.FACT),
        correction_for(sheet, Correcting.EXCLUDE, [key(sheet, "Confusion")]),
        correction_for(
            sheet,
            Correcting.TEXT,
            [key(sheet, "Heat kills 1,200 people a year.")],
            texts=["Heat kills people"],
        ),
    ]

    after = corrected(sheet, [from_plain(to_plain(one)) for one in made])

    assert [(item.text, item.kind) for item in after.items[:3]] == [
        ("Heat kills people", Kind.FACT),
        ("Every one of these deaths can be prevented.", Kind.FACT),
        ("Hot skin", Kind.FACT),
    ]
    assert "Confusion" not in {item.text for item in after.items}
    assert "Confusion" in {one.text for one in after.left_out}


def test_items_are_split_and_merged_with_the_lines_they_came_from() -> None:
    sheet = extracted()
    two = [key(sheet, "Hot skin"), key(sheet, "Confusion")]
    merged = corrected(sheet, [correction_for(sheet, Correcting.MERGE, two)])
    whole = next(item for item in merged.items if item.text == "Hot skin Confusion")
    parts = ["Hot skin", "Confusion"]

    again = corrected(merged, [correction_for(merged, Correcting.SPLIT, [whole.key], texts=parts)])

    assert whole.lines == (7, 8)
    assert [item.text for item in again.items if item.lines == (7, 8)] == parts


def test_a_correction_whose_sentence_is_gone_becomes_a_warning() -> None:
    sheet = extracted()
    made = correction_for(sheet, Correcting.EXCLUDE, [key(sheet, "Confusion")])

    after = corrected(extracted(BEFORE.replace("Confusion", "Fainting in the sun")), [made])

    assert [warning.code for warning in after.warnings] == ["correction_without_sentence"]
    assert "Fainting in the sun" in {item.text for item in after.items}


@pytest.mark.parametrize(
    ("what", "texts", "why"),
    [
        (Correcting.TEXT, ["Heat kills everybody"], "does not have"),
        (Correcting.TEXT, ["people Heat kills"], "does not have"),
        (Correcting.TEXT, [], "words that stay"),
        (Correcting.SPLIT, ["Heat kills"], "two or more"),
        (Correcting.MERGE, [], "two items"),
        (Correcting.KIND, [], "which kind"),
    ],
)
def test_an_unsound_correction_is_refused(what: Correcting, texts: list[str], why: str) -> None:
    sheet = extracted()

    with pytest.raises(CorrectionError, match=why):
        correction_for(sheet, what, [sheet.items[0].key], texts=texts)
