"""Plans for programs, over HTTP with a token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from scheduler.actions.programming import make_token
from scheduler.domain.roles import Role
from scheduler.domain.scopes import Scope
from tests.scheduler.web.world import World, some_posts


def program(world: World, *scopes: Scope) -> TestClient:
    _, token = make_token(
        world.office,
        world.members[Role.MANAGER],
        "a test",
        scopes or (Scope.READ, Scope.PLAN),
        timedelta(days=1),
    )
    client = TestClient(world.app(), raise_server_exceptions=False)
    client.headers["authorization"] = f"Bearer {token}"
    return client


def asked(client: TestClient, path: str) -> Any:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def told(client: TestClient, path: str, body: dict[str, Any], status: int = 200) -> Any:
    answer = client.post(f"/api/v1{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_preview_gives_every_slot_its_reason_and_changes_nothing(world: World) -> None:
    client = program(world)

    found = asked(client, f"/campaigns/{world.campaign_id}/preview")

    assert found["slots"]
    assert all(slot["reason"] and slot["title"] for slot in found["slots"])
    assert asked(client, f"/campaigns/{world.campaign_id}/slots")["items"] == []


def test_rules_change_and_are_refused_in_a_sentence(world: World) -> None:
    client, path = program(world), f"/api/v1/campaigns/{world.campaign_id}"
    client.patch(path, json={"template": "beacon"})

    changed = client.patch(path, json={"template": "beacon", "rules": {"posts_per_week": 3}})
    refused = client.patch(path, json={"rules": {"posts_per_week": 300}})

    assert changed.json()["rules"]["posts_per_week"] == 3
    assert refused.status_code == 422
    assert "choose a number from 1 to 200" in refused.json()["detail"]


def test_a_move_that_runs_into_something_is_not_saved_unless_told_so(world: World) -> None:
    first, second = some_posts(world, 2)
    client, path = program(world), f"/campaigns/{world.campaign_id}/moves"
    wanted = {"times": {str(second): "2027-01-11T09:45"}}

    found = told(client, path, wanted)

    assert not found["saved"]
    assert {one["clash"] for one in found["conflicts"]} >= {"same_hour"}
    assert told(client, path, wanted | {"anyway": True})["saved"]
    slots = asked(client, f"/campaigns/{world.campaign_id}/slots")["items"]
    times = {slot["post_id"]: slot["local_time"] for slot in slots}
    assert times == {first: "2027-01-11T09:30", second: "2027-01-11T09:45"}


def test_a_play_sends_nothing_and_knows_outages(world: World) -> None:
    some_posts(world, 2)
    outage = "mastodon:2027-01-11T09:00..2027-01-11T11:00"
    body = {"outages": [outage], "approve_all": True}

    found = told(program(world), f"/campaigns/{world.campaign_id}/simulate", body)

    assert found["counts"] == {"on_time": 3, "late": 1}
    assert "outage" in next(one["why"] for one in found["timeline"] if one["outcome"] == "late")


def test_a_campaign_is_a_calendar_other_programs_subscribe_to(world: World) -> None:
    some_posts(world, 1)

    answer = program(world).get(f"/api/v1/campaigns/{world.campaign_id}/calendar.ics")

    assert answer.headers["content-type"].startswith("text/calendar")
    assert Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_pause_tells_what_it_kept_back_and_asks_what_becomes_of_it(world: World) -> None:
    client = program(world)
    number = told(client, "/pauses", {"reason": "News"}, 201)["id"]

    assert asked(client, f"/pauses/{number}/kept-back")["items"] == []
    done = told(client, f"/pauses/{number}/resume", {"missed": "hold"})

    assert done == {"sent": 0, "held": 0, "skipped": 0, "too_late": 0}


def test_a_campaign_goes_to_the_next_year(world: World) -> None:
    client = program(world)
    client.patch(f"/api/v1/campaigns/{world.campaign_id}", json={"template": "beacon"})

    found = told(client, f"/campaigns/{world.campaign_id}/copy", {}, 201)

    assert found["first_day"] == "2028-01-01"
    assert found["stale"]


def test_observances_are_listed_kept_and_forgotten(world: World) -> None:
    client = program(world)
    own = {"name": "Riverbend Day", "rule": {"type": "date", "month": 3, "day": 3}}
    wrong = {"name": "Riverbend Day", "rule": {"type": "date", "month": 13, "day": 3}}

    assert client.put("/api/v1/observances", json=wrong).status_code == 422
    assert client.put("/api/v1/observances", json=own).status_code == 204

    page = asked(client, "/observances?year=2026&limit=200")
    found = {one["name"]: one for one in page["items"]}
    assert found["Riverbend Day"]["first_day"] == "2026-03-03"
    assert found["Purple Thursday"]["doubts"]
    assert client.delete("/api/v1/observances/Riverbend Day").status_code == 204
    assert client.delete("/api/v1/observances/Riverbend Day").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("moves", {"times": {"999": "2027-01-11T09:45"}}, "is not of campaign"),
        ("moves", {"times": {"1": "soon"}}, "is not of campaign"),
        ("simulate", {"outages": ["mastodon"]}, "from when to when"),
        ("simulate", {"now": "2027-02-29T09:00"}, "February 2027 has 28 days"),
        ("copy", {"year": 2020}, "a copy goes to a later year"),
    ],
)
def test_what_cannot_be_is_told(world: World, path: str, body: dict[str, Any], says: str) -> None:
    found = told(program(world), f"/campaigns/{world.campaign_id}/{path}", body, 422)

    assert says in found["detail"] + found["hint"]


def test_a_token_that_may_only_read_plans_nothing(world: World) -> None:
    client = program(world, Scope.READ)

    answer = client.patch(f"/api/v1/campaigns/{world.campaign_id}", json={"name": "Ours"})

    assert answer.status_code == 403
