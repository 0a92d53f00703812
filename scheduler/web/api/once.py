"""A POST with an Idempotency-Key is done once: sent again, it gets the first answer again.

Answers may hold what is shown only once (a token, a link), so they are kept locked.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scheduler.actions.office import Office
from scheduler.actions.programming import program_for
from scheduler.store import programs
from scheduler.store.programs import Answer
from scheduler.store.vault import VaultError
from scheduler.web.api.refusals import refusal, too_large

KEPT = timedelta(days=1)
LONGEST_KEY = 200
LARGEST_ANSWER = 1_000_000
SERVER_ERRORS = 500


class Once:
    """Pure ASGI around the whole app; looks only at POSTs under /api/v1 that carry a key."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        key = headers.get("idempotency-key", "")
        wanted = scope["type"] == "http" and scope["path"].startswith("/api/v1/")
        if not (wanted and scope["method"] == "POST" and key and "authorization" in headers):
            await self._app(scope, receive, send)
            return
        if len(key) > LONGEST_KEY:
            too_long = refusal(422, "The idempotency key is too long.", "Shorten it to 200.")
            await too_long(scope, receive, send)
            return
        office: Office = scope["app"].state.site.office
        if not await run_in_threadpool(_holds, office, headers["authorization"]):
            await self._app(scope, receive, send)  # refused there, and nothing is read or kept
            return
        who = _sha256(headers["authorization"].encode())
        try:
            body = await _whole(receive)
        except HTTPException:  # the limit of bodies that are kept in memory
            await too_large(scope)(scope, receive, send)
            return
        if body is None:
            return  # who asked is gone, with half of it said
        asked = f"{scope['path']}?{scope['query_string'].decode('latin-1')}\n"
        request = _sha256(asked.encode() + body)
        known = await run_in_threadpool(_begin, office, who, key, request)
        if known is not None:
            await _again(office, known, request)(scope, receive, send)
            return
        await self._do(scope, send, body, (who, key))

    async def _do(self, scope: Scope, send: Send, body: bytes, name: tuple[str, str]) -> None:
        status, kind, parts = SERVER_ERRORS, "", list[bytes]()

        async def watch(message: Message) -> None:
            nonlocal status, kind
            if message["type"] == "http.response.start":
                status = message["status"]
                kind = Headers(raw=message["headers"]).get("content-type", "")
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, _replayed(body), watch)
        finally:
            office = scope["app"].state.site.office
            await run_in_threadpool(_end, office, name, (status, kind, b"".join(parts)))


def _holds(office: Office, authorization: str) -> bool:
    """Say whether the token still opens anything: what it was answered is not for others."""
    return program_for(office, authorization.partition(" ")[2].strip()) is not None


def _replayed(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _begin(office: Office, who: str, key: str, request: str) -> Answer | None:
    """Take the key, or return what it was used for."""
    now = office.now()
    with office.sessions.begin() as session:
        programs.forget_old_answers(session, now - KEPT)
        if programs.reserve_answer(session, who, key, request, at=now):
            return None
        return programs.answer(session, who, key)


def _end(office: Office, name: tuple[str, str], answer: tuple[int, str, bytes]) -> None:
    status, kind, body = answer
    with office.sessions.begin() as session:
        if status >= SERVER_ERRORS or status == 401 or len(body) > LARGEST_ANSWER:  # noqa: PLR2004
            programs.forget_answer(session, *name)
        else:
            programs.keep_answer(session, *name, status, _locked(office, kind, body))


def _again(office: Office, known: Answer, request: str) -> Response:
    if known.request_sha256 != request:
        return refusal(422, "This idempotency key was used for another request.")
    if known.status is None:
        return refusal(409, "The first request with this key is still being done.")
    try:
        kept = office.vault.unlock(known.body.decode())
    except VaultError:
        return refusal(409, "What this key was answered can no longer be read.", "Look again.")
    headers = {"idempotency-replayed": "true"}
    if kept.get("type"):
        headers["content-type"] = kept["type"]
    body = base64.b64decode(kept["body"])
    return Response(body, status_code=known.status, headers=headers)


def _locked(office: Office, kind: str, body: bytes) -> bytes:
    return office.vault.lock({"type": kind, "body": base64.b64encode(body).decode()}).encode()


async def _whole(receive: Receive) -> bytes | None:
    """Return the body, or None when its sender left in the middle of it."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
