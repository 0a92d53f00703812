"""Signing in at a platform from the pages: leave, come back, connected."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from scheduler.connectors.http import Keep, keep_nothing
from scheduler.connectors.registry import open_connector
from scheduler.domain.roles import Role
from tests.scheduler.actions.provider import Provider, provider
from tests.scheduler.web.world import World


def opened(platform: str, values: Mapping[str, str], keep: Keep = keep_nothing) -> Any:
    return open_connector(platform, values, allow_private=True, keep=keep)


@pytest.fixture
def server() -> Iterator[Provider]:
    with provider() as running:
        yield running


@pytest.fixture
def reaching(world: World) -> World:
    return replace(world, office=replace(world.office, open_connector=opened, allow_private=True))


def test_a_person_leaves_by_a_link_and_comes_back_connected(
    reaching: World, server: Provider
) -> None:
    client = reaching.client(Role.OWNER)

    page = client.post("/connect/mastodon/sign-in", data={"server": server.url})
    found = re.search(rf'href="({server.url}[^"]+)"', page.text)
    assert found is not None
    back = server.let_in(html.unescape(found.group(1)))
    done = client.get(back, follow_redirects=True)

    assert done.status_code == 200
    assert "@hope@127.0.0.1" in done.text
    assert "granted-token-1" not in done.text


def test_an_answer_brought_by_a_stranger_connects_nothing(
    reaching: World, server: Provider
) -> None:
    client = reaching.client(Role.OWNER)

    done = client.get("/connect/callback?code=stolen&state=guessed")

    assert done.status_code == 422
    assert server.asked == []


def test_reviewers_do_not_connect(reaching: World) -> None:
    done = reaching.client(Role.REVIEWER).post("/connect/mastodon/sign-in", data={})

    assert done.status_code == 403
