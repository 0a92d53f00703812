from __future__ import annotations

import hashlib

import pytest

from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.connectors.platforms.handoff import HandOff
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import A_PICTURE, JANUARY_11, KEY, a_post


def handed() -> HandOff:
    return HandOff(
        FakePlatform().session(), where="our Instagram account", address="https://x.example/hope"
    )


def test_puts_together_what_a_person_needs() -> None:
    request = handed().prepare(a_post(link="https://example.org"), KEY)

    assert request["text"] == a_post().text
    assert request["where"] == "our Instagram account"
    assert request["pictures"][0]["alt_text"] == A_PICTURE.alt_text
    assert request["pictures"][0]["sha256"] == hashlib.sha256(A_PICTURE.data).hexdigest()


def test_never_publishes_or_deletes_by_itself() -> None:
    for attempt in (
        lambda: handed().publish({}, KEY),
        lambda: handed().delete(Receipt(remote_id="1", url="https://x.example/1")),
    ):
        with pytest.raises(SendError, match="by hand") as caught:
            attempt()
        assert caught.value.verdict is Verdict.PERMANENT


def test_leaves_it_to_a_person_to_say_whether_it_is_out() -> None:
    with pytest.raises(SendError, match="Only a person") as caught:
        handed().find({}, KEY, JANUARY_11)

    assert caught.value.verdict is Verdict.AMBIGUOUS


def test_knows_the_account_but_no_numbers() -> None:
    assert handed().verify().name == "our Instagram account"
    assert handed().engagement([Receipt(remote_id="1", url="")]) == {}
    assert handed().credentials() == {}
