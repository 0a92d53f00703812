"""A platform of a few lines on loopback: it speaks enough of Mastodon to be posted to, breaks as
told, and counts what is public."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Fault:
    """What befalls one request to publish: before or after it took effect."""

    after: bool = False
    status: int = 0  # 0: the connection is cut
    headers: dict[str, str] = field(default_factory=dict)
    body: str = '{"error": "out of order"}'


@dataclass
class Feed:
    """``keeps_keys``: whether the same Idempotency-Key posts once, as on Mastodon itself."""

    url: str = ""
    keeps_keys: bool = False
    latency: float = 0.0
    faults: list[Fault] = field(default_factory=list)
    upload_faults: list[Fault] = field(default_factory=list)
    reached: Callable[[str], object] = lambda _: None
    headers: dict[str, str] = field(default_factory=dict)  # on every answer
    hides: bool = False  # posts do not show in the account's list yet
    statuses_status: int = 200  # of posts asked for by their ids
    list_status: int = 200  # of that list
    now: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: TID251  # a server's own time
    posts: list[dict[str, Any]] = field(default_factory=list)
    requests: Counter[str] = field(default_factory=Counter)
    busiest: int = 0  # requests at work at the same time, over all accounts
    at_once: Counter[str] = field(default_factory=Counter)
    most_at_once: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def copies(self) -> Counter[str]:
        """How often each text is public."""
        return Counter(post["content"] for post in self.posts)

    def publish(self, account: str, wanted: dict[str, Any], key: str) -> dict[str, Any]:
        with self.lock:
            for post in self.posts:
                if self.keeps_keys and post["key"] == key:
                    return post
            number = str(len(self.posts) + 1)
            post = {
                "id": number,
                "url": f"{self.url}/@{account}/{number}",
                "content": wanted["status"],
                "created_at": self.now().isoformat(),
                "media_attachments": [{"id": one} for one in wanted.get("media_ids", [])],
                "key": key,
                "account": account,
                "favourites_count": 3,
            }
            self.posts.append(post)
            return post


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    feed: Feed

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's
        pass

    def do_GET(self) -> None:  # the base class's
        feed, path = self.feed, urlsplit(self.path)
        feed.requests[f"GET {path.path}"] += 1
        account = self._account()
        if path.path.endswith("verify_credentials"):
            self._answer(200, {"id": account, "acct": account})
        elif path.path.startswith("/api/v1/accounts/"):
            older = "max_id" in parse_qs(path.query) or feed.hides
            mine = [post for post in reversed(feed.posts) if post["account"] == account]
            self._answer(feed.list_status, [] if older else mine)
        elif path.path == "/api/v1/statuses":
            ids = parse_qs(path.query).get("id[]", [])
            found = [post for post in feed.posts if post["id"] in ids]
            self._answer(feed.statuses_status, found)
        elif path.path.endswith("/instance"):
            self._answer(200, {})
        else:
            self._answer(404, {"error": "not found"})

    def do_POST(self) -> None:  # the base class's
        feed = self.feed
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        feed.requests[f"POST {self.path}"] += 1
        account = self._account()
        with feed.lock:
            feed.at_once[account] += 1
            feed.most_at_once[account] = max(feed.most_at_once[account], feed.at_once[account])
            feed.busiest = max(feed.busiest, feed.at_once.total())
        time.sleep(feed.latency)
        with feed.lock:
            feed.at_once[account] -= 1
        publishes = self.path == "/api/v1/statuses"
        with feed.lock:
            queue = feed.faults if publishes else feed.upload_faults
            fault = queue.pop(0) if queue else None
        feed.reached("arrived" if publishes else "upload")
        if fault is not None and (not fault.after or not publishes):
            self._break(fault)
            return
        if not publishes:
            with feed.lock:
                number = feed.requests["media"] = feed.requests["media"] + 1
            self._answer(200, {"id": f"m{number}", "url": "x", "description": "x"})
            return
        post = feed.publish(self._account(), json.loads(body), self.headers["Idempotency-Key"])
        feed.reached("accepted")
        if fault is not None:
            self._break(fault)
            return
        self._answer(200, post)

    def _account(self) -> str:
        return self.headers.get("Authorization", "").rpartition(" ")[2]

    def _break(self, fault: Fault) -> None:
        if not fault.status:
            self.close_connection = True
            self.connection.close()
            return
        self._answer(fault.status, fault.body, fault.headers)

    def _answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in {**self.feed.headers, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # the other side was killed, which is what these tests do


@contextmanager
def a_feed(**settings: Any) -> Iterator[Feed]:
    feed = Feed(**settings)
    handler = type("Handler", (_Handler,), {"feed": feed})
    server = _Server(("127.0.0.1", 0), handler)
    feed.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield feed
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
