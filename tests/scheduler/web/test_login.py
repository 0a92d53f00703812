"""Logging in and out, and what a person sets for themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from scheduler.domain.roles import Role
from tests.scheduler.web.world import PASSWORD, World, a_post


def log_in(client: TestClient, email: str, password: str, to: str = "/") -> int:
    answer = client.post("/login", data={"email": email, "password": password, "next": to})
    return answer.status_code


def test_who_is_not_logged_in_is_led_back_after_logging_in(world: World) -> None:
    post_id = a_post(world)
    client = world.client(None)
    asked = client.get(f"/review/{post_id}?x=1")

    form = client.get(asked.headers["location"])
    answer = client.post(
        "/login",
        data={
            "email": world.members[Role.REVIEWER].email.upper(),
            "password": PASSWORD,
            "next": f"/review/{post_id}?x=1",
        },
    )

    assert f'value="/review/{post_id}?x=1"' in form.text
    assert answer.headers["location"] == f"/review/{post_id}?x=1"
    assert client.get("/review").status_code == 200


@pytest.mark.parametrize(
    "email", ["reviewer@riverbend-prevention-network.example", "no@one.example"]
)
def test_a_wrong_login_never_says_which_part_is_wrong(world: World, email: str) -> None:
    answer = world.client(None).post("/login", data={"email": email, "password": "a wrong guess"})

    assert answer.status_code == 422
    assert "Wrong address or password" in answer.text
    assert "set-cookie" not in answer.headers


def test_guessing_is_slowed_down_for_one_address_only(world: World) -> None:
    email, client = world.members[Role.REVIEWER].email, world.client(None)
    guesses = [log_in(client, email, "a wrong guess") for _ in range(9)]

    assert guesses == [422] * 9
    assert (
        "Too many wrong passwords"
        in client.post("/login", data={"email": email, "password": PASSWORD}).text
    )
    assert log_in(client, world.members[Role.MANAGER].email, PASSWORD) == 303
    world.watch.now += timedelta(minutes=16)
    assert log_in(client, email, PASSWORD) == 303


def test_logging_out_ends_the_login_on_the_server(world: World) -> None:
    client = world.client(Role.REVIEWER)
    kept = dict(client.cookies)

    client.post("/logout")
    client.cookies.update(kept)

    assert client.get("/review").headers["location"].startswith("/login")


def test_a_login_ends_by_itself(world: World) -> None:
    client = world.client(Role.REVIEWER)

    world.watch.now += timedelta(days=2)

    assert client.get("/review").status_code == 303


def test_changing_the_password_ends_all_logins(world: World) -> None:
    client, other = world.client(Role.VIEWER), world.client(Role.VIEWER)

    wrong = client.post("/account/password", data={"old": "not it", "new": "four new words"})
    answer = client.post("/account/password", data={"old": PASSWORD, "new": "four new words"})

    assert wrong.status_code == 422
    assert answer.headers["location"] == "/login"
    assert other.get("/account").status_code == 303
    assert log_in(client, world.members[Role.VIEWER].email, "four new words") == 303


def test_the_front_page_leads_to_the_work_of_the_role(world: World) -> None:
    assert world.client(Role.REVIEWER).get("/").headers["location"] == "/review"
    assert world.client(Role.MANAGER).get("/").headers["location"] == "/calendar"


def test_a_chosen_language_is_kept(world: World) -> None:
    client = world.client()

    client.post("/language", data={"language": "es", "next": "/account"})

    assert '<html lang="es">' in client.get("/account").text


def test_the_browser_s_language_is_spoken_first(world: World) -> None:
    page = world.client(None).get(
        "/login", headers={"accept-language": "fr, es-MX;q=0.8, en;q=0.5"}
    )

    assert '<html lang="es">' in page.text
