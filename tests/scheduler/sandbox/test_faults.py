"""Each way in which a request can go wrong, seen from a plain HTTP client."""

from __future__ import annotations

import time
from datetime import timedelta
from http.client import HTTPException, IncompleteRead
from typing import Any

import pytest

from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import SlowClock
from tests.scheduler.sandbox.visitor import Said, Visitor

STATUSES = "/mastodon/api/v1/statuses"


@pytest.fixture
def token(sandbox: RunningSandbox) -> str:
    return sandbox.account("mastodon")["token"]


def post(visitor: Visitor, token: str, text: str = "One in five.") -> Said:
    return visitor.post(STATUSES, {"status": text}, Authorization=f"Bearer {token}")


def strike(visitor: Visitor, **told: Any) -> None:
    visitor.fault(**{"platform": "mastodon", "route": "publish", **told})


@pytest.mark.parametrize(("when", "copies"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize("fault", ["drop", "cut"])
def test_a_broken_connection_leaves_no_answer(
    visitor: Visitor, token: str, fault: str, when: str, copies: int
) -> None:
    strike(visitor, fault=fault, when=when)

    with pytest.raises((HTTPException, ConnectionError)):
        post(visitor, token)

    assert len(visitor.posts()) == copies


@pytest.mark.parametrize(("when", "copies"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_status_is_worded_as_the_platform_words_it(
    visitor: Visitor, token: str, status: int, when: str, copies: int
) -> None:
    strike(visitor, fault="status", status=status, when=when, retry_after=7)

    answer = post(visitor, token)

    assert answer.status == status
    assert "error" in answer.json
    assert answer.headers.get("retry-after") == ("7" if status == 429 else None)
    assert len(visitor.posts()) == copies


def test_answers_that_are_none(visitor: Visitor, token: str) -> None:
    said = {}
    for fault in ("truncate", "html", "empty", "redirect", "huge"):
        strike(visitor, fault=fault, times=1, location="http://10.0.0.1/", size=6_000_000)
        said[fault] = post(visitor, token)
        visitor.ask("DELETE", "/_sandbox/faults")

    with pytest.raises(ValueError, match=r"JSON|delimiter|Unterminated|Expecting"):
        _ = said["truncate"].json
    assert said["html"].content.startswith(b"<!DOCTYPE html>")
    assert (said["empty"].status, said["empty"].content) == (204, b"")
    assert (said["redirect"].status, said["redirect"].headers["location"]) == (
        302,
        "http://10.0.0.1/",
    )
    assert len(said["huge"].content) == 6_000_000
    assert len(visitor.posts()) == 5


def test_an_expired_token_is_refused_before_anything_happens(visitor: Visitor, token: str) -> None:
    strike(visitor, fault="expired", when="after")

    assert post(visitor, token).status == 401
    assert visitor.posts() == []


@pytest.mark.parametrize("fault", ["slow", "hang"])
def test_a_slow_answer_is_whole_in_the_end(visitor: Visitor, token: str, fault: str) -> None:
    strike(visitor, fault=fault, seconds=0.2)
    began = time.monotonic()

    answer = post(visitor, token)

    assert answer.json["id"]
    assert time.monotonic() - began >= 0.19


def test_a_request_that_hangs_comes_out_after_the_sender_has_gone(
    visitor: Visitor, sandbox: RunningSandbox, token: str
) -> None:
    strike(visitor, fault="hang", when="before", seconds=0.3)
    with Visitor(sandbox.url, patience=0.1) as hasty, pytest.raises(TimeoutError):
        post(hasty, token)

    soon = visitor.posts()
    time.sleep(0.4)

    assert (len(soon), len(visitor.posts())) == (0, 1)


def test_only_the_named_request_is_struck(visitor: Visitor, token: str) -> None:
    strike(visitor, fault="status", when="before", nth=2)

    assert [post(visitor, token).status for _ in range(4)] == [200, 502, 200, 200]


def test_a_switch_wears_off(visitor: Visitor, token: str) -> None:
    strike(visitor, fault="status", when="before", times=2)

    assert [post(visitor, token).status for _ in range(4)] == [502, 502, 200, 200]


def test_the_same_seed_strikes_the_same_requests(visitor: Visitor, token: str) -> None:
    runs = []
    for _ in range(2):
        strike(visitor, fault="status", when="before", probability=0.5, seed=4)
        runs.append([post(visitor, token).status for _ in range(12)])
        visitor.ask("DELETE", "/_sandbox/faults")

    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 502}


def test_a_switch_can_be_meant_for_one_account(
    sandbox: RunningSandbox, visitor: Visitor, token: str
) -> None:
    other = sandbox.account("mastodon", "other")["token"]
    strike(visitor, fault="status", when="before", account="other")

    assert post(visitor, token).status == 200
    assert post(visitor, other).status == 502


def test_a_quota_can_be_meant_for_one_account(
    sandbox: RunningSandbox, visitor: Visitor, token: str
) -> None:
    other = sandbox.account("mastodon", "other")["token"]
    order = {"platform": "mastodon", "quota": "statuses", "account": "other", "limit": 1}
    visitor.post("/_sandbox/quotas", order)

    assert [post(visitor, token, f"{number}").status for number in range(2)] == [200, 200]
    assert [post(visitor, other, f"{number}").status for number in range(2)] == [200, 429]


def test_latency_holds_every_answer(visitor: Visitor, token: str) -> None:
    visitor.post("/_sandbox/knobs", {"latency": 0.1})
    began = time.monotonic()

    post(visitor, token)

    assert time.monotonic() - began >= 0.1


def test_a_look_up_can_be_late_while_the_post_is_live(
    visitor: Visitor, token: str, clock: SlowClock
) -> None:
    visitor.post("/_sandbox/knobs", {"blind_for": 5})
    number = post(visitor, token).json["id"]
    own = {"Authorization": f"Bearer {token}"}

    assert visitor.get(f"{STATUSES}/{number}", **own).status == 404
    assert len(visitor.posts()) == 1
    clock.wait(timedelta(seconds=5))
    assert visitor.get(f"{STATUSES}/{number}", **own).status == 200


@pytest.mark.parametrize(
    "told",
    [{"fault": "earthquake"}, {"fault": "drop", "colour": "red"}, {"fault": "drop", "nth": -1}, {}],
)
def test_a_switch_that_cannot_be_one_is_refused(visitor: Visitor, told: dict[str, Any]) -> None:
    answer = visitor.post("/_sandbox/faults", told)

    assert answer.status == 400
    assert "fault" in answer.json["error"] or "nth" in answer.json["error"]


@pytest.mark.parametrize(
    ("place", "told", "said"),
    [
        ("knobs", {"colour": "red"}, "There is no knob colour"),
        ("knobs", {"latency": -1}, "“latency” is a number from 0 up."),
        ("knobs", {"keys": "lost"}, "“keys” is one of: kept"),
        ("quotas", {"platform": "mastodon"}, "“quota” is one of: requests"),
        ("quotas", {"quota": "media"}, "“platform” is one of: mastodon"),
        ("accounts", {"platform": "myspace"}, "“platform” is one of: mastodon"),
        ("apps", {"platform": "x"}, "“redirect_uris” is a list"),
        ("faults", {"fault": "drop", "route": 7}, "“route” is a word."),
        ("faults", {"faults": ["drop"]}, "A switch is a JSON object."),
    ],
)
def test_an_order_that_cannot_be_done_is_refused_by_name(
    visitor: Visitor, place: str, told: dict[str, Any], said: str
) -> None:
    answer = visitor.post(f"/_sandbox/{place}", told)

    assert answer.status == 400
    assert answer.json["error"].startswith(said)


def test_requests_and_their_faults_are_counted(visitor: Visitor, token: str) -> None:
    strike(visitor, fault="cut", times=1)
    with pytest.raises((IncompleteRead, ConnectionError)):
        post(visitor, token)
    post(visitor, token)

    told = visitor.get("/_sandbox/requests").json

    assert told["requests"] == {"mastodon publish": 2}
    assert [one["fault"] for one in told["last"]] == ["cut after", ""]
    assert visitor.get("/_sandbox/copies").json["most"] == 2
