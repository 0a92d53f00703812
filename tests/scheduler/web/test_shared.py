"""Platforms fetch pictures without a login, by an address we made, for a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.actions.sharing import not_shared
from scheduler.domain.media_address import MediaAddresses
from scheduler.web.server import running_pages
from tests.scheduler.connectors.loopback import answer, server
from tests.scheduler.web.world import World, a_picture

BASE = "https://hope.example"


def sharing(world: World, base: str = BASE) -> World:
    shared = MediaAddresses(base, "the key of this installation")
    return replace(world, office=replace(world.office, shared=shared, allow_private=True))


def path_of(world: World, data: bytes) -> str:
    assert world.office.shared is not None
    sha256 = world.office.media.put(data)
    address = world.office.shared.address(sha256, "image/png", now=world.office.now())
    return address.removeprefix(BASE)


def test_a_picture_is_shown_to_whoever_has_its_address(world: World) -> None:
    world, data = sharing(world), a_picture()

    told = world.client(None).get(path_of(world, data))

    assert (told.status_code, told.content) == (200, data)
    assert told.headers["content-type"] == "image/png"
    assert told.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in told.headers
    assert told.headers["cache-control"] == f"public, max-age={26 * 3600}, immutable"
    assert "content-encoding" not in told.headers


def test_a_look_ahead_gets_the_type_without_the_picture(world: World) -> None:
    world = sharing(world)

    told = world.client(None).head(path_of(world, a_picture()))

    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["content-type"] == "image/png"


def test_an_address_ends_after_a_day(world: World) -> None:
    world = sharing(world)
    path = path_of(world, a_picture())

    world.watch.now += timedelta(hours=24)
    assert world.client(None).get(path).status_code == 200
    world.watch.now += timedelta(hours=3)
    assert world.client(None).get(path).status_code == 410


def test_a_guess_shows_nothing(world: World) -> None:
    world = sharing(world)
    sha256 = world.office.media.put(a_picture())

    for name in (sha256, f"{sha256}.png", "x", "%2e%2e%2fsecret.key"):
        assert world.client(None).get(f"/shared/{name}").status_code == 404


def test_without_a_public_address_nothing_is_shared(world: World) -> None:
    path = path_of(sharing(world), a_picture())

    assert world.client(None).get(path).status_code == 404


def test_the_program_finds_its_own_pictures_from_outside(world: World) -> None:
    with running_pages(world.office, host="127.0.0.1", port=0) as pages:
        here = sharing(world, pages.url)
    with running_pages(here.office, host="127.0.0.1", port=int(pages.url.rpartition(":")[2])):
        assert not_shared(here.office, "instagram") == ""


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (answer("302 Found", headers="Location: https://login.example/\r\n"), "redirects"),
        (answer("403 Forbidden"), "status 403"),
        (answer(headers="Content-Type: text/html\r\n"), "text/html instead of image/jpeg"),
        (answer(headers="Content-Type: image/jpeg\r\n"), "something else"),
    ],
)
def test_says_what_keeps_a_platform_from_fetching(
    world: World, behaviour: object, words: str
) -> None:
    with server(behaviour) as address:  # type: ignore[arg-type]  # parametrize forgets the type
        here = sharing(world, f"http://{address}")

        assert words in not_shared(here.office, "threads")


def test_an_address_inside_a_private_network_is_none_that_platforms_reach(world: World) -> None:
    here = sharing(world, "https://127.0.0.1:9")
    office = replace(here.office, allow_private=False)

    assert "private network" in not_shared(office, "instagram")


def test_platforms_that_take_uploads_need_no_address(world: World) -> None:
    assert not_shared(world.office, "mastodon") == ""
