"""The JSON API: tokens and scopes, what it does, pages of long lists, once per key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from scheduler.actions import programming
from scheduler.domain.roles import Role
from scheduler.domain.scopes import Scope
from scheduler.store.database import Database
from tests.scheduler.web.world import World, a_post, a_world, some_posts

API = "/api/v1"


def a_program(world: World, *scopes: Scope, role: Role = Role.OWNER) -> TestClient:
    _number, token = programming.make_token(
        world.office,
        world.members[role],
        "A test",
        scopes or tuple(Scope),
        timedelta(days=30),
    )
    return TestClient(
        world.app(),
        base_url=f"http://testserver{API}",
        headers={"authorization": f"Bearer {token}"},
        raise_server_exceptions=False,
    )


def test_a_program_says_for_whom_it_acts(world: World) -> None:
    answer = a_program(world, role=Role.MANAGER).get("/me")

    told = answer.json()
    assert told["name"] == "Manager Adams"
    assert told["email"] == "manager@riverbend-prevention-network.example"
    assert told["role"] == "manager"
    assert told["organization"]["id"] == world.organization_id
    assert "plan" in told["may"]
    assert "manage_people" not in told["may"]


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Basic abc", "Bearer "])
def test_without_a_token_that_holds_nothing_is_answered(world: World, header: str | None) -> None:
    client = TestClient(world.app(), headers={"authorization": header} if header else {})

    answer = client.get(f"{API}/me")

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["detail"]


def test_a_login_s_cookie_opens_pages_and_not_the_api(world: World) -> None:
    assert world.client(Role.OWNER).get(f"{API}/me").status_code == 401


def test_a_token_does_no_more_than_its_scopes(world: World) -> None:
    post_id = a_post(world)
    reads = a_program(world, Scope.READ)
    seen = reads.get(f"/posts/{post_id}").json()["digest"]

    answer = reads.post(f"/posts/{post_id}/approve", json={"digest": seen})

    assert answer.status_code == 403
    assert "review" in answer.json()["detail"]
    assert world.state(post_id) == "in_review"


def test_a_token_does_no_more_than_its_person(world: World) -> None:
    post_id = a_post(world)
    viewer = a_program(world, role=Role.VIEWER)

    answer = viewer.post(f"/posts/{post_id}/approve", json={"digest": world.digest(post_id)})

    assert answer.status_code == 403


def test_a_revoked_or_old_token_ends(world: World) -> None:
    client = a_program(world)
    world.watch.now += timedelta(days=29)
    assert client.get("/me").status_code == 200
    world.watch.now += timedelta(days=2)
    assert client.get("/me").status_code == 401

    other = a_program(world)
    world.client(Role.OWNER).post("/account/tokens/2/revoke")
    assert other.get("/me").status_code == 401


def test_a_token_is_made_on_the_account_page_and_shown_once(world: World) -> None:
    client = world.client(Role.MANAGER)

    page = client.post(
        "/account/tokens", data={"name": "Our site", "scopes": ["read", "plan"], "days": 30}
    )

    token = page.text.split('readonly value="')[1].split('"')[0]
    again = client.get("/account").text
    assert token.startswith("awareness_")
    assert token not in again
    assert "read" in again
    api = TestClient(world.app(), headers={"authorization": f"Bearer {token}"})
    assert api.get(f"{API}/me").status_code == 200


def test_a_post_is_read_decided_on_and_published_state_is_told(world: World) -> None:
    post_id = a_post(world)
    client = a_program(world, role=Role.MANAGER)

    whole = client.get(f"/posts/{post_id}").json()
    wrong = client.post(f"/posts/{post_id}/approve", json={"digest": "0" * 64})
    right = client.post(f"/posts/{post_id}/approve", json={"digest": whole["digest"]})

    assert whole["captions"][0]["text"].startswith("Did you know?")
    assert whole["sources"][0]["text"] == "Anyone can be affected by human trafficking."
    assert wrong.status_code == 409
    assert right.json() == {"state": "approved"}
    assert client.post(f"/posts/{post_id}/withdraw").json() == {"state": "in_review"}


def test_a_post_is_changed_submitted_moved_and_talked_about(world: World) -> None:
    post_id = a_post(world)
    client = a_program(world)

    edited = client.put(
        f"/posts/{post_id}/captions/mastodon",
        json={"text": "Anyone can be affected. Call 1-888-373-7888, any time."},
    )
    moved = client.post(f"/posts/{post_id}/move", json={"local": "2027-01-20T12:00"})
    said = client.post(f"/posts/{post_id}/comments", json={"text": "Better now."})

    assert edited.json()["state"] == "draft"
    assert moved.status_code == 200
    assert said.status_code == 201
    assert client.get(f"/posts/{post_id}/comments").json()["items"][0]["text"] == "Better now."
    where = client.get("/deliveries", params={"campaign": world.campaign_id}).json()["items"]
    assert where[0]["local_time"] == "2027-01-20T12:00"


def test_long_lists_come_in_pages_without_gaps_or_repeats(world: World) -> None:
    stored = some_posts(world, 7)
    client = a_program(world)
    address, seen = "/posts?limit=3&state=in_review", []

    while address:
        page = client.get(address.removeprefix(API)).json()
        seen += [post["id"] for post in page["items"]]
        address = page["next"]

    assert seen == list(stored)


def test_a_campaign_is_set_up(world: World) -> None:
    client = a_program(world)
    given = {
        "name": "By a program",
        "fact_sheet_id": world.sheet_id,
        "brand_kit_id": world.brand_id,
        "channel_ids": list(world.channel_ids),
        "first_day": "2027-02-01",
        "last_day": "2027-02-28",
        "zone": "America/New_York",
        "rules": {"posts_per_week": 3},
    }

    made = client.post("/campaigns", json=given)
    wrong = client.post("/campaigns", json={**given, "rules": {"posts_per_weak": 3}})

    assert made.status_code == 201
    assert made.json()["rules"]["posts_per_week"] == 3
    assert wrong.status_code == 422
    assert "posts_per_week" in wrong.json()["detail"]
    assert client.get(f"/campaigns/{made.json()['id']}").json()["name"] == "By a program"


def test_a_sheet_is_imported_and_a_caption_counted(world: World) -> None:
    client = a_program(world)

    stored = client.post(
        "/factsheets", json={"name": "new.md", "text": "# Signs\n\n- They seem afraid.\n"}
    )
    counted = client.post("/length", json={"platform": "mastodon", "text": "four"})

    assert stored.status_code == 201
    assert client.get(f"/factsheets/{stored.json()['id']}").json()["extraction"]["items"]
    assert counted.json() == {"length": 4, "limit": 500, "unit": "graphemes", "fits": True}


def test_posting_is_paused_and_goes_on(world: World) -> None:
    client = a_program(world)

    made = client.post("/pauses", json={"reason": "News"}).json()
    assert client.get("/pauses").json()["items"][0]["reason"] == "News"

    assert client.delete(f"/pauses/{made['id']}").status_code == 204
    assert client.get("/pauses").json()["items"] == []


def test_a_request_with_a_key_is_done_once(world: World) -> None:
    client = a_program(world)
    key = {"idempotency-key": "pause-1"}

    first = client.post("/pauses", json={"reason": "News"}, headers=key)
    again = client.post("/pauses", json={"reason": "News"}, headers=key)
    other = client.post("/pauses", json={"reason": "Other"}, headers=key)

    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert other.status_code == 422
    assert len(client.get("/pauses").json()["items"]) == 1


def test_a_key_is_forgotten_after_a_day(world: World) -> None:
    address = f"/posts/{a_post(world)}/comments"
    client = a_program(world)
    key = {"idempotency-key": "comment-1"}
    client.post(address, json={"text": "Fine"}, headers=key)

    world.watch.now += timedelta(days=1, minutes=1)
    later = client.post(address, json={"text": "Fine"}, headers=key)

    assert later.status_code == 201, later.text
    assert "idempotency-replayed" not in later.headers


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.get("/posts/999"),
        lambda c: c.get("/campaigns/999"),
        lambda c: c.post("/posts/999/submit"),
        lambda c: c.delete("/webhooks/9"),
        lambda c: c.get("/nowhere"),
    ],
)
def test_what_is_not_there_is_said_in_json(world: World, ask: Callable[[Any], Any]) -> None:
    answer = ask(a_program(world))

    assert answer.status_code == 404
    assert answer.json()["detail"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"reason": 5}', b'{"reason": "x", "y": 1}'])
def test_what_is_not_understood_is_said_in_json(world: World, body: bytes) -> None:
    json_type = {"content-type": "application/json"}
    answer = a_program(world).post("/pauses", content=body, headers=json_type)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "x"])
def test_a_body_of_another_type_is_refused_and_told_which_to_send(world: World, kind: str) -> None:
    answer = a_program(world).post(
        "/pauses", content=b'{"reason": "News"}', headers={"content-type": kind}
    )

    assert answer.status_code == 415
    assert "application/json" in answer.json()["hint"]


def test_the_api_describes_itself(world: World) -> None:
    described = TestClient(world.app()).get(f"{API}/openapi.json").json()

    assert described["servers"] == [{"url": API}]
    assert "/posts/{number}/approve" in described["paths"]


def test_no_program_reaches_another_organization(world: World) -> None:
    engine = world.office.sessions.kw["bind"]
    database = Database(engine, world.office.sessions)
    other = a_world(database, world.office.media, name="The Others")
    post_id = a_post(other)
    client = a_program(world)

    assert client.get(f"/posts/{post_id}").status_code == 404
    assert client.get(f"/campaigns/{other.campaign_id}").status_code == 404
    assert client.get("/posts").json()["items"] == []
    assert client.get("/deliveries", params={"campaign": other.campaign_id}).json()["items"] == []
