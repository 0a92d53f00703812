from __future__ import annotations

import logging
from importlib import metadata
from typing import Any

import pytest
import requests

from scheduler.connectors import http
from scheduler.connectors.base import SendError, Verdict
from scheduler.connectors.http import call, call_list, exchange, new_session
from scheduler.connectors.verdicts import Dialect, Reply, text_in
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.loopback import (
    Behaviour,
    answer,
    hangs_up,
    never_answers,
    never_ends,
    says,
    server,
)

URL = "https://masto.example/api"


def refused(platform: FakePlatform, **options: Any) -> SendError:
    with pytest.raises(SendError) as caught:
        call(platform.session(), "POST", URL, **options)
    return caught.value


def failed(behave: Behaviour, *, irreversible: bool, timeout: float = 2) -> SendError:
    with server(behave) as host, pytest.raises(SendError) as caught:
        call(
            new_session(allow_private=True),
            "POST",
            f"http://{host}/x",
            irreversible=irreversible,
            timeout=(2, timeout),
            json={},
        )
    return caught.value


def test_returns_the_object_it_was_answered_with() -> None:
    assert call(FakePlatform((200, {"id": 1})).session(), "GET", URL) == {"id": 1}


@pytest.mark.parametrize("body", ["", "  \n"])
def test_takes_an_empty_answer_for_an_empty_object(body: str) -> None:
    assert call(FakePlatform((204, body)).session(), "DELETE", URL) == {}


def test_reads_a_list_of_objects() -> None:
    assert call_list(FakePlatform((200, [{"id": 1}])).session(), URL) == [{"id": 1}]


@pytest.mark.parametrize("body", [{"id": 1}, [1, 2], "", "<html>"])
def test_refuses_anything_else_for_a_list(body: Any) -> None:
    with pytest.raises(SendError) as caught:
        call_list(FakePlatform((200, body)).session(), URL)

    assert caught.value.verdict is Verdict.NOT_SENT


@pytest.mark.parametrize(
    ("status", "repeatable", "irreversible"),
    [
        (301, Verdict.PERMANENT, Verdict.PERMANENT),
        (400, Verdict.PERMANENT, Verdict.PERMANENT),
        (401, Verdict.REAUTH, Verdict.REAUTH),
        (403, Verdict.PERMANENT, Verdict.PERMANENT),
        (404, Verdict.PERMANENT, Verdict.PERMANENT),
        (405, Verdict.PERMANENT, Verdict.PERMANENT),
        (408, Verdict.NOT_SENT, Verdict.AMBIGUOUS),
        (410, Verdict.PERMANENT, Verdict.PERMANENT),
        (413, Verdict.PERMANENT, Verdict.PERMANENT),
        (422, Verdict.PERMANENT, Verdict.PERMANENT),
        (425, Verdict.NOT_SENT, Verdict.AMBIGUOUS),
        (429, Verdict.RATE_LIMITED, Verdict.RATE_LIMITED),
        (500, Verdict.NOT_SENT, Verdict.AMBIGUOUS),
        (502, Verdict.NOT_SENT, Verdict.AMBIGUOUS),
        (503, Verdict.NOT_SENT, Verdict.AMBIGUOUS),
        (504, Verdict.NOT_SENT, Verdict.AMBIGUOUS),
    ],
)
def test_reads_the_status(status: int, repeatable: Verdict, irreversible: Verdict) -> None:
    once = refused(FakePlatform((status, {})), irreversible=True)
    again = refused(FakePlatform((status, {})))

    assert (again.verdict, once.verdict) == (repeatable, irreversible)
    assert once.status == status
    assert "masto.example" in once.message


@pytest.mark.parametrize("body", ["<html>Sign in to the guest Wi-Fi</html>", '{"id": "9', "ok"])
def test_does_not_trust_a_success_that_is_no_json(body: str) -> None:
    once = refused(FakePlatform((200, body)), irreversible=True)
    again = refused(FakePlatform((200, body)))

    assert once.verdict is Verdict.AMBIGUOUS
    assert "may be public or not" in once.message
    assert again.verdict is Verdict.NOT_SENT
    assert "Is the server address right?" in again.message


