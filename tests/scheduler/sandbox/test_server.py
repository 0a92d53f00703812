"""The sandbox as a whole: it starts, remembers, shows."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from threading import Thread

import pytest

from scheduler.demo.passers_by import react
from scheduler.sandbox.server import PortTakenError, RunningSandbox, serve_sandbox
from tests.scheduler.sandbox.conftest import SlowClock
from tests.scheduler.sandbox.visitor import Visitor, a_picture

STATUSES = "/mastodon/api/v1/statuses"
_SERVE = """
import json, sys, threading
from pathlib import Path
from scheduler import clock
from scheduler.sandbox.server import serve_sandbox
running = serve_sandbox(Path(sys.argv[1]), "127.0.0.1", 0, now=clock.now)
print(json.dumps([running.url, running.account("mastodon")["token"]]), flush=True)
threading.Event().wait()
"""


@pytest.fixture
def token(sandbox: RunningSandbox) -> str:
    return sandbox.account("mastodon")["token"]


def post(visitor: Visitor, token: str, text: str) -> str:
    answer = visitor.post(STATUSES, {"status": text}, Authorization=f"Bearer {token}")
    return str(answer.json["id"])


def test_a_taken_port_is_one_sentence(tmp_path: Path, clock: SlowClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(PortTakenError, match=rf"Port {port} of 127\.0\.0\.1 is in use already"):
            serve_sandbox(tmp_path, "127.0.0.1", port, now=clock)


def test_a_killed_sandbox_forgets_nothing_it_accepted(tmp_path: Path, clock: SlowClock) -> None:
    child = subprocess.Popen(  # noqa: S603  # this very Python
        [sys.executable, "-c", _SERVE, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    url, token = json.loads(child.stdout.readline())
    accepted: list[str] = []
    threads = [Thread(target=post_until_it_dies, args=(url, token, accepted)) for _ in range(3)]
    for thread in threads:
        thread.start()
    while len(accepted) < 60:
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    child.wait()
    child.stdout.close()

    running = serve_sandbox(tmp_path, "127.0.0.1", 0, now=clock)
    with Visitor(running.url) as visitor:
        posts = visitor.posts()
    running.stop()

    assert set(accepted) <= {one["remote_id"] for one in posts}
    assert len(posts) <= len(accepted) + len(threads)  # those whose answers were on their way
    assert running.account("mastodon")["token"] == token


def post_until_it_dies(url: str, token: str, accepted: list[str]) -> None:
    with Visitor(url) as visitor, suppress(OSError, HTTPException):
        while True:
            accepted.append(post(visitor, token, "One in five."))


@pytest.mark.parametrize("fault", ["", "status"])
def test_the_same_key_from_many_at_once_is_one_post(
    sandbox: RunningSandbox, visitor: Visitor, token: str, fault: str
) -> None:
    if fault:
        visitor.fault(platform="mastodon", route="publish", fault=fault, probability=0.5)

    def send() -> None:
        with Visitor(sandbox.url) as another:
            headers = {"Authorization": f"Bearer {token}", "Idempotency_Key": "k"}
            for _ in range(5):
                another.post(STATUSES, {"status": "One in five."}, **headers)

    threads = [Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(visitor.posts()) == 1


def test_copies_are_counted_for_one_key_or_one_text(visitor: Visitor, token: str) -> None:
    own = {"Authorization": f"Bearer {token}"}
    for key, text in (("a", "One."), ("b", "One."), ("c", "Two.")):
        visitor.post(STATUSES, {"status": text}, Idempotency_Key=key, **own)

    def most(query: str) -> int:
        return int(visitor.get(f"/_sandbox/copies?{query}").json["most"])

    assert [most("text=One."), most("key=a"), most("key=c"), most("key=none")] == [2, 1, 1, 0]
    assert most("platform=bluesky") == 0


def test_alt_texts_are_counted_where_there_is_a_place_for_them(
    sandbox: RunningSandbox, visitor: Visitor, token: str
) -> None:
    own = {"Authorization": f"Bearer {token}"}
    for alt in ("Words.", ""):
        upload = visitor.upload(
            "/mastodon/api/v2/media", {"description": alt}, {"file": a_picture()}, **own
        )
        visitor.post(STATUSES, {"status": "One.", "media_ids": [upload.json["id"]]}, **own)
    bot = sandbox.account("telegram")
    told = {"chat_id": bot["chat"]}
    visitor.upload(f"/telegram/bot{bot['token']}/sendPhoto", told, {"photo": a_picture()})

    assert visitor.get("/_sandbox/alt-texts").json == {
        "mastodon": {"described": 1, "bare": 1, "no_place": 0},
        "telegram": {"described": 0, "bare": 0, "no_place": 1},
    }


def test_accounts_are_told_apart(sandbox: RunningSandbox, visitor: Visitor, token: str) -> None:
    other = visitor.post("/_sandbox/accounts", {"platform": "mastodon", "name": "other"}).json

    post(visitor, token, "One in five.")
    post(visitor, other["token"], "One in five.")

    copies = visitor.get("/_sandbox/copies").json
    assert (copies["live"], copies["most"]) == (2, 1)
    assert sandbox.account("mastodon", "other") == other


@pytest.fixture
def page(visitor: Visitor, token: str) -> str:
    post(visitor, token, 'Say <b>no</b> & "yes": https://example.org/facts #EndIt')
    return visitor.get("/").content.decode()


def test_the_feed_shows_text_as_text_and_runs_no_script(visitor: Visitor, page: str) -> None:
    policy = visitor.get("/").headers["content-security-policy"]

    assert "Say &lt;b&gt;no&lt;/b&gt; &amp; &#34;yes&#34;: <b>https://example.org/facts</b>" in page
    assert "<script" not in page
    assert policy.startswith("default-src 'none'")


def test_a_form_of_the_feed_leads_back_to_the_post(visitor: Visitor, token: str) -> None:
    number = post(visitor, token, "One in five.")
    body = f"platform=mastodon&remote_id={number}&text=Thank+you&back=//elsewhere.example".encode()

    answer = visitor.ask(
        "POST",
        "/_sandbox/reply",
        body,
        Content_Type="application/x-www-form-urlencoded",
        Accept="text/html",
    )

    assert (answer.status, answer.headers["location"]) == (303, "/#post-1")
    assert "Thank you" in visitor.get("/posts/1").content.decode()


def test_a_reaction_to_nothing_is_refused(visitor: Visitor) -> None:
    answer = visitor.post("/_sandbox/like", {"platform": "mastodon", "remote_id": "1"})

    assert (answer.status, answer.json) == (404, {"error": "There is no such post."})


def test_passers_by_react_once_to_a_post(
    sandbox: RunningSandbox, visitor: Visitor, token: str
) -> None:
    for text in ("One.", "Two.", "Three."):
        post(visitor, token, text)

    reactions = react(sandbox.url, seed=3)

    given = [sum(one["counts"].values()) for one in visitor.posts()]
    assert sum(given) == reactions > 0
    assert all(given)
    assert react(sandbox.url, seed=3) == 0


def test_an_unknown_address_of_a_platform_is_refused_in_its_words(visitor: Visitor) -> None:
    assert visitor.get("/mastodon/api/v1/nonsense").json == {"error": "Not Found"}
    assert visitor.get("/bluesky/xrpc/com.example.none").json["error"] == "InvalidRequest"
    assert visitor.get("/elsewhere").status == 404
