"""What programs do wrong, or to harm: refused in one shape, with nothing half done."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from scheduler.actions import programming
from scheduler.domain.roles import Role
from scheduler.domain.scopes import Scope
from scheduler.store.tables import AnswerRow
from scheduler.web.api.describing import examples
from scheduler.web.api.refusals import PROBLEM_JSON
from scheduler.web.application import LARGEST_BODY
from tests.scheduler.web.api.journey import API, a_token
from tests.scheduler.web.world import World, a_post

JSON = {"content-type": "application/json"}


def a_program(world: World, *scopes: Scope, role: Role = Role.OWNER) -> TestClient:
    return TestClient(
        world.app(),
        base_url=f"http://testserver{API}",
        headers={"authorization": f"Bearer {a_token(world, *scopes, role=role)}"},
        raise_server_exceptions=False,
    )


def refused(answer: Any, status: int) -> dict[str, Any]:
    """Demand the one shape all refusals have, and return it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM_JSON
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["type"] == "about:blank"
    assert told["detail"].strip()
    assert "Traceback" not in answer.text
    return told


def test_a_megabyte_where_a_word_belongs_is_named_and_not_sent_back(world: World) -> None:
    answer = a_program(world).post("/pauses", json={"reason": "x" * 1_000_000})

    assert refused(answer, 422)["fields"][0]["field"] == "body.reason"
    assert len(answer.content) < 1000


@pytest.mark.parametrize("key", [{}, {"idempotency-key": "large-1"}])
def test_more_than_the_limit_is_refused_before_it_is_read(
    world: World, key: dict[str, str]
) -> None:
    body = b" " * (LARGEST_BODY + 1)

    answer = a_program(world).post("/pauses", content=body, headers={**JSON, **key})

    refused(answer, 413)


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 10_000, b'{"reason": 1e999}', b""])
def test_what_is_no_json_is_refused(world: World, body: bytes) -> None:
    refused(a_program(world).post("/pauses", content=body, headers=JSON), 422)


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=1e3", "limit=0", "limit=201"])
def test_a_page_that_cannot_be_is_refused(world: World, query: str) -> None:
    told = refused(a_program(world).get(f"/posts?{query}"), 422)

    assert query.partition("=")[0] in told["detail"]


def test_behind_the_last_one_there_is_an_empty_page(world: World) -> None:
    client = a_program(world)

    assert client.get("/posts?after=2147483647").json() == {"items": [], "next": None}
    assert client.get("/rules?after=zzzz").json() == {"items": [], "next": None}


def test_an_address_names_the_methods_it_takes(world: World) -> None:
    answer = a_program(world).patch("/pauses", json={})

    assert "GET, POST" in refused(answer, 405)["detail"]
    assert answer.headers["allow"] == "GET, POST"
    assert a_program(world).get("/length").headers["allow"] == "POST"
    assert a_program(world).get("/posts/hold").headers["allow"] == "POST"
    assert a_program(world).get("/posts/abc").status_code == 422


def test_a_token_of_somebody_who_left_opens_nothing(world: World) -> None:
    leaver = a_program(world, role=Role.VIEWER)
    assert leaver.get("/me").status_code == 200

    person = world.members[Role.VIEWER].person_id
    assert a_program(world).delete(f"/people/{person}").status_code == 204

    refused(leaver.get("/me"), 401)


def test_a_token_makes_none_wider_or_longer_than_itself(world: World) -> None:
    narrow = a_program(world, Scope.TOKENS, Scope.READ)

    wide = narrow.post("/tokens", json={"name": "more", "scopes": ["read", "plan"]})
    made = narrow.post("/tokens", json={"name": "less", "scopes": ["read"], "days": 366})

    assert "plan" in refused(wide, 403)["detail"]
    assert made.status_code == 201
    ends = TestClient(world.app()).get(
        f"{API}/me", headers={"authorization": f"Bearer {made.json()['token']}"}
    )
    assert ends.json()["token_ends"] == narrow.get("/me").json()["token_ends"]


def test_two_requests_with_one_key_at_once_are_done_once(world: World) -> None:
    client = a_program(world)
    start, answers = threading.Barrier(4), list[Any]()

    def ask() -> None:
        start.wait()
        key = {"idempotency-key": "at-once"}
        answers.append(client.post("/pauses", json={"reason": "News"}, headers=key))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    done = [one for one in answers if one.status_code == 201]
    assert done
    assert {one.status_code for one in answers} <= {201, 409}
    assert len({one.text for one in done}) == 1
    assert len(client.get("/pauses").json()["items"]) == 1


def test_a_key_is_for_one_address_with_its_query(world: World) -> None:
    client = a_program(world)
    key = {"idempotency-key": "one"}
    client.post("/pauses", json={"reason": "News"}, headers=key)

    refused(client.post("/invitations", json={"reason": "News"}, headers=key), 422)
    refused(client.post("/pauses?x=1", json={"reason": "News"}, headers=key), 422)