def test_survives_json_nested_without_end() -> None:
    assert refused(FakePlatform((200, "[" * 200_000))).verdict is Verdict.NOT_SENT


def test_repeats_what_the_platform_said_but_no_secret() -> None:
    platform = FakePlatform((400, {"error": {"message": "No good: tok-en-123456\n\x1b[31m"}}))
    session = platform.session()
    session.secrets = ("tok-en-123456",)

    with pytest.raises(SendError) as caught:
        call(session, "POST", URL)

    assert caught.value.message.endswith("It said: No good: [hidden] [31m.")


def test_hides_the_token_of_the_request_itself() -> None:
    platform = FakePlatform((400, {"message": "bad token opaque-value"}))
    plain = requests.Session()
    plain.mount("https://", platform)

    with pytest.raises(SendError) as caught:
        call(plain, "GET", URL, headers={"Authorization": "Bearer opaque-value"})

    assert "opaque-value" not in caught.value.message


def test_never_shows_the_address_it_called() -> None:
    secret = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    with pytest.raises(SendError) as caught:
        call(
            FakePlatform(requests.ConnectionError(f"/bot{secret}/getMe")).session(),
            "GET",
            f"https://api.telegram.org/bot{secret}/getMe",
        )

    assert secret not in caught.value.message
    assert caught.value.__suppress_context__


def test_names_where_a_redirect_leads_and_does_not_follow_it() -> None:
    platform = FakePlatform((302, "", {"Location": "https://elsewhere.example/login?next=x"}))

    error = refused(platform, headers={"Authorization": "Bearer abcdefgh"})

    assert "redirects to elsewhere.example" in error.message
    assert len(platform.asked) == 1


def test_waits_as_long_as_it_is_asked_to() -> None:
    assert refused(FakePlatform((429, {}, {"Retry-After": "17"}))).retry_after == 17
    assert refused(FakePlatform((503, {}, {"Retry-After": "5"}))).retry_after == 5


def test_reads_the_headers_of_a_platform_only_where_a_limit_was_the_reason() -> None:
    dialect = Dialect(wait=lambda headers: float(headers["X-Reset"]))

    limited = refused(FakePlatform((429, {}, {"X-Reset": "9"})), dialect=dialect)
    broken = refused(FakePlatform((503, {}, {"X-Reset": "9"})), dialect=dialect)

    assert (limited.retry_after, broken.retry_after) == (9, None)


def test_lets_a_platform_explain_even_a_success() -> None:
    def explain(reply: Reply) -> SendError | None:
        if reply.body["ok"]:
            return None
        return SendError(Verdict.QUOTA, "Enough for today.", retry_after=3, code="cap")

    dialect = Dialect(explain)

    assert call(FakePlatform((200, {"ok": True})).session(), "GET", URL, dialect=dialect)
    error = refused(FakePlatform((200, {"ok": False})), dialect=dialect)
    assert (error.verdict, error.retry_after, error.code) == (Verdict.QUOTA, 3, "cap")


@pytest.mark.parametrize(
    ("parts", "timeout"),
    [
        ({"json": {}}, (5, 30)),
        ({"data": b"x"}, (5, 120)),
        ({"files": {"f": b"x"}}, (5, 120)),
        ({"timeout": (1, 2)}, (1, 2)),
    ],
)
def test_gives_uploads_more_time(parts: dict[str, Any], timeout: tuple[float, float]) -> None:
    seen: list[object] = []

    class Noting(FakePlatform):
        def send(
            self, request: requests.PreparedRequest, *args: object, **kwargs: object
        ) -> requests.Response:
            seen.append(kwargs["timeout"])
            return super().send(request, *args, **kwargs)

    exchange(Noting((200, {})).session(), "POST", URL, **parts)

    assert seen == [timeout]


