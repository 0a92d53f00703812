"""A person decides what nobody else can know."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.actions import settling
from scheduler.actions.office import ActionError, ChangedError, NotAllowedError, NotFoundError
from scheduler.domain.delivery import State
from scheduler.domain.roles import Role
from scheduler.publisher.rounds import send_due
from scheduler.store.post_page import post_page
from scheduler.store.receipts import remote_ids
from tests.scheduler.publisher.feed import Fault, Feed
from tests.scheduler.publisher.place import Place

LINK = "https://example.org/posts/1"


def handed_over(place: Place) -> int:
    delivery = place.a_delivery(place.a_channel("handoff"))
    send_due(place.office, "test")
    return delivery


def test_a_link_settles_a_hand_off_as_published(place: Place) -> None:
    delivery = handed_over(place)

    settling.settle(place.office, place.member, delivery, url=f" {LINK} ")

    assert place.delivery(delivery).state is State.PUBLISHED
    with place.office.sessions() as session:
        page = post_page(session, place.organization_id, place.delivery(delivery).post_id)
    assert page is not None
    assert (page.receipts[delivery].url, page.receipts[delivery].person) == (LINK, "Maya Manager")


@pytest.mark.parametrize("link", ["", "no link", "ftp://example.org/1", "https://", "https://a b/"])
def test_what_is_no_link_settles_nothing(place: Place, link: str) -> None:
    delivery = handed_over(place)

    with pytest.raises(ActionError, match="no link"):
        settling.settle(place.office, place.member, delivery, url=link)

    assert place.delivery(delivery).state is State.UNCONFIRMED


def test_what_is_not_out_is_sent_again_after_a_last_look(place: Place, feed: Feed) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url), text="Hello")
    feed.faults = [Fault()]
    send_due(place.office, "test")

    settling.settle(place.office, place.member, delivery, url=None)
    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.PUBLISHED
    assert feed.copies == {"Hello": 1}


def test_a_person_who_overlooked_the_post_makes_no_second_one(place: Place, feed: Feed) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url), text="Hello")
    feed.faults, feed.hides = [Fault(after=True)], True
    send_due(place.office, "test")
    feed.hides = False

    settling.settle(place.office, place.member, delivery, url=None)
    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.PUBLISHED
    assert feed.copies == {"Hello": 1}
    with place.office.sessions() as session:
        assert remote_ids(session, [delivery]) == {delivery: "1"}


def test_only_what_is_in_doubt_can_be_settled(place: Place, feed: Feed) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url))
    send_due(place.office, "test")

    with pytest.raises(ChangedError, match="is published"):
        settling.settle(place.office, place.member, delivery, url=None)


def test_viewers_settle_nothing_and_strangers_see_nothing(place: Place) -> None:
    delivery = handed_over(place)
    viewer = replace(place.member, role=Role.VIEWER)
    stranger = replace(place.member, organization_id=place.organization_id + 1)

    with pytest.raises(NotAllowedError):
        settling.settle(place.office, viewer, delivery, url=LINK)
    with pytest.raises(NotFoundError):
        settling.settle(place.office, stranger, delivery, url=LINK)


def test_a_missed_delivery_that_is_released_goes_out_while_its_window_is_open(
    place: Place, feed: Feed
) -> None:
    place.set_rules(missed_rule="ask")
    delivery = place.a_delivery(place.a_channel(server=feed.url))
    place.watch.forward(hours=2)
    send_due(place.office, "test")
    missed = place.delivery(delivery).state

    settling.retry(place.office, place.member, delivery)
    send_due(place.office, "test")

    assert missed is State.MISSED
    assert place.delivery(delivery).state is State.PUBLISHED


def test_a_closed_window_needs_a_new_time(place: Place, feed: Feed) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url), window=timedelta(hours=1))
    place.watch.forward(hours=1)
    send_due(place.office, "test")

    with pytest.raises(ActionError, match="Give its post a new time"):
        settling.retry(place.office, place.member, delivery)


def test_what_is_given_up_is_never_sent(place: Place, feed: Feed) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url))

    settling.cancel(place.office, place.member, delivery)
    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.CANCELLED
    assert feed.posts == []
    with pytest.raises(ActionError, match="cannot be cancelled"):
        settling.cancel(place.office, place.member, delivery)
