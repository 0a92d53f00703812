from __future__ import annotations

from content.factsheets.extraction import compile_sheet
from content.factsheets.model import Extraction

TACTICS = """# Human Trafficking

## How People Are Trafficked

Traffickers can use many tactics to obtain victims. They may trick the victim with promises of
romance or a job. Traffickers may also use threats and manipulation to scare victims.

## What Are The Signs?

These are signs:

- They have bruises.
- They seem afraid.

- Traffickers use manipulation, fear, and false promises to lure in victims.

## How To Help

Traffickers use fear, manipulation, and threats to keep victims from speaking out.
"""


def extracted(text: str) -> Extraction:
    return compile_sheet(text.encode(), "sheet.md")


def texts(found: Extraction) -> list[str]:
    return [item.text for item in found.items]


def test_a_take_away_is_listed_with_what_it_repeats_and_another_claim_stays() -> None:
    found = extracted(TACTICS)

    (repeat,) = found.repeats
    of = next(item for item in found.items if item.key == repeat.of)
    assert repeat.text.endswith("to lure in victims.")
    assert of.section == "How People Are Trafficked"
    assert texts(found)[-1].endswith("to keep victims from speaking out.")


def test_a_take_away_under_a_list_of_signs_is_no_sign() -> None:
    found = extracted(
        "# Abuse\n\n## Signs\n\n- Bruises\n- Fear\n\n- Anyone can be hurt by abuse.\n"
    )

    assert [(item.text, item.kind.value) for item in found.items] == [
        ("Bruises", "warning_sign"),
        ("Fear", "warning_sign"),
        ("Anyone can be hurt by abuse.", "fact"),
    ]


def test_a_slip_of_the_pen_is_still_the_same_sign() -> None:
    found = extracted("## Signs\n\n- Being locked in or tied up\n- Beeing tied up or locked in\n")

    assert texts(found) == ["Being locked in or tied up"]


def test_the_contrary_is_no_repeat() -> None:
    found = extracted(
        "## Heat exhaustion\n\n- Give the person water.\n\n"
        "## Heat stroke\n\n- Do not give the person water.\n"
    )

    assert len(found.items) == 2


def test_the_same_advice_for_another_illness_stays() -> None:
    advice = "### What to do\n\n- Move to a cool place.\n"

    found = extracted(f"# Heat\n\n## Heat exhaustion\n\n{advice}\n## Heat stroke\n\n{advice}")

    assert [item.context for item in found.items] == [
        "Heat exhaustion: What to do",
        "Heat stroke: What to do",
    ]


def test_another_figure_is_another_claim() -> None:
    found = extracted(
        "1 in 4 women are abused by a partner at some time.\n\n"
        "1 in 9 women are abused by a partner at some time.\n"
    )

    assert len(found.items) == 2


def test_nearly_the_same_is_for_a_person_to_decide() -> None:
    found = extracted(
        "Abusers often control money, phones and every visit of friends.\n\n"
        "Abusers often control money, phones and every visit of family.\n"
    )

    assert len(found.items) == 2
    assert [warning.code for warning in found.warnings] == ["near_pair"]


def test_two_services_behind_one_number_stay_two() -> None:
    found = extracted(
        "## Get help\n\n988 Suicide & Crisis Lifeline\nCall or text 988\n\n"
        "Veterans Crisis Line\nDial 988, then press 1\n"
    )

    assert len(found.items) == 2
    assert found.repeats == ()
