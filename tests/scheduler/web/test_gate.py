"""What every request passes: no change from elsewhere, nothing inline, no detour."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scheduler.domain.roles import Role
from scheduler.web import gate
from scheduler.web.visit import own_path
from tests.scheduler.web.world import COOKIE, World, a_post

TEMPLATES = Path(gate.__file__).parent / "templates"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {},
    ],
    ids=["cross-site", "same-site", "foreign origin", "opaque origin", "cookie without headers"],
)
def test_a_change_asked_for_by_another_site_is_refused(
    world: World, headers: dict[str, str]
) -> None:
    post_id = a_post(world)
    client = world.client()
    del client.headers["sec-fetch-site"]

    answer = client.post(
        f"/review/{post_id}/approve", data={"digest": world.digest(post_id)}, headers=headers
    )

    assert answer.status_code == 403
    assert world.state(post_id) == "in_review"


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}],
    ids=["fetch metadata", "own origin"],
)
def test_a_change_from_the_own_pages_passes(world: World, headers: dict[str, str]) -> None:
    post_id = a_post(world)
    client = world.client()
    del client.headers["sec-fetch-site"]

    answer = client.post(
        f"/review/{post_id}/approve", data={"digest": world.digest(post_id)}, headers=headers
    )

    assert answer.status_code == 303


@pytest.mark.parametrize("path", ["/login", "/review", "/nowhere", "/static/app.css"])
def test_every_answer_carries_the_strict_headers(world: World, path: str) -> None:
    answer = world.client().get(path)

    for name, value in gate.HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_pages_are_not_kept_by_browsers_or_proxies(world: World) -> None:
    assert world.client().get("/review").headers["cache-control"] == "no-store"


def test_no_template_holds_inline_script_or_style() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?! type=\"module\" src=)", text), (
            path
        )
        assert not re.search(r"(src|href)=\"https?:", text), path


@pytest.mark.parametrize(
    "address",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/a\nb", ""],
)
def test_no_link_leads_people_away(address: str) -> None:
    assert own_path(address) == "/"


def test_login_never_redirects_elsewhere(world: World) -> None:
    member = world.members[Role.REVIEWER]

    answer = world.client(None).post(
        "/login",
        data={
            "email": member.email,
            "password": "correct horse battery",
            "next": "//evil.example/x",
        },
    )

    assert answer.headers["location"] == "/"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    member = world.members[Role.REVIEWER]

    answer = world.client(None).post(
        "/login", data={"email": member.email, "password": "correct horse battery"}
    )

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(COOKIE)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
