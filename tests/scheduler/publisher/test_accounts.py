"""What the publisher does with accounts beside sending: tokens, numbers, bugs of connectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.actions import connecting
from scheduler.actions.opening import open_channel
from scheduler.connectors.base import (
    Account,
    Capabilities,
    Json,
    Outgoing,
    Receipt,
    SendError,
    Verdict,
)
from scheduler.domain.delivery import State
from scheduler.publisher.engagement import ROUNDS, collect, collect_due, is_time
from scheduler.publisher.renewing import renew_access
from scheduler.publisher.rounds import send_due
from scheduler.publisher.worker import Worker
from scheduler.store import channels, turns
from scheduler.store.receipts import StoredReceipt
from scheduler.store.reports import by_delivery
from tests.scheduler.publisher.feed import Fault, Feed
from tests.scheduler.publisher.place import JANUARY_11, Place

Keep = Callable[[Mapping[str, str]], None]


class Fake:
    """Keeps the contract and does what a test tells it to."""

    platform = "mastodon"
    title = "Fake"
    fields = ()
    capabilities = Capabilities()
    renews: Callable[[Keep], datetime | None] = staticmethod(lambda _: None)
    prepares: Callable[[], Json] = staticmethod(dict)
    publishes: Callable[[], Receipt] = staticmethod(lambda: Receipt(remote_id="1", url="u"))

    def __init__(self, keep: Keep) -> None:
        self.keep = keep

    def renew(self, now: datetime) -> datetime | None:
        return self.renews(self.keep)

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        return self.prepares()

    def publish(self, request: Json, key: str) -> Receipt:
        return self.publishes()

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        return None

    def verify(self) -> Account:
        return Account(remote_id="1", name="@us", url="https://example.org/@us")

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        return {}

    def delete(self, receipt: Receipt) -> None:
        raise NotImplementedError

    def credentials(self) -> Mapping[str, str]:
        return {}


def faked(place: Place, **does: Any) -> int:
    """Let every channel of the place open a fake that does this."""
    made = type("Made", (Fake,), {name: staticmethod(work) for name, work in does.items()})

    def connect(_: str, __: Mapping[str, str], keep: Keep = lambda _: None) -> Any:
        return made(keep)

    channel = place.a_channel(server="https://example.org")
    place.office = replace(place.office, open_connector=connect)
    return channel


def secrets_of(place: Place, channel_id: int) -> dict[str, str]:
    with place.office.sessions() as session:
        channel = channels.any_channel(session, channel_id)
    return place.office.vault.unlock(channel.locked_secrets)


def test_renewed_access_is_stored_before_it_is_used(place: Place) -> None:
    seen = []

    def renews(keep: Keep) -> None:
        keep({"token": "fresh"})
        seen.append(secrets_of(place, channel)["token"])

    channel = faked(place, renews=renews)

    assert renew_access(Worker(office=place.office)) == 1
    assert seen == ["fresh"]


def test_access_is_not_renewed_by_two_at_once(place: Place) -> None:
    channel = faked(place, renews=lambda _: pytest.fail("somebody else speaks for the channel"))
    with place.office.sessions.begin() as session:
        now = place.watch()
        turns.take(session, channel, "another", now=now, until=now + timedelta(minutes=1))

    assert renew_access(Worker(office=place.office)) == 0


def test_access_that_cannot_be_renewed_parks_the_channel(place: Place) -> None:
    def renews(_: Keep) -> None:
        raise SendError(Verdict.REAUTH, "The access was taken back.")

    channel = faked(place, renews=renews)

    renew_access(Worker(office=place.office))

    with place.office.sessions() as session:
        found = channels.any_channel(session, channel)
    assert (found.parked, found.trouble) == (True, "The access was taken back.")


def test_credentials_of_a_channel_connected_anew_are_not_overwritten(place: Place) -> None:
    channel = faked(place)
    with place.office.sessions() as session:
        before = channels.any_channel(session, channel)
    connector = open_channel(place.office, before)
    with place.office.sessions.begin() as session:
        locked = place.office.vault.lock({"token": "entered anew"})
        channels.reconnect(session, replace(before, locked_secrets=locked))

    with pytest.raises(SendError, match="connected anew"):
        connector.keep({"token": "of the old access"})  # type: ignore[attr-defined]  # the fake's

    assert secrets_of(place, channel) == {"token": "entered anew"}


def test_connecting_again_lets_go_what_was_held(place: Place, feed: Feed) -> None:
    channel = place.a_channel(server=feed.url)
    delivery = place.a_delivery(channel)
    feed.upload_faults = [Fault(status=401)]
    send_due(place.office, "test")
    held = place.delivery(delivery).state
    with place.office.sessions() as session:
        name = channels.any_channel(session, channel).name

    connecting.add_channel(
        place.office, place.member, "mastodon", name, {"server": feed.url, "token": "account1"}
    )
    send_due(place.office, "test")

    assert held is State.HELD
    assert place.delivery(delivery).state is State.PUBLISHED


def test_a_bug_before_anything_left_is_tried_again(place: Place) -> None:
    def prepares() -> Json:
        raise RuntimeError("a bug")

    delivery = place.a_delivery(faked(place, prepares=prepares))

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.SCHEDULED
    assert "This program failed (RuntimeError)" in place.note(delivery)


def test_a_bug_while_it_left_is_looked_into(place: Place) -> None:
    def publishes() -> Receipt:
        raise RuntimeError("a bug")

    delivery = place.a_delivery(faked(place, publishes=publishes))

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.UNCONFIRMED
    assert "may be public or not" in place.note(delivery)


def test_numbers_are_read_and_kept_with_their_time(place: Place, feed: Feed) -> None:
    place.a_delivery(place.a_channel(server=feed.url))
    send_due(place.office, "test")

    assert collect(place.office) == 1

    with place.office.sessions() as session:
        found = by_delivery(session, place.campaign_id)
    assert [(one.figures, one.read_at) for one in found] == [({"likes": 3}, place.watch())]


def test_numbers_are_read_again_when_a_post_is_old_enough_for_it(place: Place, feed: Feed) -> None:
    place.a_delivery(place.a_channel(server=feed.url))
    send_due(place.office, "test")
    worker = Worker(office=place.office)

    read = []
    for _ in range(5):
        read.append(collect_due(worker))
        place.watch.forward(minutes=10)

    assert read == [1, 0, 0, 1, 0]


def test_a_limit_met_while_reading_holds_for_sending_too(place: Place, feed: Feed) -> None:
    channel = place.a_channel(server=feed.url)
    place.a_delivery(channel)
    send_due(place.office, "test")
    feed.statuses_status = 429

    assert collect(place.office) == 0

    with place.office.sessions() as session:
        assert channels.any_channel(session, channel).rests(place.watch())


@pytest.mark.parametrize(("younger_than", "each"), ROUNDS)
def test_the_older_a_post_the_rarer_it_is_read(younger_than: timedelta, each: timedelta) -> None:
    now = JANUARY_11 + younger_than - timedelta(seconds=1)
    receipt = StoredReceipt(
        delivery_id=1, channel_id=1, remote_id="1", url="", at=JANUARY_11, read_at=now - each
    )

    assert is_time(receipt, now)
    assert not is_time(replace(receipt, read_at=now - each + timedelta(seconds=1)), now)
    assert not is_time(receipt, now + timedelta(days=365))