def test_a_key_of_another_program_is_another_key(world: World) -> None:
    key = {"idempotency-key": "one"}
    body = {"reason": "News"}

    first = a_program(world).post("/pauses", json=body, headers=key)
    other = a_program(world).post("/pauses", json=body, headers=key)

    assert first.json() != other.json()


def test_what_is_shown_once_is_not_kept_in_clear_with_its_key(world: World) -> None:
    client = a_program(world)
    body = {"name": "kept", "scopes": ["read"]}
    key = {"idempotency-key": "token-1"}

    made = client.post("/tokens", json=body, headers=key)
    again = client.post("/tokens", json=body, headers=key)

    assert again.json() == made.json()
    with world.office.sessions() as session:
        kept = b"".join(session.scalars(select(AnswerRow.body)))
    assert kept
    assert made.json()["token"].encode() not in kept


def test_a_refusal_is_given_again_as_a_refusal(world: World) -> None:
    client = a_program(world)
    key = {"idempotency-key": "wrong-1"}

    first = client.post("/pauses", json={"reason": ""}, headers=key)
    again = client.post("/pauses", json={"reason": ""}, headers=key)

    assert refused(again, 422) == refused(first, 422)
    assert again.headers["idempotency-replayed"] == "true"


def test_a_picture_is_given_again_as_a_picture(world: World) -> None:
    client = a_program(world)
    key = {"idempotency-key": "look-1"}

    first = client.post("/brands/preview", json=examples()["LookIn"], headers=key)
    again = client.post("/brands/preview", json=examples()["LookIn"], headers=key)

    assert first.headers["content-type"] == again.headers["content-type"] == "image/webp"
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"


def test_an_edit_of_what_is_no_longer_there_is_refused(world: World) -> None:
    post_id = a_post(world)
    client = a_program(world)
    seen = client.get(f"/posts/{post_id}").headers["etag"]
    address = f"/posts/{post_id}/captions/mastodon"
    text = "Anyone can be affected. Call 1-888-373-7888, any time."

    first = client.put(address, json={"text": text}, headers={"if-match": seen})
    late = client.put(address, json={"text": f"{text} Now."}, headers={"if-match": seen})

    assert first.status_code == 200
    refused(late, 412)
    assert text in client.get(f"/posts/{post_id}").text
    shape = {"if-match": '"not a digest"'}
    refused(client.put(address, json={"text": text}, headers=shape), 422)


def test_secrets_of_a_channel_are_never_answered(world: World) -> None:
    client = a_program(world)

    for address in ("/channels", f"/channels/{world.channel_ids[0]}", "/audit", "/audit/export"):
        assert "a secret token" not in client.get(address).text, address


def test_an_old_token_opens_nothing_whatever_it_asks(world: World) -> None:
    _number, token = programming.make_token(
        world.office, world.members[Role.OWNER], "old", list(Scope), timedelta(hours=1)
    )
    old = TestClient(
        world.app(),
        base_url=f"http://testserver{API}",
        headers={"authorization": f"Bearer {token}", "idempotency-key": "k"},
    )
    assert old.post("/pauses", json={"reason": "News"}).status_code == 201
    world.watch.now += timedelta(hours=1)

    refused(old.get("/me"), 401)
    again = old.post("/pauses", json={"reason": "News"})
    refused(again, 401)
    assert "idempotency-replayed" not in again.headers


def test_a_policy_that_asks_nobody_says_what_that_means(world: World) -> None:
    client = a_program(world)

    told = client.put("/policies", json={"approvals": 0}).json()["policy"]

    assert "nobody has read it" in told["warning"]
    assert client.put("/policies", json={"approvals": 1}).json()["policy"]["warning"] == ""


def test_a_file_name_leads_nowhere_else(world: World) -> None:
    client = a_program(world)
    table = {"table": "date,time,platform,caption\n", "pictures": {"../x.png": "QQ=="}}
    kit = {"text": 'name = "x"\n', "files": {"/etc/x": "QQ=="}}

    where = f"/campaigns/{world.campaign_id}/table"
    assert "plain file name" in refused(client.post(where, json=table), 422)["detail"]
    assert "plain file name" in refused(client.post("/brands/files", json=kit), 422)["detail"]


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/policies", {"approvals": 1, "four_eyes": 0}),
        ("/policies", {"approvals": False}),
        ("/policies", {"approvals": "0"}),
        ("/policies", {"approvals": 1, "named": [True]}),
        ("/observances", {"name": "x", "rule": {"type": "date"}, "other_rules": [{}]}),
        ("/observances", {"name": "x", "rule": {"type": "date"}, "per_year": {"2027": [5]}}),
        ("/observances", {"name": "x", "rule": {"type": "no such", "month": None}}),
    ],
)
def test_what_only_looks_right_is_refused(world: World, address: str, body: dict[str, Any]) -> None:
    refused(a_program(world).put(address, json=body), 422)
