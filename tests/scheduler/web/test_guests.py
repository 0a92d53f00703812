"""Review links: somebody without an account decides on some posts, and sees nothing else."""

from __future__ import annotations

import hashlib
import re

import pytest
from playwright.sync_api import expect
from starlette.testclient import TestClient

from scheduler.actions import linking
from scheduler.domain.roles import Role
from tests.scheduler.web.conftest import Open, eventually
from tests.scheduler.web.world import World, a_picture, a_post, every_route, some_posts

FOR_GUESTS = re.compile(
    r"/(review|batch|media|posts/\{post_id\}/comments|r/|leave|login|language|$)"
)
FOR_ALL = re.compile(r"/(healthz|static|join/|api/)")


def a_token(world: World, *posts: int) -> str:
    new = linking.make_link(
        world.office,
        world.members[Role.MANAGER],
        name="Gina Guest",
        email="gina@elsewhere.example",
        post_ids=posts,
    )
    return new.token


def a_guest(world: World, *posts: int) -> TestClient:
    client = world.client(None)
    client.post(f"/r/{a_token(world, *posts)}")
    return client


def test_reading_the_link_opens_nothing(world: World) -> None:
    token = a_token(world, a_post(world))

    first = world.client(None).get(f"/r/{token}")
    again = world.client(None).get(f"/r/{token}")

    assert "Hello Gina Guest" in first.text
    assert "set-cookie" not in first.headers
    assert again.status_code == 200


def test_a_guest_decides_on_the_posts_of_the_link_only(world: World) -> None:
    mine, other = some_posts(world, 2)
    guest = a_guest(world, mine)

    page = guest.get("/review")
    decided = guest.post(f"/review/{mine}/approve", data={"digest": world.digest(mine)})
    refused = guest.post(f"/review/{other}/approve", data={"digest": world.digest(other)})

    assert "<b>1</b> of 1" in page.text
    assert f'href="/posts/{mine}"' not in page.text
    assert decided.headers["location"].startswith("/review?said=approved")
    assert refused.status_code == 404
    assert (world.state(mine), world.state(other)) == ("approved", "in_review")
    assert "Gina Guest" in world.client(Role.MANAGER).get(f"/posts/{mine}").text


def test_a_guest_sees_the_pictures_of_the_link_only(world: World) -> None:
    mine, _other = some_posts(world, 2)
    guest = a_guest(world, mine)
    shown, hidden = (hashlib.sha256(a_picture(shade)).hexdigest() for shade in (0, 3))

    assert guest.get(f"/media/{shown}/96").status_code == 200
    assert guest.get(f"/media/{hidden}/96").status_code == 404


def test_the_link_works_in_the_first_browser_only(world: World) -> None:
    token = a_token(world, a_post(world))
    world.client(None).post(f"/r/{token}")

    assert world.client(None).post(f"/r/{token}").status_code == 422


def test_a_revoked_link_opens_nothing_more(world: World) -> None:
    post_id = a_post(world)
    guest = a_guest(world, post_id)

    world.client(Role.MANAGER).post("/people/links/1/revoke")

    assert guest.get("/review").headers["location"].startswith("/login")


def routes() -> list[tuple[str, str]]:
    return [
        (method, route.path)
        for route in every_route()
        for method in sorted(route.methods or ())
        if not FOR_GUESTS.match(route.path) and not FOR_ALL.match(route.path)
    ]


def test_no_other_page_opens_to_a_guest(world: World) -> None:
    post_id = a_post(world)
    guest = a_guest(world, post_id)

    for method, path in routes():
        address = re.sub(r"\{\w+\}", "1", path)
        answer = guest.request(method, address)
        assert answer.status_code in {403, 404}, (method, path, answer.status_code)


@pytest.mark.parametrize("path", ["/people", "/calendar", "/audit"])
def test_a_guest_is_told_what_the_link_is_for(world: World, path: str) -> None:
    guest = a_guest(world, a_post(world))

    assert "Your link opens the posts to review" in guest.get(path).text


def test_a_guest_reviews_on_a_phone(world: World, open_page: Open) -> None:
    post_id = a_post(world)
    page = open_page(f"/r/{a_token(world, post_id)}", role=None)

    page.get_by_role("button", name="Start").click()
    page.get_by_label("Write a comment").fill("Nice and clear.")
    page.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_text("Nice and clear.")).to_be_visible()
    page.get_by_role("button", name="Approve").click()

    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    eventually(lambda: world.state(post_id) == "approved", page)
