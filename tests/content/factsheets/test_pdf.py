from __future__ import annotations

from content.factsheets.extraction import compile_sheet
from content.factsheets.model import ContactRole, Extraction, Kind
from tests.content.factsheets.pdf_files import LEFT, RIGHT, Paper, paper

HEAT = [
    ("h", "Heat exhaustion"),
    ("b", "Heavy sweating"),
    ("b", "Cold and clammy skin"),
    ("h", "What to do"),
    ("b", "Sip water slowly."),
]
STROKE = [
    ("h", "Heat stroke"),
    ("b", "Hot and red skin"),
    ("b", "Losing consciousness"),
    ("h", "What to do"),
    ("b", "Give nothing to drink."),
]


def extracted(made: Paper) -> Extraction:
    return compile_sheet(made.written(), "sheet.pdf")


def said(extraction: Extraction) -> dict[str, str]:
    return {item.text: item.context for item in extraction.items}


def test_columns_are_read_one_after_the_other() -> None:
    made = paper()
    made.title_line("Know the difference")
    for row in range(len(HEAT)):  # line by line across the page, as some programs write it
        made.column(LEFT, HEAT[row : row + 1], 32 + 9 * row)
        made.column(RIGHT, STROKE[row : row + 1], 32 + 9 * row)

    contexts = said(extracted(made))

    assert list(contexts) == [text for kind, text in (*HEAT, *STROKE) if kind == "b"]
    assert contexts["Sip water slowly."] == "Heat exhaustion: What to do"
    assert contexts["Give nothing to drink."] == "Heat stroke: What to do"


def test_a_wrapped_sentence_and_a_torn_word_come_together_again() -> None:
    made = paper()
    made.title_line("Bullying")
    made.set_font("Source", "", 10)
    for place, line in enumerate(
        (
            "Bullying is repeated behavior that is meant to hurt, frighten or shut out an-",
            "other child. One in five students says that it happened to them this year.",
        )
    ):
        made.text(LEFT, 32 + 5 * place, line)

    assert list(said(extracted(made))) == [
        "Bullying is repeated behavior that is meant to hurt, frighten or shut out another child.",
        "One in five students says that it happened to them this year.",
    ]


def test_a_list_goes_on_over_the_page_and_its_header() -> None:
    made = Paper(running="Harbor Council  |  Elder abuse", foot="Page # of 2")
    made.add_page()
    made.title_line("Elder abuse")
    made.column(LEFT, [("h", "Warning signs"), ("b", "Bruises nobody explains")])
    made.add_page()
    made.column(LEFT, [("b", "Fear of a caregiver"), ("b", "Missing medicine")])

    found = extracted(made)

    assert [(item.text, item.kind) for item in found.items] == [
        ("Bruises nobody explains", Kind.WARNING_SIGN),
        ("Fear of a caregiver", Kind.WARNING_SIGN),
        ("Missing medicine", Kind.WARNING_SIGN),
    ]
    assert {"Page 1 of 2", "Page 2 of 2"} <= {one.text for one in found.left_out}
    assert found.publisher == "Harbor Council"


def test_names_and_numbers_side_by_side_are_one_contact_each() -> None:
    made = paper()
    made.title_line("Where to get help")
    made.column(LEFT, [("p", "Eldercare Locator"), ("p", "National Elder Fraud Hotline")])
    made.column(RIGHT, [("p", "1-800-677-1116"), ("p", "1-833-372-8311")])

    contacts = {c.phone: (c.name, c.role) for c in extracted(made).contacts}

    assert contacts == {
        "+18006771116": ("Eldercare Locator", ContactRole.INFO),
        "+18333728311": ("National Elder Fraud Hotline", ContactRole.HOTLINE),
    }


def test_items_know_their_paragraph() -> None:
    made = paper()
    made.column(LEFT, HEAT)

    assert [item.lines for item in extracted(made).items] == [(2, 2), (3, 3), (5, 5)]


def test_the_same_bytes_give_the_same_extraction() -> None:
    made = paper()
    made.column(LEFT, HEAT)
    made.column(RIGHT, STROKE)
    data = made.written()

    assert compile_sheet(data, "sheet.pdf") == compile_sheet(data, "sheet.pdf")


def test_a_numbered_heading_is_no_item_of_a_list() -> None:
    made = paper()
    made.title_line("Bullying")
    made.column(
        LEFT,
        [
            ("h", "1. Warning signs"),
            ("b", "Lost books"),
            ("h", "2. What to do"),
            ("b", "Tell the school."),
        ],
    )

    assert said(extracted(made)) == {
        "Lost books": "Warning signs",
        "Tell the school.": "What to do",
    }
