"""Logging in with a second step: a code from a phone, each held once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from scheduler.domain.one_time_code import code_at, matching_step, step_of
from scheduler.domain.roles import Role
from tests.scheduler.web.world import PASSWORD, World

# https://datatracker.ietf.org/doc/html/rfc6238#appendix-B, the last six digits
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(SECRET, seconds // 30) == code


def test_a_code_holds_once_and_half_a_minute_around() -> None:
    now = datetime(2027, 1, 6, tzinfo=UTC)
    step = step_of(now)

    assert matching_step(SECRET, code_at(SECRET, step - 1), now, after=0) == step - 1
    assert matching_step(SECRET, code_at(SECRET, step), now, after=step) is None
    assert matching_step(SECRET, code_at(SECRET, step - 2), now, after=0) is None


def turn_on(world: World) -> tuple[str, list[str]]:
    client = world.client(Role.REVIEWER)
    page = client.post("/account/second-step").text
    secret = re.findall(r"<code>([A-Z2-7]{32})</code>", page)[0]
    code = code_at(secret, step_of(world.watch.now))
    done = client.post("/account/second-step/confirm", data={"code": code}).text
    return secret, re.findall(r"<code>([0-9a-f]{10})</code>", done)


def give_password(world: World, client: TestClient) -> str:
    email = world.members[Role.REVIEWER].email
    page = client.post("/login", data={"email": email, "password": PASSWORD})
    assert "set-cookie" not in page.headers
    return str(re.findall(r'name="ticket" value="([^"]+)"', page.text)[0])


def test_a_password_alone_no_longer_opens(world: World) -> None:
    secret, _spare = turn_on(world)
    client = world.client(None)
    ticket = give_password(world, client)
    world.watch.now += timedelta(minutes=1)

    wrong = client.post("/login/code", data={"ticket": ticket, "code": "000000"})
    code = code_at(secret, step_of(world.watch.now))
    right = client.post("/login/code", data={"ticket": ticket, "code": code})
    again = world.client(None).post("/login/code", data={"ticket": ticket, "code": code})

    assert wrong.status_code == 422
    assert right.status_code == 303
    assert client.get("/review").status_code == 200
    assert again.status_code == 422


def test_a_spare_code_opens_once(world: World) -> None:
    _secret, spare = turn_on(world)
    client = world.client(None)
    assert len(spare) == 8

    first = client.post(
        "/login/code", data={"ticket": give_password(world, client), "code": spare[0]}
    )
    other = world.client(None)
    second = other.post(
        "/login/code", data={"ticket": give_password(world, other), "code": spare[0]}
    )

    assert (first.status_code, second.status_code) == (303, 422)


@pytest.mark.parametrize("ticket", ["nonsense", ""])
def test_a_ticket_nobody_gave_opens_nothing(world: World, ticket: str) -> None:
    answer = world.client(None).post("/login/code", data={"ticket": ticket, "code": "123456"})

    assert answer.status_code == 422


def test_a_ticket_ends_after_five_minutes(world: World) -> None:
    secret, _spare = turn_on(world)
    client = world.client(None)
    ticket = give_password(world, client)
    world.watch.now += timedelta(minutes=6)

    code = code_at(secret, step_of(world.watch.now))
    answer = client.post("/login/code", data={"ticket": ticket, "code": code})

    assert "That took too long." in answer.text


def test_guessing_codes_is_slowed_down_as_guessing_passwords_is(world: World) -> None:
    secret, _spare = turn_on(world)
    client = world.client(None)
    ticket = give_password(world, client)
    for _ in range(8):
        client.post("/login/code", data={"ticket": ticket, "code": "000000"})
    world.watch.now += timedelta(minutes=1)

    code = code_at(secret, step_of(world.watch.now))
    answer = client.post("/login/code", data={"ticket": ticket, "code": code})

    assert "Too many wrong passwords" in answer.text


def test_it_is_turned_off_with_a_code_only(world: World) -> None:
    secret, _spare = turn_on(world)
    client = world.client(Role.REVIEWER)
    world.watch.now += timedelta(minutes=1)

    assert client.post("/account/second-step/off", data={"code": "000000"}).status_code == 422
    code = code_at(secret, step_of(world.watch.now))
    assert client.post("/account/second-step/off", data={"code": code}).status_code == 303
    assert "Set it up" in client.get("/account").text
