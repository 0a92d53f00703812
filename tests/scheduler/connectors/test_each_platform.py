"""What every connector must do with the same good and bad answers."""

from __future__ import annotations

import base64
import json
import sys
from typing import Any
from urllib.parse import unquote

import pytest
import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from scheduler.connectors.base import Connector, Receipt, SendError, Verdict
from scheduler.connectors.registry import connector_class, platforms
from tests.scheduler.connectors.cases import CASES, answering, opened
from tests.scheduler.connectors.fake_platform import Answer, Asked, FakePlatform
from tests.scheduler.connectors.samples import A_PICTURE, JANUARY_11, KEY

AUTOMATIC = sorted(name for name in platforms() if not connector_class(name).capabilities.by_hand)
each = pytest.mark.parametrize("name", AUTOMATIC)


def published(name: str, platform: FakePlatform) -> Receipt:
    connector = opened(name, platform)
    return connector.publish(connector.prepare(CASES[name].post, KEY), KEY)


def refusal(name: str, *answers: Answer) -> SendError:
    with pytest.raises(SendError) as caught:
        published(name, answering(name, *answers))
    return caught.value


def no_connection() -> requests.ConnectionError:
    reason = NewConnectionError(None, "refused")  # type: ignore[arg-type]  # no pool in a test
    return requests.ConnectionError(MaxRetryError(None, "/", reason))  # type: ignore[arg-type]


def test_there_is_a_case_for_every_platform_that_posts_by_itself() -> None:
    assert sorted(CASES) == AUTOMATIC


@each
def test_posts_and_keeps_what_the_platform_called_it(name: str) -> None:
    case = CASES[name]
    platform = answering(name, case.published, *case.afterwards)

    receipt = published(name, platform)

    assert receipt.remote_id == case.remote_id
    assert platform.is_done


@each
def test_freezes_a_request_that_can_be_written_down(name: str) -> None:
    connector = opened(name, answering(name))

    request = connector.prepare(CASES[name].post, KEY)

    assert json.loads(json.dumps(request)) == request
    assert len(json.dumps(request)) < 5_000, "bytes of pictures do not belong into the database"


def told(asked: Asked) -> str:
    """What a request says, with the escapes of addresses taken out."""
    return unquote(asked.text.replace("+", " "))


def test_alt_text_reaches_every_platform_that_has_a_place_for_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    accepting = [name for name in AUTOMATIC if connector_class(name).capabilities.alt_text]
    delivered = []
    for name in accepting:
        case = CASES[name]
        platform = answering(name, case.published, *case.afterwards)
        published(name, platform)
        if any(A_PICTURE.alt_text in told(asked) for asked in platform.asked):
            delivered.append(name)

    with capsys.disabled():
        sys.stdout.write(f"\nalt text delivered: {len(delivered)}/{len(accepting)} platforms\n")
    assert delivered == accepting


@each
@pytest.mark.parametrize(
    "answer",
    [
        (500, {"message": "trouble"}),
        (502, "<html>Bad gateway</html>"),
        (503, b""),
        (504, "<html>"),
        (200, "<html>Welcome to the hotel's network</html>"),
        requests.ReadTimeout(),
        requests.ConnectionError("reset by peer"),
    ],
    ids=["500", "502", "503", "504", "web page", "timeout", "broken off"],
)
def test_an_unclear_answer_may_mean_that_it_is_public(name: str, answer: Any) -> None:
    if name == "webhook" and isinstance(answer, tuple) and answer[0] == 200:
        pytest.skip("a receiver may answer success in any words")

    error = refusal(name, answer)

    assert error.verdict is Verdict.AMBIGUOUS, error.message


@each
def test_an_empty_success_without_a_name_for_the_post_is_no_success(name: str) -> None:
    if name == "webhook":
        pytest.skip("a receiver need not name anything")
    if name in {"slack", "tumblr"}:
        pytest.skip("the name is known from preparing")

    assert refusal(name, (204, b"")).verdict is Verdict.AMBIGUOUS


@each
def test_a_server_that_cannot_be_reached_was_sent_nothing(name: str) -> None:
    assert refusal(name, no_connection()).verdict is Verdict.NOT_SENT


@each
def test_slows_down_when_told(name: str) -> None:
    error = refusal(name, (429, {"message": "slow down"}, {"Retry-After": "30"}))

    assert (error.verdict, error.retry_after) == (Verdict.RATE_LIMITED, 30)


@each
def test_access_that_ran_out_is_said_to_be_that(name: str) -> None:
    error = refusal(name, *CASES[name].run_out)

    assert error.verdict is Verdict.REAUTH, error.message
    assert "again" in error.message or "Look there" in error.message


@each
def test_a_redirect_is_not_followed(name: str) -> None:
    error = refusal(name, (302, b"", {"Location": "http://169.254.169.254/latest/meta-data"}))

    assert error.verdict is Verdict.PERMANENT
    assert "169.254.169.254" in error.message


@each
def test_no_sentence_holds_a_secret(name: str) -> None:
    case = CASES[name]
    secrets = [
        case.values[field.name]
        for field in connector_class(name).fields
        if field.secret and case.values.get(field.name)
    ]
    refused = (400, {"message": f"wrong: {' '.join(secrets)}", "error": " ".join(secrets)})
    platform = answering(name, refused)
    session = platform.session()
    session.secrets = tuple(secrets)

    connector = opened(name, platform, session=session)
    request = connector.prepare(case.post, KEY)
    with pytest.raises(SendError) as caught:
        connector.publish(request, KEY)

    assert not [secret for secret in secrets if secret in caught.value.message]


@each
def test_whoever_cannot_look_says_so_and_whoever_can_finds_nothing_where_nothing_is(
    name: str,
) -> None:
    if connector_class(name).capabilities.finds:
        return
    connector: Connector = opened(name, FakePlatform())

    with pytest.raises(SendError) as caught:
        connector.find({}, KEY, JANUARY_11)

    assert caught.value.verdict is Verdict.AMBIGUOUS


def test_a_pin_carries_its_picture_inside() -> None:
    case = CASES["pinterest"]
    platform = answering("pinterest", case.published)

    published("pinterest", platform)

    assert base64.b64decode(platform.last.json["media_source"]["data"]) == A_PICTURE.data
