"""Tries a predicate's options on a text made for them: a wrong one is told when it is given."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import regex

from content.checks.model import Draft, PictureWords
from content.checks.predicates import PREDICATES
from content.checks.searching import TooSlowError
from content.checks.sheets import SHEET_PREDICATES, Sheet
from content.factsheets.model import Extraction, Item, Kind

# Makes every predicate look at every option it has.
_TEXT = (
    "72% of people know. Everybody should know the sign and where to call for help at night. "
    + " ".join(f"#Tag{number}" for number in range(40))
    + " #WearBlueDay"
)


def wrong_option(predicate: str, options: Mapping[str, Any]) -> str:
    """Say what is wrong with the options of a predicate; empty when they can be used."""
    try:
        if predicate in PREDICATES:
            list(PREDICATES[predicate](_draft(), options))
        if predicate in SHEET_PREDICATES:
            list(SHEET_PREDICATES[predicate](_sheet(), options))
    except KeyError as error:
        return f"it needs the option {error}"
    except (AttributeError, TypeError, ValueError, regex.error) as error:
        return f"an option cannot be used: {error}"
    except TooSlowError:
        return "its pattern searches too long"
    return ""


@cache
def _draft() -> Draft:
    return Draft(
        platform="instagram",
        caption=_TEXT,
        kinds=(Kind.WARNING_SIGN,),
        topic="human trafficking",
        language="en",
        pictures=(PictureWords(words="Help", alt_text="Help us", contrast=5.0, smallest_text=30),),
    )


@cache
def _sheet() -> Sheet:
    item = Item(key="probe", kind=Kind.WARNING_SIGN, text=_TEXT, lines=(1, 1))
    extraction = Extraction(title="", language="en", items=(item,))
    return Sheet(extraction=extraction, topic="human trafficking")
