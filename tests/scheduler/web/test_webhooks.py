"""Webhooks: signed, in order, told again until somebody listens."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.actions import telling
from scheduler.actions.office import ActionError, Office
from scheduler.domain.delivery import State
from scheduler.domain.roles import Role
from scheduler.domain.scopes import Topic
from tests.scheduler.listening_program import a_listener, happen
from tests.scheduler.web.world import World, a_post


def near(world: World) -> Office:
    return replace(world.office, allow_private=True)


def test_what_happens_is_told_signed_and_in_order(world: World) -> None:
    a_post(world)
    with a_listener() as listener:
        _number, secret = telling.add_webhook(
            near(world), world.members[Role.OWNER], listener.url, ()
        )
        happen(world, 1, State.PUBLISHED)
        happen(world, 1, State.SCHEDULED)
        happen(world, 2, State.UNCONFIRMED, "the answer was lost")

        assert telling.tell_due(near(world)) == 2
        assert telling.tell_due(near(world)) == 0

    (headers, first), (_, second) = listener.heard
    told = [json.loads(first), json.loads(second)]
    assert [(one["topic"], one["delivery"]) for one in told] == [("published", 1), ("attention", 2)]
    assert told[1]["note"] == "the answer was lost"
    timestamp = headers["awareness-signature"].split(",")[0].removeprefix("t=")
    expected = hmac.new(
        secret.encode(), f"{timestamp}.".encode() + first, hashlib.sha256
    ).hexdigest()
    assert headers["awareness-signature"] == f"t={timestamp},v1={expected}"


def test_what_was_not_heard_is_told_again_later_and_nothing_is_left_out(world: World) -> None:
    a_post(world)
    with a_listener() as listener:
        telling.add_webhook(near(world), world.members[Role.OWNER], listener.url, ())
        happen(world, 1, State.PUBLISHED)
        happen(world, 2, State.FAILED)
        listener.status = 503

        assert telling.tell_due(near(world)) == 0
        assert telling.tell_due(near(world)) == 0  # it waits
        listener.status = 200
        world.watch.now += timedelta(minutes=1)

        assert telling.tell_due(near(world)) == 2

    ids = [json.loads(body)["delivery"] for _, body in listener.heard]
    assert ids == [1, 1, 2]


def test_only_what_was_asked_for_is_told(world: World) -> None:
    a_post(world)
    with a_listener() as listener:
        telling.add_webhook(near(world), world.members[Role.OWNER], listener.url, (Topic.FAILED,))
        happen(world, 1, State.PUBLISHED)
        happen(world, 2, State.FAILED)
        telling.tell_due(near(world))

    assert [json.loads(body)["topic"] for _, body in listener.heard] == ["failed"]


def test_what_happened_before_is_not_told(world: World) -> None:
    a_post(world)
    happen(world, 1, State.PUBLISHED)
    with a_listener() as listener:
        telling.add_webhook(near(world), world.members[Role.OWNER], listener.url, ())

        assert telling.tell_due(near(world)) == 0


@pytest.mark.parametrize(
    "url", ["http://example.org/hook", "https://", "ftp://example.org", "https://u:p@example.org/"]
)
def test_an_address_that_cannot_be_trusted_is_refused(world: World, url: str) -> None:
    with pytest.raises(ActionError, match="no address a webhook can have"):
        telling.add_webhook(world.office, world.members[Role.OWNER], url, ())


def test_a_private_address_is_never_called(world: World) -> None:
    a_post(world)
    telling.add_webhook(world.office, world.members[Role.OWNER], "https://127.0.0.1:9/hook", ())
    happen(world, 1, State.PUBLISHED)

    assert telling.tell_due(world.office) == 0
    (webhook,) = telling.webhooks_of(world.office, world.members[Role.OWNER])
    assert webhook.trouble
    assert webhook.failures == 1
