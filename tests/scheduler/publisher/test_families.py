"""What becomes of a lost answer, by what the platform can tell and what it promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scheduler.connectors.base import Capabilities, Json, Outgoing, Receipt, SendError, Verdict
from scheduler.domain.delivery import State
from scheduler.publisher.rounds import send_due
from scheduler.store.database import open_database
from tests.scheduler.publisher.place import Place, a_place

RECEIPT = Receipt(remote_id="1", url="https://example.org/1")


class Family:
    """A connector that answers what a test wrote down, and finds what it was told to."""

    def __init__(
        self, *answers: SendError | None, finds: bool, repeats_safely: bool, shows: bool = False
    ) -> None:
        self.capabilities = Capabilities(finds=finds, repeats_safely=repeats_safely)
        self.sent: list[Json] = []
        self.prepared = 0
        self._answers = list(answers)
        self._shows = shows

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        self.prepared += 1
        return {"text": outgoing.text, "prepared": self.prepared}

    def publish(self, request: Json, key: str) -> Receipt:
        self.sent.append(request)
        answer = self._answers.pop(0) if self._answers else None
        if answer is not None:
            raise answer
        return RECEIPT

    def find(self, request: Json, key: str, since: object) -> Receipt | None:
        if not self.capabilities.finds:
            raise SendError(Verdict.AMBIGUOUS, "Nobody can look here.")
        return RECEIPT if self._shows else None


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    database = open_database(sqlite_url)
    yield a_place(database.sessions, tmp_path)
    database.close()


def sent(place: Place, family: Family, minutes: int = 0) -> int:
    """Send one post through the family, looking again each minute."""

    def connect(_: str, __: Mapping[str, str], **___: Any) -> Any:
        return family

    place.office = replace(place.office, open_connector=connect)
    delivery = place.a_delivery(place.a_channel(server="https://example.org"), pictures=0)
    for _ in range(minutes + 1):
        send_due(place.office, "test")
        place.watch.forward(minutes=1)
    return delivery


def lost() -> SendError:
    return SendError(Verdict.AMBIGUOUS, "No answer.")


def test_where_a_request_cannot_post_twice_the_same_one_is_sent_again(place: Place) -> None:
    family = Family(lost(), finds=True, repeats_safely=True)

    delivery = sent(place, family, minutes=1)

    assert place.delivery(delivery).state is State.PUBLISHED
    assert family.sent == [{"text": "Post number 1.", "prepared": 1}] * 2


def test_a_receiver_that_knows_the_key_gets_it_again(place: Place) -> None:
    family = Family(lost(), finds=False, repeats_safely=True)

    delivery = sent(place, family, minutes=1)

    assert place.delivery(delivery).state is State.PUBLISHED
    assert len(family.sent) == 2


def test_where_nobody_can_know_nothing_is_sent_again(place: Place) -> None:
    family = Family(lost(), finds=False, repeats_safely=False)

    delivery = sent(place, family, minutes=10)

    assert place.delivery(delivery).state is State.UNCONFIRMED
    assert len(family.sent) == 1


def test_a_duplicate_is_published_when_it_is_found(place: Place) -> None:
    twice = SendError(Verdict.DUPLICATE, "We have this already.")
    family = Family(twice, finds=True, repeats_safely=False, shows=True)

    delivery = sent(place, family)

    assert place.delivery(delivery).state is State.PUBLISHED
    assert "it was public already" in place.note(delivery)


def test_a_quota_that_is_used_up_moves_the_post_to_when_it_is_renewed(place: Place) -> None:
    family = Family(
        SendError(Verdict.QUOTA, "No more today.", retry_after=3600),
        finds=True,
        repeats_safely=False,
    )

    delivery = sent(place, family)
    said, state = place.note(delivery), place.delivery(delivery)
    place.watch.forward(minutes=59)
    send_due(place.office, "test")

    assert "No more today. It goes on when the quota is renewed, 2027-01-11 15:30 UTC." in said
    assert state.state is State.SCHEDULED
    assert place.delivery(delivery).state is State.PUBLISHED
