from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.actions.connecting import (
    add_channel,
    days_left,
    ending,
    reconnect_channel,
    verify_channel,
)
from scheduler.actions.office import ActionError, NotAllowedError
from scheduler.connectors.base import Account, SendError, ServerLimits, Verdict
from scheduler.connectors.http import Keep, keep_nothing
from scheduler.connectors.registry import open_connector
from scheduler.domain.roles import Role
from scheduler.store import channels
from scheduler.store.database import open_database
from scheduler.store.media import MediaStore
from tests.scheduler.web.world import JANUARY_6, World, a_world

MASTODON = {"server": "https://masto.example", "token": "masto-token-1"}


class Platforms:
    """Opens real connectors; whose account a token opens is written down here."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.renewed: dict[str, str] = {}

    def __call__(self, platform: str, values: Mapping[str, str], keep: Keep = keep_nothing) -> Any:
        real = open_connector(platform, values)
        token = values.get("token") or values.get("access", "")
        here = self

        class Opened:
            def verify(self) -> Account:
                if token not in here.accounts:
                    raise SendError(Verdict.REAUTH, "This token opens nothing.")
                return here.accounts[token]

            def credentials(self) -> Mapping[str, str]:
                return here.renewed

            def __getattr__(self, name: str) -> Any:
                return getattr(real, name)

        return Opened()


@pytest.fixture
def platforms() -> Platforms:
    found = Platforms()
    found.accounts["masto-token-1"] = Account(
        remote_id="7",
        name="@hope@masto.example",
        url="https://masto.example/@hope",
        limits=ServerLimits(max_characters=700),
    )
    return found


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path, platforms: Platforms) -> Iterator[World]:
    database = open_database(sqlite_url)
    here = a_world(database, MediaStore(tmp_path / "media"))
    yield replace(here, office=replace(here.office, open_connector=platforms))
    database.close()


def owner(world: World) -> Any:
    return world.members[Role.OWNER]


def connected(world: World) -> list[channels.Channel]:
    with world.office.sessions() as session:
        return channels.channels(session, owner(world).organization_id)


def test_keeps_the_account_its_limits_and_locks_the_secret(world: World) -> None:
    channel = add_channel(world.office, owner(world), "mastodon", "", MASTODON)

    assert (channel.name, channel.account_id) == ("@hope@masto.example", "7")
    assert channel.limits["max_characters"] == 700
    assert "masto-token-1" not in str(channel)
    assert world.office.vault.unlock(channel.locked_secrets) == {"token": "masto-token-1"}


def test_a_wrong_secret_is_found_at_once_and_nothing_is_stored(world: World) -> None:
    before = connected(world)

    with pytest.raises(ActionError, match="opens nothing"):
        add_channel(world.office, owner(world), "mastodon", "", {**MASTODON, "token": "wrong"})

    assert connected(world) == before


def test_a_token_with_a_line_break_is_refused_by_name(world: World) -> None:
    with pytest.raises(ActionError, match="“Access token” holds a line break"):
        add_channel(world.office, owner(world), "mastodon", "", {**MASTODON, "token": "a\nb"})


def test_connecting_an_account_again_keeps_its_channel(world: World, platforms: Platforms) -> None:
    first = add_channel(world.office, owner(world), "mastodon", "Ours", MASTODON)
    platforms.accounts["token-2"] = platforms.accounts["masto-token-1"]

    again = add_channel(
        world.office, owner(world), "mastodon", "Renamed", {**MASTODON, "token": "token-2"}
    )

    assert again.id == first.id


def test_another_account_of_a_platform_is_another_channel(
    world: World, platforms: Platforms
) -> None:
    first = add_channel(world.office, owner(world), "mastodon", "Ours", MASTODON)
    platforms.accounts["token-2"] = Account(remote_id="8", name="@other", url="")

    other = add_channel(
        world.office, owner(world), "mastodon", "Ours", {**MASTODON, "token": "token-2"}
    )

    assert other.id != first.id


def test_reconnecting_changes_the_secret_and_clears_the_trouble(
    world: World, platforms: Platforms
) -> None:
    first = add_channel(world.office, owner(world), "mastodon", "Ours", MASTODON)
    platforms.accounts["token-2"] = platforms.accounts["masto-token-1"]

    reconnect_channel(world.office, owner(world), first.id, {"token": "token-2"})

    [channel] = [one for one in connected(world) if one.id == first.id]
    assert world.office.vault.unlock(channel.locked_secrets)["token"] == "token-2"
    assert channel.settings["server"] == "https://masto.example"


def test_reconnecting_refuses_somebody_elses_account(world: World, platforms: Platforms) -> None:
    first = add_channel(world.office, owner(world), "mastodon", "Ours", MASTODON)
    platforms.accounts["token-2"] = Account(remote_id="8", name="@other", url="")

    with pytest.raises(ActionError, match="@other, but the channel is @hope"):
        reconnect_channel(world.office, owner(world), first.id, {"token": "token-2"})


def test_new_access_has_not_the_end_of_the_old(world: World, platforms: Platforms) -> None:
    ends = JANUARY_6 + timedelta(days=1)
    account = Account(remote_id="17", name="@hope", url="")
    platforms.accounts["old-access"] = replace(account, expires_at=ends)
    platforms.accounts["new-access"] = account
    first = add_channel(world.office, owner(world), "threads", "", {"access": "old-access"})

    again = reconnect_channel(world.office, owner(world), first.id, {"access": "new-access"})

    assert days_left(first, JANUARY_6) == 1
    assert days_left(again, JANUARY_6) is None


def test_what_the_platform_renewed_while_it_was_asked_is_kept(
    world: World, platforms: Platforms
) -> None:
    platforms.renewed = {"access": "new-access", "refresh": "new-refresh"}
    platforms.accounts["old-access"] = Account(remote_id="5", name="@hope", url="")
    values = {"access": "old-access", "refresh": "old-refresh"}

    channel = add_channel(world.office, owner(world), "x", "", values)

    assert world.office.vault.unlock(channel.locked_secrets)["refresh"] == "new-refresh"


def test_verifying_says_whose_it_is(world: World) -> None:
    channel = add_channel(world.office, owner(world), "mastodon", "Ours", MASTODON)

    assert verify_channel(world.office, owner(world), channel.id).name == "@hope@masto.example"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CONTRIBUTOR, Role.VIEWER])
def test_volunteers_connect_nothing(world: World, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        add_channel(world.office, world.members[role], "mastodon", "", MASTODON)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=40), ""),
        (timedelta(days=9, hours=3), "runs out in 9 days"),
        (timedelta(days=1, hours=3), "runs out in 1 day."),
        (timedelta(hours=3), "runs out today"),
        (timedelta(hours=-3), "has run out"),
    ],
)
def test_says_when_access_runs_out(
    world: World, platforms: Platforms, left: timedelta, said: str
) -> None:
    platforms.accounts["li-1"] = Account(
        remote_id="urn:li:person:1", name="Hope", url="", expires_at=JANUARY_6 + left
    )

    channel = add_channel(world.office, owner(world), "linkedin", "", {"access": "li-1"})

    assert days_left(channel, JANUARY_6) == left.days
    assert said in ending(channel, JANUARY_6)
    assert bool(said) == bool(ending(channel, JANUARY_6))


@pytest.mark.parametrize(
    ("version", "old"), [("202512", True), ("202602", True), ("202604", False)]
)
def test_says_when_a_version_is_about_to_end(
    world: World,
    platforms: Platforms,
    version: str,
    old: bool,  # noqa: FBT001  # parametrized
) -> None:
    platforms.accounts["li-1"] = Account(remote_id="urn:li:person:1", name="Hope", url="")
    values = {"access": "li-1", "version": version}

    channel = add_channel(world.office, owner(world), "linkedin", "", values)

    assert (version in ending(channel, JANUARY_6)) is old


def test_access_that_renews_itself_is_no_worry(world: World, platforms: Platforms) -> None:
    platforms.accounts["x-1"] = Account(
        remote_id="5", name="@hope", url="", expires_at=JANUARY_6 + timedelta(hours=2)
    )

    channel = add_channel(world.office, owner(world), "x", "", {"access": "x-1"})

    assert ending(channel, JANUARY_6) == ""
    assert days_left(channel, JANUARY_6) is None


def test_a_platform_that_fetches_pictures_is_told_what_is_missing(
    world: World, platforms: Platforms
) -> None:
    platforms.accounts["ig-1"] = Account(remote_id="17", name="@hope", url="")

    channel = add_channel(world.office, owner(world), "instagram", "", {"access": "ig-1"})

    [stored] = [one for one in connected(world) if one.id == channel.id]
    assert "AWARENESS_PUBLIC_BASE_URL" in stored.trouble