@pytest.mark.parametrize("behave", [hangs_up, says(b"HTTP/1.1 2"), says(b"nonsense\r\n\r\n")])
def test_knows_nothing_when_the_line_breaks_after_sending(behave: Behaviour) -> None:
    assert failed(behave, irreversible=True).verdict is Verdict.AMBIGUOUS
    assert failed(behave, irreversible=False).verdict is Verdict.NOT_SENT


def test_knows_nothing_when_the_answer_is_cut_off() -> None:
    cut = says(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id": "9"}')

    assert failed(cut, irreversible=True).verdict is Verdict.AMBIGUOUS


def test_does_not_wait_for_ever() -> None:
    error = failed(never_answers, irreversible=True, timeout=0.2)

    assert error.verdict is Verdict.AMBIGUOUS


def test_stops_reading_an_answer_of_five_gigabytes() -> None:
    error = failed(never_ends, irreversible=False)

    assert "far more than an answer" in error.message
    assert error.verdict is Verdict.NOT_SENT


def test_stops_reading_an_answer_that_trickles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_DRIBBLE", -1)

    assert "too slowly" in failed(answer(), irreversible=False).message


def test_knows_that_nothing_left_when_nobody_listens() -> None:
    with server(hangs_up) as host:
        pass

    with pytest.raises(SendError, match="does not answer") as caught:
        call(new_session(allow_private=True), "POST", f"http://{host}/", irreversible=True)

    assert caught.value.verdict is Verdict.NOT_SENT


def test_knows_that_nothing_left_when_the_name_is_unknown() -> None:
    with pytest.raises(SendError, match="no server of that name") as caught:
        call(new_session(), "POST", "https://gone.invalid/", irreversible=True)

    assert caught.value.verdict is Verdict.NOT_SENT


def test_knows_that_nothing_left_when_connecting_takes_too_long() -> None:
    error = refused(FakePlatform(requests.ConnectTimeout()), irreversible=True)

    assert error.verdict is Verdict.NOT_SENT


@pytest.mark.parametrize("token", ["abc\ndef", "abc\u2028def"])
def test_says_so_when_a_token_cannot_be_sent(token: str) -> None:
    with server(answer()) as host, pytest.raises(SendError, match="cannot be sent") as caught:
        call(
            new_session(allow_private=True),
            "GET",
            f"http://{host}/",
            irreversible=True,
            headers={"Authorization": f"Bearer {token}"},
        )

    assert caught.value.verdict is Verdict.REAUTH


@pytest.mark.parametrize("url", ["https://", "gopher://x.example/", "https://a..example/"])
def test_says_so_when_an_address_is_none(url: str) -> None:
    with pytest.raises(SendError) as caught:
        call(new_session(), "GET", url)

    assert caught.value.verdict in {Verdict.PERMANENT, Verdict.NOT_SENT}


def test_introduces_itself_with_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "awareness-scheduler/" in str(new_session().headers["User-Agent"])

    def not_installed(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(http, "version", not_installed)
    http.product.cache_clear()
    assert "awareness-scheduler/0 " in str(new_session().headers["User-Agent"])
    http.product.cache_clear()


def test_keeps_addresses_out_of_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    with server(answer()) as host, caplog.at_level(logging.DEBUG):
        call(new_session(allow_private=True), "GET", f"http://{host}/bot123456:secret/getMe")

    assert "secret" not in caplog.text


def test_says_what_an_answer_lacks() -> None:
    with pytest.raises(SendError, match=r"lacks “blob\.ref”") as caught:
        text_in({"blob": []}, "blob", "ref", verdict=Verdict.AMBIGUOUS)

    assert caught.value.verdict is Verdict.AMBIGUOUS
    assert text_in({"blob": {"ref": 5}}, "blob", "ref") == "5"
