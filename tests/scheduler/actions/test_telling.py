"""Webhooks with several tellers: each event in order and at least once, by one at a time."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.actions import telling
from scheduler.actions.office import Office
from scheduler.domain.delivery import State
from scheduler.domain.roles import Role
from scheduler.domain.scopes import Topic
from scheduler.store import webhooks
from scheduler.store.webhooks import Webhook
from tests.scheduler.listening_program import Listening, a_listener, happen, happening
from tests.scheduler.web.world import World, a_post


@pytest.fixture
def listener() -> Iterator[Listening]:
    with a_listener() as running:
        yield running


@pytest.fixture
def near(world: World) -> Office:
    a_post(world)
    return replace(world.office, allow_private=True)


def hook(world: World, near: Office, url: str, *topics: Topic) -> Webhook:
    telling.add_webhook(near, world.members[Role.OWNER], url, topics)
    return telling.webhooks_of(near, world.members[Role.OWNER])[-1]


def ids(listener: Listening) -> list[int]:
    return [json.loads(body)["id"] for _, body in listener.heard]


def test_several_tellers_tell_each_event_once_and_in_order(
    world: World, near: Office, listener: Listening
) -> None:
    hook(world, near, listener.url)
    for _ in range(4):
        happen(world, 1, State.PUBLISHED)

    with ThreadPoolExecutor(4) as pool:
        told = sum(pool.map(lambda _: telling.tell_due(near), range(4)))

    assert told == 4
    assert ids(listener) == sorted(set(ids(listener)))


def test_what_a_teller_that_died_did_not_note_is_told_again(
    world: World, near: Office, listener: Listening
) -> None:
    webhook = hook(world, near, listener.url)
    happen(world, 1, State.PUBLISHED)
    now = world.watch.now
    with near.sessions.begin() as session:  # and then its process is killed
        assert webhooks.take(session, webhook, now=now, until=now + telling.LEASE)

    meanwhile = telling.tell_due(near)
    world.watch.now += telling.LEASE + timedelta(seconds=1)
    later = telling.tell_due(near)

    assert (meanwhile, later) == (0, 1)


def test_a_teller_that_slept_over_its_time_notes_nothing(
    world: World, near: Office, listener: Listening
) -> None:
    webhook = hook(world, near, listener.url)
    happen(world, 1, State.PUBLISHED)
    now = world.watch.now
    with near.sessions.begin() as session:
        webhooks.take(session, webhook, now=now, until=now + telling.LEASE)
    world.watch.now += telling.LEASE + timedelta(seconds=1)
    telling.tell_due(near)

    with near.sessions.begin() as session:
        noted = webhooks.note_told(session, webhook.id, 1, held=now + telling.LEASE, until=None)

    assert noted is False


def test_a_webhook_that_hangs_delays_no_other(
    world: World, near: Office, listener: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "TIMEOUT", (5.0, 0.3))
    heard_after: list[float] = []
    with a_listener() as hanging:
        hanging.latency = 1.0
        for one in (hanging, listener):
            hook(world, near, one.url)
        happen(world, 1, State.PUBLISHED)
        begun = time.monotonic()
        listener.on_hearing = lambda: heard_after.append(time.monotonic() - begun)

        assert telling.tell_due(near) == 1

    slow, _ = telling.webhooks_of(near, world.members[Role.OWNER])
    assert heard_after[0] < 0.3
    assert slow.failures == 1
    assert slow.retry_at == world.watch.now + telling.FIRST_WAIT


def test_a_webhook_that_was_taken_away_hears_no_more(
    world: World, near: Office, listener: Listening
) -> None:
    owner = world.members[Role.OWNER]
    webhook = hook(world, near, listener.url)
    happen(world, 1, State.PUBLISHED)
    happen(world, 2, State.PUBLISHED)
    listener.on_hearing = lambda: telling.remove_webhook(near, owner, webhook.id)

    telling.tell_due(near)

    assert len(listener.heard) == 1


def test_what_is_none_of_its_business_is_passed_over(
    world: World, near: Office, listener: Listening
) -> None:
    hook(world, near, listener.url, Topic.FAILED)
    happen(world, 1, State.PUBLISHED)

    telling.tell_due(near)

    (webhook,) = telling.webhooks_of(near, world.members[Role.OWNER])
    with near.sessions() as session:
        assert webhook.seen_event_id == webhooks.latest_event(session)


def test_an_event_that_is_committed_after_a_later_one_is_told_too(
    world: World, near: Office, listener: Listening
) -> None:
    """On a server numbers are given out before they are committed."""
    if near.sessions().get_bind().dialect.name != "postgresql":
        return  # SQLite lets one write at a time
    hook(world, near, listener.url)
    inserted, commits = threading.Event(), threading.Event()

    def slowly() -> None:
        with near.sessions.begin() as session:
            session.add(happening(world, 1, State.PUBLISHED))
            session.flush()
            inserted.set()
            commits.wait(10)

    writer = threading.Thread(target=slowly)
    writer.start()
    inserted.wait(10)
    happen(world, 2, State.PUBLISHED)
    too_early = telling.tell_due(near)
    commits.set()
    writer.join()
    told = telling.tell_due(near)

    assert (too_early, told) == (0, 2)
    assert ids(listener) == sorted(ids(listener))
