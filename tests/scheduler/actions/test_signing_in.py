from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scheduler.actions.office import ActionError, NotAllowedError
from scheduler.actions.signing_in import begin_sign_in, finish_sign_in, keep_app
from scheduler.connectors.http import Keep, keep_nothing
from scheduler.connectors.registry import open_connector
from scheduler.connectors.signing_in import Keys
from scheduler.domain.roles import Role
from scheduler.store.database import open_database
from scheduler.store.media import MediaStore
from tests.scheduler.actions.provider import Provider, provider
from tests.scheduler.web.world import World, a_world

BACK = "https://hope.example/connect/callback"


@pytest.fixture
def server() -> Iterator[Provider]:
    with provider() as running:
        yield running


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    def opened(platform: str, values: Mapping[str, str], keep: Keep = keep_nothing) -> Any:
        return open_connector(platform, values, allow_private=True, keep=keep)

    database = open_database(sqlite_url)
    here = a_world(database, MediaStore(tmp_path / "media"))
    yield replace(here, office=replace(here.office, open_connector=opened, allow_private=True))
    database.close()


def begun(world: World, server: Provider, **fields: str) -> str:
    values = {"server": server.url, **fields}
    return begin_sign_in(world.office, world.members[Role.OWNER], "mastodon", values, BACK)


def finished(world: World, address: str, role: Role = Role.OWNER) -> Any:
    return finish_sign_in(world.office, world.members[role], address)


def test_an_app_registers_itself_and_the_person_is_connected(
    world: World, server: Provider
) -> None:
    channel = finished(world, server.let_in(begun(world, server, name="Ours")))

    assert (channel.name, channel.account_name) == ("Ours", "@hope@127.0.0.1")
    assert world.office.vault.unlock(channel.locked_secrets) == {"token": "granted-token-1"}
    assert channel.limits["max_characters"] == 700


def test_a_server_is_asked_for_an_app_only_once(world: World, server: Provider) -> None:
    for _ in range(2):
        finished(world, server.let_in(begun(world, server)))

    assert server.asked.count("POST /api/v1/apps") == 1


def test_the_address_asks_for_the_least_and_proves_who_comes_back(
    world: World, server: Provider
) -> None:
    told = parse_qs(urlsplit(begun(world, server)).query)

    assert told["scope"] == ["read:accounts read:statuses write:media write:statuses"]
    assert told["code_challenge_method"] == ["S256"]
    assert len(told["state"][0]) >= 40
    assert "app-secret-1" not in str(told)


def test_pixelfed_knows_only_whole_scopes(world: World, server: Provider) -> None:
    server.version = "3.5.3 (compatible; Pixelfed 0.12.4)"

    told = parse_qs(urlsplit(begun(world, server)).query)

    assert told["scope"] == ["read write"]


def test_an_answer_serves_once(world: World, server: Provider) -> None:
    back = server.let_in(begun(world, server))
    finished(world, back)

    with pytest.raises(ActionError, match="finished before"):
        finished(world, back)


def test_an_answer_nobody_asked_for_is_refused(world: World) -> None:
    with pytest.raises(ActionError, match="Nobody here left"):
        finished(world, f"{BACK}?code=stolen&state=guessed")


def test_somebody_else_cannot_finish(world: World, server: Provider) -> None:
    back = server.let_in(begun(world, server))

    with pytest.raises(ActionError, match="Somebody else began"):
        finished(world, back, Role.MANAGER)


def test_a_sign_in_does_not_wait_for_ever(world: World, server: Provider) -> None:
    back = server.let_in(begun(world, server))
    world.watch.now += timedelta(minutes=16)

    with pytest.raises(ActionError, match="too long"):
        finished(world, back)


def test_a_person_may_say_no(world: World, server: Provider) -> None:
    back = server.refuse(begun(world, server))

    with pytest.raises(ActionError, match="let nobody in: access_denied"):
        finished(world, back)


def test_a_code_that_was_used_elsewhere_opens_nothing(world: World, server: Provider) -> None:
    back = server.let_in(begun(world, server))
    server.codes.clear()

    with pytest.raises(ActionError, match="invalid_grant"):
        finished(world, back)


def test_reviewers_cannot_begin(world: World) -> None:
    with pytest.raises(NotAllowedError):
        begin_sign_in(world.office, world.members[Role.REVIEWER], "mastodon", {}, BACK)


def test_a_platform_without_a_sign_in_says_how_to_connect(world: World) -> None:
    with pytest.raises(ActionError, match="awareness channel add telegram"):
        begin_sign_in(world.office, world.members[Role.OWNER], "telegram", {}, BACK)


def test_without_an_app_the_operator_is_told_to_make_one(world: World) -> None:
    with pytest.raises(ActionError, match="awareness channel app linkedin") as caught:
        begin_sign_in(world.office, world.members[Role.OWNER], "linkedin", {}, BACK)

    assert "https://www.linkedin.com/developers/apps" in caught.value.hint
    assert BACK in caught.value.hint


@pytest.mark.parametrize(("author", "asks"), [("", False), ("urn:li:organization:1", True)])
def test_speaking_for_an_organization_is_asked_for_only_where_wanted(
    world: World,
    author: str,
    asks: bool,  # noqa: FBT001  # parametrized
) -> None:
    owner = world.members[Role.OWNER]
    keep_app(world.office, owner, "linkedin", Keys(client_id="our-app", client_secret="shh-shh"))

    address = begin_sign_in(world.office, owner, "linkedin", {"author": author}, BACK)

    assert ("w_organization_social" in address) is asks


@pytest.mark.parametrize(
    ("platform", "host", "scope"),
    [
        ("facebook", "www.facebook.com", "pages_manage_posts"),
        ("instagram", "www.instagram.com", "instagram_business_content_publish"),
        ("threads", "www.threads.net", "threads_content_publish"),
        ("linkedin", "www.linkedin.com", "w_member_social"),
        ("x", "x.com", "tweet.write"),
        ("pinterest", "www.pinterest.com", "pins:write"),
        ("tumblr", "www.tumblr.com", "write"),
        ("tiktok", "www.tiktok.com", "video.publish"),
    ],
)
def test_the_keys_of_an_app_serve_every_channel(
    world: World, platform: str, host: str, scope: str
) -> None:
    owner = world.members[Role.OWNER]
    keep_app(world.office, owner, platform, Keys(client_id="our-app", client_secret="shh-shh"))

    address = begin_sign_in(world.office, owner, platform, {}, BACK)

    told = parse_qs(urlsplit(address).query)
    assert urlsplit(address).hostname == host
    assert told["redirect_uri"] == [BACK]
    assert scope in told["scope"][0]
    assert "our-app" in (told["client_id"][0], told.get("client_key", [""])[0])
    assert "shh-shh" not in address
