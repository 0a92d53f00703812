"""Whatever stands still under Attention is out after its one next action: against the sandbox."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from scheduler.actions import connecting, reviewing
from scheduler.connectors.base import Connector
from scheduler.connectors.http import Keep, keep_nothing
from scheduler.connectors.registry import open_connector
from scheduler.domain.delivery import State
from scheduler.domain.roles import Role
from scheduler.publisher.rounds import send_due
from scheduler.sandbox.server import RunningSandbox, serve_sandbox
from scheduler.store.tables import CaptionRow, DeliveryRow
from tests.scheduler.web.world import COOKIE, World, a_post

PLATFORM = "telegram"  # nobody can look there whether a post is out


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A world whose posts go to one account on the sandbox."""

    world: World
    sandbox: RunningSandbox
    client: TestClient
    values: dict[str, str]

    def spoil(self, **fault: object) -> None:
        self._ask("POST", {"platform": PLATFORM, "route": "publish", "times": 1, **fault})

    def mend(self) -> None:
        self._ask("DELETE", None)

    def _ask(self, method: str, body: object) -> None:
        request = urllib.request.Request(  # noqa: S310  # the sandbox of this test
            f"{self.sandbox.url}/_sandbox/faults",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"content-type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=5).close()  # noqa: S310

    def out(self) -> int:
        with urllib.request.urlopen(f"{self.sandbox.url}/posts.json", timeout=5) as answer:  # noqa: S310
            return len(json.load(answer)["posts"])

    def tick(self) -> State:
        """Let the publisher do what is due; return how the one delivery stands then."""
        send_due(self.world.office, "test")
        with self.world.office.sessions() as session:
            return session.scalars(select(DeliveryRow.state)).one()

    def person(self) -> TestClient:
        """A browser that is logged in at this moment: the tests let weeks pass."""
        self.client.cookies.set(COOKIE, self.world.token(Role.OWNER))
        return self.client

    def page(self) -> str:
        return self.person().get("/attention").text

    def press(self, address: str, **data: str) -> None:
        assert f'action="{address}"' in self.page()
        assert self.person().post(address, data=data).status_code == 303


@pytest.fixture
def house(world: World, tmp_path: Path) -> Iterator[House]:
    sandbox = serve_sandbox(tmp_path / "sandbox", "127.0.0.1", 0, now=world.watch)

    def connect(platform: str, values: Mapping[str, str], keep: Keep = keep_nothing) -> Connector:
        return open_connector(platform, values, keep=keep, allow_private=True)

    office = replace(world.office, open_connector=connect, allow_private=True)
    values = sandbox.account(PLATFORM)
    channel = connecting.add_channel(office, world.members[Role.MANAGER], PLATFORM, "Here", values)
    mine = replace(world, office=office, channel_ids=(channel.id,))
    yield House(world=mine, sandbox=sandbox, client=mine.client(Role.OWNER), values=values)
    sandbox.stop()


def submitted(house: House) -> int:
    """A post in review that goes to the sandbox at half past nine on Monday."""
    world = house.world
    post_id = a_post(world, in_review=False)
    with world.office.sessions.begin() as session:
        session.execute(
            update(CaptionRow).where(CaptionRow.platform == "handoff").values(platform=PLATFORM)
        )
    reviewing.submit(world.office, world.members[Role.CONTRIBUTOR], post_id)
    return post_id


def approve(house: House, post_id: int) -> None:
    world = house.world
    reviewing.approve(world.office, world.members[Role.REVIEWER], post_id, world.digest(post_id))


def due(house: House) -> State:
    """Let the morning come at which the post goes out."""
    house.world.watch.now = datetime(2027, 1, 11, 14, 30, tzinfo=UTC)
    return house.tick()


def out_at_a_new_time(house: House, post_id: int) -> bool:
    """Move the post as its button says, have it approved anew, and let that time come."""
    move = {"day": "2027-01-20", "time": "12:00"}
    answer = house.person().post(f"/posts/{post_id}/move", data=move)
    assert (
        f'action="/posts/{post_id}/submit"' in house.person().get(answer.headers["location"]).text
    )
    house.person().post(f"/posts/{post_id}/submit")
    approve(house, post_id)
    house.world.watch.now = datetime(2027, 1, 20, 17, 0, tzinfo=UTC)
    return house.tick() is State.PUBLISHED and house.out() == 1


def test_what_the_platform_refused_is_tried_again(house: House) -> None:
    approve(house, submitted(house))
    house.spoil(fault="status", status=400, when="before")

    assert due(house) is State.FAILED
    assert "The platform refused it." in house.page()
    house.press("/deliveries/1/retry")

    assert house.tick() is State.PUBLISHED
    assert house.out() == 1
    assert "Nothing stands still" in house.page()


def test_what_may_be_out_is_settled_by_its_link(house: House) -> None:
    approve(house, submitted(house))
    house.spoil(fault="drop", when="after")

    assert due(house) is State.UNCONFIRMED
    assert house.out() == 1
    house.press("/deliveries/1/settle", answer="out", url="https://t.me/riverbend/1")

    assert house.tick() is State.PUBLISHED
    assert house.out() == 1


def test_what_is_not_out_after_all_is_sent_again(house: House) -> None:
    approve(house, submitted(house))
    house.spoil(fault="drop", when="before")

    assert due(house) is State.UNCONFIRMED
    house.press("/deliveries/1/settle", answer="not_out")

    assert house.tick() is State.PUBLISHED
    assert house.out() == 1


def test_a_channel_that_lost_its_access_is_connected_again_and_sends(house: House) -> None:
    approve(house, submitted(house))
    house.spoil(fault="expired")

    assert due(house) is State.HELD
    page = house.page()
    assert "Connect the channel again first" in page
    (channel_id,) = house.world.channel_ids
    assert f'href="/channels/{channel_id}/reconnect"' in page
    house.mend()
    answer = house.person().post(f"/channels/{channel_id}/reconnect", data=house.values)
    assert answer.status_code == 303

    assert house.tick() is State.PUBLISHED
    assert house.out() == 1


def test_what_was_missed_gets_a_new_time_and_goes_out_then(house: House) -> None:
    post_id = submitted(house)
    approve(house, post_id)
    house.world.watch.now = datetime(2027, 1, 13, 14, 30, tzinfo=UTC)

    assert house.tick() is State.MISSED
    assert f'href="/posts/{post_id}/move"' in house.page()
    assert out_at_a_new_time(house, post_id)


def test_what_nobody_approved_in_time_gets_a_new_time_and_goes_out_then(house: House) -> None:
    post_id = submitted(house)
    house.world.watch.now = datetime(2027, 1, 13, 14, 30, tzinfo=UTC)
    house.tick()

    assert "Nobody approved it before its moment." in house.page()
    assert out_at_a_new_time(house, post_id)


def test_what_somebody_paused_waits_until_it_is_let_go(house: House) -> None:
    post_id = submitted(house)
    approve(house, post_id)
    hold = {"do": "hold", "post": str(post_id), "reason": "The hotline changes"}
    house.person().post("/campaigns/1/several", data=hold)

    assert due(house) is State.HELD
    assert house.out() == 0
    assert "paused: The hotline changes" in house.page()
    house.press("/deliveries/1/retry")

    assert house.tick() is State.PUBLISHED
    assert house.out() == 1
