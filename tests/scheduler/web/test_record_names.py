"""Every kind of entry of the record has a name for people."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scheduler.domain.delivery import Event
from scheduler.domain.post import Decision, PostEvent
from scheduler.web import language, record_names
from scheduler.web.record_names import audit_name

ACTIONS = Path(__file__).parents[3] / "scheduler" / "actions"
WRITTEN = re.compile(r'what="([a-z ]+)"')


def test_every_deed_that_actions_write_down_has_a_name() -> None:
    written = {what for file in ACTIONS.glob("*.py") for what in WRITTEN.findall(file.read_text())}

    assert len(written) >= 10
    assert written <= set(record_names.DEEDS)


@pytest.mark.parametrize(
    "what",
    [
        *(f"post {event}" for event in PostEvent),
        *(f"delivery {event}" for event in Event),
        *(f"review {decision}" for decision in Decision),
    ],
)
def test_moves_and_decisions_are_named_as_elsewhere(what: str) -> None:
    assert "_" not in audit_name(what)
    language.use("es")
    try:
        assert audit_name(what) != what.replace("_", " ").capitalize()
    finally:
        language.use("en")


def test_an_entry_nobody_knows_is_shown_as_it_was_written() -> None:
    assert audit_name("moon_landed on") == "Moon landed on"
