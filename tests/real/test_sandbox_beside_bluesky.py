"""The same questions to the sandbox and to the server Bluesky's own people write: same answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scheduler import clock
from scheduler.sandbox.server import RunningSandbox, serve_sandbox
from tests.scheduler.sandbox.visitor import Said, Visitor, a_picture

POST = "app.bsky.feed.post"
HANDLE, PASSWORD = "beside.test", "app-pass-word-2"
PUT, CREATE, GET, DELETE = (
    f"com.atproto.repo.{one}Record" for one in ("put", "create", "get", "delete")
)


class Server:
    """One of the two, with an account of ours on it."""

    def __init__(self, visitor: Visitor, base: str, handle: str, password: str) -> None:
        self._visitor = visitor
        self._base = base
        login = {"identifier": handle, "password": password}
        self.login = login
        session = self.post("com.atproto.server.createSession", login, token="").json
        self.did = session["did"]
        self.handle = session["handle"]
        self.access, self.refresh = session["accessJwt"], session["refreshJwt"]
        self.session = session

    def post(self, name: str, value: Any = None, token: str | None = None) -> Said:
        token = self.access if token is None else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if value is None:
            return self._visitor.ask("POST", f"{self._base}/xrpc/{name}", None, **headers)
        return self._visitor.post(f"{self._base}/xrpc/{name}", value, **headers)

    def get(self, name: str, query: str, token: str | None = None) -> Said:
        token = self.access if token is None else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self._visitor.get(f"{self._base}/xrpc/{name}?{query}", **headers)

    def upload(self, data: bytes) -> dict[str, Any]:
        answer = self._visitor.ask(
            "POST",
            f"{self._base}/xrpc/com.atproto.repo.uploadBlob",
            data,
            Content_Type="image/png",
            Authorization=f"Bearer {self.access}",
        )
        blob: dict[str, Any] = answer.json["blob"]
        return blob

    def place(self, rkey: str) -> dict[str, Any]:
        return {"repo": self.did, "collection": POST, "rkey": rkey}

    def put(self, rkey: str, record: Any, **more: Any) -> Said:
        return self.post(PUT, {**self.place(rkey), "record": record, **more})

    def lookup(self, rkey: str) -> Said:
        return self.get(GET, f"repo={self.did}&collection={POST}&rkey={rkey}", token="")


@pytest.fixture(scope="module")
def real(bluesky_server: str) -> Iterator[Server]:
    with Visitor(bluesky_server) as visitor:
        asked = {"email": "beside@riverbend.example", "handle": HANDLE, "password": PASSWORD}
        made = visitor.post("/xrpc/com.atproto.server.createAccount", asked)
        assert made.status == 200, made.content
        yield Server(visitor, "", HANDLE, PASSWORD)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("sandbox")
    running: RunningSandbox = serve_sandbox(folder, "127.0.0.1", 0, now=clock.now)
    fields = running.account("bluesky")
    with Visitor(running.url) as visitor:
        yield Server(visitor, "/bluesky", fields["handle"], fields["password"])
    running.stop()


def a_record(**changes: Any) -> dict[str, Any]:
    record = {"$type": POST, "text": "One in five.", "createdAt": "2027-01-11T09:00:00.000Z"}
    return {**record, **changes}


def images(*blobs: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = [{"image": blob, "alt": "Words.", **more} for blob in blobs]
    return {"$type": "app.bsky.embed.images", "images": shown}


def a_facet(start: int, end: int, **feature: str) -> dict[str, Any]:
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


TAG = {"$type": "app.bsky.richtext.facet#tag", "tag": "EndIt"}

# A well-formed token for did:plc:abcdefghijklmnopqrstuvwx that no server of ours signed.
ELSEWHERE = (
    "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.eyJzY29wZSI6ImNvbS5hdHByb3RvLmFjY2VzcyIsInN1YiI6ImRp"
    "ZDpwbGM6YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4IiwiZXhwIjo0MDAwMDAwMDAwfQ.AAAA"
)

Question = Callable[[Server], Said]
QUESTIONS: dict[str, Question] = {
    "a record": lambda one: one.put("3lfabcdefgh2a", a_record()),
    "the same record": lambda one: one.put("3lfabcdefgh2a", a_record(), swapRecord=None),
    "another in its place": lambda one: one.put(
        "3lfabcdefgh2a", a_record(text="Two."), swapRecord=None
    ),
    "created over it": lambda one: one.post(
        CREATE, {**one.place("3lfabcdefgh2a"), "record": a_record(text="Three.")}
    ),
    "replaced": lambda one: one.put("3lfabcdefgh2a", a_record(text="Four.")),
    "looked up": lambda one: one.lookup("3lfabcdefgh2a"),
    "looked up in vain": lambda one: one.lookup("3lfabcdefgh2b"),
    "looked up at nobody's": lambda one: one.get(
        GET, f"repo=nobody.test&collection={POST}&rkey=3lfabcdefgh2a"
    ),
    "looked up without a key": lambda one: one.get(GET, f"repo={one.did}&collection={POST}"),
    "deleted": lambda one: one.post(DELETE, one.place("3lfabcdefgh2a")),
    "deleted again": lambda one: one.post(DELETE, one.place("3lfabcdefgh2a")),
    "300 letters": lambda one: one.put("3lfabcdefgh2c", a_record(text="x" * 300)),
    "301 letters": lambda one: one.put("3lfabcdefgh2d", a_record(text="x" * 301)),
    "300 clusters": lambda one: one.put("3lfabcdefgh2e", a_record(text="é" * 300)),
    "166 families": lambda one: one.put("3lfabcdefgh2f", a_record(text="👩‍👩‍👧" * 166)),
    "167 families": lambda one: one.put("3lfabcdefgh2g", a_record(text="👩‍👩‍👧" * 167)),
    "no text": lambda one: one.put("3lfabcdefgh2h", {"$type": POST, "createdAt": "now"}),
    "text that is none": lambda one: one.put("3lfabcdefgh2i", a_record(text=7)),
    "a date that is none": lambda one: one.put("3lfabcdefgh2j", a_record(createdAt="today")),
    "a date without a zone": lambda one: one.put(
        "3lfabcdefgh2k", a_record(createdAt="2027-01-11T09:00:00")
    ),
    "four languages": lambda one: one.put("3lfabcdefgh2l", a_record(langs=["a"] * 4)),
    "a language that is none": lambda one: one.put("3lfabcdefgh2m", a_record(langs=["english!"])),
    "nine tags": lambda one: one.put("3lfabcdefgh2n", a_record(tags=["x"] * 9)),
    "a long tag": lambda one: one.put("3lfabcdefgh2o", a_record(tags=["x" * 65])),
    "another type": lambda one: one.put("3lfabcdefgh2p", a_record(**{"$type": "app.bsky.x"})),
    "no record": lambda one: one.put("3lfabcdefgh2q", None),
    "a key that is no TID": lambda one: one.put("my-first-post", a_record()),
    "a facet": lambda one: one.put("3lfabcdefgh2r", a_record(facets=[a_facet(0, 3, **TAG)])),
    "a facet of nothing": lambda one: one.put(
        "3lfabcdefgh2s", a_record(facets=[{"index": {"byteStart": 0}, "features": []}])
    ),
    "a facet before the start": lambda one: one.put(
        "3lfabcdefgh2t", a_record(facets=[a_facet(-1, 3, **TAG)])
    ),
    "a link that is none": lambda one: one.put(
        "3lfabcdefgh2u",
        a_record(facets=[a_facet(0, 3, **{"$type": "app.bsky.richtext.facet#link", "uri": "x"})]),
    ),
    "a picture": lambda one: one.put(
        "3lfabcdefgh2v", a_record(embed=images(one.upload(a_picture("red"))))
    ),
    "a picture with no alt": lambda one: one.put(
        "3lfabcdefgh2w",
        a_record(
            embed={
                "$type": "app.bsky.embed.images",
                "images": [{"image": one.upload(a_picture("blue"))}],
            }
        ),
    ),
    "five pictures": lambda one: one.put(
        "3lfabcdefgh2x", a_record(embed=images(*[one.upload(a_picture())] * 5))
    ),
    "a flat picture": lambda one: one.put(
        "3lfabcdefgh2y",
        a_record(embed=images(one.upload(a_picture()), aspectRatio={"width": 0, "height": 1})),
    ),
    "a picture that was never sent": lambda one: one.put(
        "3lfabcdefgh2z",
        a_record(
            embed=images(
                {
                    "$type": "blob",
                    "ref": {"$link": "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy"},
                    "mimeType": "image/png",
                    "size": 10,
                }
            )
        ),
    ),
    "a picture of a megabyte": lambda one: one.put(
        "3lfabcdefgh32", a_record(embed=images(one.upload(a_picture() + bytes(1_000_000))))
    ),
    "somebody else's place": lambda one: one.post(
        PUT,
        {
            **one.place("3lfabcdefgh33"),
            "repo": "did:plc:abcdefghijklmnopqrstuvwx",
            "record": a_record(),
        },
    ),
    "no place": lambda one: one.post(PUT, {"record": a_record()}),
    "no login": lambda one: one.post(PUT, {}, token=""),
    "a token that is none": lambda one: one.post(PUT, {}, token="none"),
    "a token of three parts": lambda one: one.post(PUT, {}, token="a.b.c"),
    "a token of somebody else's making": lambda one: one.post(PUT, {}, token=ELSEWHERE),
    "a forged token": lambda one: one.post(
        PUT, {**one.place("3lfabcdefgh34"), "record": a_record()}, token=f"{one.access[:-4]}AAAA"
    ),
    "a refresh token for access": lambda one: one.get(
        "com.atproto.server.getSession", "", token=one.refresh
    ),
    "an access token for refreshing": lambda one: one.post(
        "com.atproto.server.refreshSession", token=one.access
    ),
    "a wrong password": lambda one: one.post(
        "com.atproto.server.createSession", {**one.login, "password": "wrong"}, token=""
    ),
    "no password": lambda one: one.post(
        "com.atproto.server.createSession", {"identifier": one.handle}, token=""
    ),
    "an unknown method": lambda one: one.post("com.example.nothing", {}),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_both_answer_alike(real: Server, ours: Server, name: str) -> None:
    wanted, given = QUESTIONS[name](real), QUESTIONS[name](ours)

    told = [(one.status, error_in(one), sorted(keys_of(one))) for one in (wanted, given)]
    assert told[0] == told[1], (wanted.content[:300], given.content[:300])


def error_in(said: Said) -> str:
    return str(said.json.get("error", "")) if said.content else ""


def keys_of(said: Said) -> set[str]:
    """Return which values a good answer has; an error's are its name and message."""
    return set(said.json) if said.content and said.status == 200 else set()


def test_sessions_are_renewed_alike(real: Server, ours: Server) -> None:
    for one in (real, ours):
        first = one.post("com.atproto.server.refreshSession", token=one.refresh)
        again = one.post("com.atproto.server.refreshSession", token=one.refresh)

        assert (first.status, again.status) == (200, 200)
        assert one.get("com.atproto.server.getSession", "", first.json["accessJwt"]).status == 200


def test_blobs_have_the_same_names(real: Server, ours: Server) -> None:
    assert real.upload(a_picture("green")) == ours.upload(a_picture("green"))
