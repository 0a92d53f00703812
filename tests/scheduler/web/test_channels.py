"""Connected accounts: how they stand, how they are connected, and that secrets stay secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from scheduler.actions.budgeting import limits_of
from scheduler.connectors.base import Account, Connector, SendError, Verdict
from scheduler.connectors.platforms.handoff import HandOff
from scheduler.connectors.registry import connector_class, open_connector, platforms
from scheduler.domain.budget import Spent
from scheduler.domain.roles import Role
from scheduler.domain.scopes import Scope
from scheduler.store import channels, spendings
from scheduler.store.tables import ChannelRow
from scheduler.web.wording import platform_name
from tests.scheduler.web.test_api import a_program
from tests.scheduler.web.world import World


class Answering(HandOff):
    """A connector whose platform answers what a test says."""

    trouble = ""

    def verify(self) -> Account:
        if self.trouble:
            raise SendError(Verdict.REAUTH, self.trouble)
        return Account(remote_id="1", name="@riverbend", url="https://social.example/@riverbend")


class Refusing(Answering):
    trouble = "Mastodon does not know this token."


def opening(cls: type[Connector]) -> Any:
    def open_it(platform: str, values: Mapping[str, str], **_more: object) -> Connector:
        checked = open_connector(platform, values, allow_private=True)
        assert checked is not None
        return cls(None)  # type: ignore[call-arg]  # HandOff takes a session it never uses

    return open_it


def with_platform(world: World, cls: type[Connector]) -> World:
    return replace(world, office=replace(world.office, open_connector=opening(cls)))


FIELDS = {"name": "Our Mastodon", "server": "https://social.example", "token": "very-secret-9"}


def test_channels_are_listed_with_how_they_stand(world: World) -> None:
    with world.office.sessions.begin() as session:
        session.execute(
            update(ChannelRow)
            .where(ChannelRow.id == world.channel_ids[0])
            .values(trouble="The token was taken back.", blocked_until=world.watch.now + HOUR)
        )

    page = world.client(Role.MANAGER).get("/channels").text

    assert "The token was taken back." in page
    assert "The platform asked to wait until Wed, Jan 6, 11:00 AM." in page
    assert f'href="/channels/{world.channel_ids[0]}/reconnect"' in page
    assert "works" in page


HOUR = timedelta(hours=1)


def test_what_the_platform_counts_is_told_with_the_tightest_first(world: World) -> None:
    with world.office.sessions.begin() as session:
        mastodon = channels.any_channel(session, world.channel_ids[0])
        spent = Spent(posts=1, requests=31, uploads=30)
        spendings.add(session, limits_of(mastodon), spent, at=world.watch.now)

    page = world.client(Role.MANAGER).get("/channels").text

    assert "30 of 30 pictures in 30 minutes</span></summary>" in page
    assert "<li>31 of 300 requests in 5 minutes</li><li>1 of 300 posts in 3 hours</li>" in page
    told, _ = a_program(world, Scope.READ).get("channels").json()["items"]
    assert {"of": "uploads", "spent": 30, "count": 30, "seconds": 1800, "per": "account"} in told[
        "budget"
    ]


@pytest.mark.parametrize("platform", ["linkedin", "tiktok", "mastodon"])
def test_a_platform_is_written_as_it_writes_itself(platform: str) -> None:
    assert platform_name(platform) == connector_class(platform).title


@pytest.mark.parametrize("platform", platforms())
def test_every_platform_s_form_asks_for_its_fields(world: World, platform: str) -> None:
    page = world.client(Role.MANAGER).get(f"/channels/new/{platform}")

    assert page.status_code == 200
    for field in connector_class(platform).fields:
        assert (f'name="{field.name}"' in page.text) is not field.internal


def test_an_account_is_connected_after_the_platform_said_whose_it_is(world: World) -> None:
    client = with_platform(world, Answering).client(Role.MANAGER)

    answer = client.post("/channels/new/mastodon", data=FIELDS)

    page = client.get("/channels").text
    assert answer.headers["location"] == "/channels?said=connected"
    assert "Our Mastodon" in page
    assert "@riverbend" in page
    assert "very-secret-9" not in page


def test_what_the_platform_refuses_is_told_and_the_secret_is_not_shown_again(world: World) -> None:
    client = with_platform(world, Refusing).client(Role.MANAGER)

    page = client.post("/channels/new/mastodon", data=FIELDS)

    assert page.status_code == 422
    assert "Mastodon does not know this token." in page.text
    assert 'value="https://social.example"' in page.text
    assert "very-secret-9" not in page.text


def test_a_missing_field_is_named(world: World) -> None:
    client = with_platform(world, Answering).client(Role.MANAGER)

    page = client.post("/channels/new/mastodon", data={**FIELDS, "server": "not an address"})

    assert page.status_code == 422
    assert "is no web address" in page.text


def test_an_account_is_checked_on_demand(world: World) -> None:
    number = world.channel_ids[1]

    good = with_platform(world, Answering).client(Role.MANAGER)
    bad = with_platform(world, Refusing).client(Role.MANAGER)

    assert good.post(f"/channels/{number}/verify").headers["location"].endswith("said=verified")
    assert "does not know this token" in bad.post(f"/channels/{number}/verify").text


def test_only_managers_connect(world: World) -> None:
    client = world.client(Role.REVIEWER)

    assert "/channels/new" not in client.get("/channels").text
    assert client.get("/channels/new").status_code == 403
    assert client.post("/channels/new/mastodon", data=FIELDS).status_code == 403


def test_a_platform_nobody_knows_is_not_there(world: World) -> None:
    assert world.client(Role.MANAGER).get("/channels/new/myspace").status_code == 404
