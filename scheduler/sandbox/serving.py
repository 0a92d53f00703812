"""From a request to an answer, with whatever a fault switch does on the way."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from scheduler.sandbox import grants
from scheduler.sandbox.call import Answer, Call, RefusedError, UnreadableError
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.faults import Kind, Switch, When
from scheduler.sandbox.world import World

_PEERS: dict[tuple[str, int], CuttableProtocol] = {}
_DROPS = 20
_WAVE = b" " * 65_536
_PAGE = b"<!DOCTYPE html><html><head><title>Bad gateway</title></head><body>nginx</body></html>"


class CuttableProtocol(H11Protocol):
    """Remembers each connection, so that an answer can be withheld by ending it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its parent
        super().connection_made(transport)
        self.lost = asyncio.Event()
        if self.client is not None:
            _PEERS[self.client] = self

    def connection_lost(self, exc: Exception | None) -> None:
        if self.client is not None:
            _PEERS.pop(self.client, None)
        super().connection_lost(exc)
        self.lost.set()


class CutOff(Response):
    """Ends the connection: at once, or after sending ``content`` of a longer promised body."""

    def __init__(self, content: bytes = b"", promised: int = 0, status: int = 200) -> None:
        super().__init__(content, status, media_type="application/json")
        self._promised = promised

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        if self._promised:
            self.headers["content-length"] = str(self._promised)
            start = {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
            await send(start)
            await send({"type": "http.response.body", "body": self.body, "more_body": True})
            await asyncio.sleep(0.02)  # so that the half arrives before the end does
        peer = _PEERS.get(scope["client"])
        if peer is not None:  # else the client has gone by itself
            peer.transport.abort()
            await peer.lost.wait()


def endpoint(
    world: World, platform: Platform, route: Route
) -> Callable[[Request], Awaitable[Response]]:
    """Return what Starlette calls for a platform's route."""

    async def serve(request: Request) -> Response:
        call = Call(world, request, await request.body())
        if world.knobs.latency:
            await asyncio.sleep(world.knobs.latency.total_seconds())
        switch = world.faults.pick(platform.name, route.name, _accounts_in(call, platform.name))
        if switch is None:
            if route.blocks:
                answer = await asyncio.to_thread(_handled, call, platform, route)
            else:
                answer = _handled(call, platform, route)
            return _respond(world, platform, route, answer)
        if switch.fault is Kind.HANG and switch.when is When.BEFORE:
            # Whoever has given up by then never learns that the post came out after all.
            await asyncio.sleep(switch.seconds)
        elif switch.when is When.BEFORE and switch.fault is not Kind.SLOW:
            return _spoilt(world, platform, route, switch, Answer({}))
        answer = await asyncio.to_thread(_handled, call, platform, route)
        if switch.fault is Kind.HANG and switch.when is When.AFTER:
            await asyncio.sleep(switch.seconds)
        return _spoilt(world, platform, route, switch, answer)

    return serve


def _accounts_in(call: Call, platform: str) -> list[str]:
    """Name the accounts whose secrets the request carries. Only looked for when it matters."""
    if not call.world.faults.asks_for_accounts:
        return []
    seen = f"{call.headers.get('authorization', '')} {call.url}".encode() + call.body
    seen += _inside(call.bearer)
    grant = grants.holder(call.world, platform, call.bearer or _token_beside(call))
    return [
        account.name
        for account in call.world.accounts(platform)
        if (grant is not None and grant.account == account)
        or any(value and value.encode() in seen for value in account.values.values())
    ]


def _token_beside(call: Call) -> str:
    """Return the token that Meta's platforms also take among the parameters."""
    if call.content_type == "application/x-www-form-urlencoded":
        return call.form.get("access_token") or call.query.get("access_token", "")
    return call.query.get("access_token", "")


def _inside(token: str) -> bytes:
    """Return what a token of three parts says in its middle one: whose it is, for example."""
    _, _, rest = token.partition(".")
    middle, _, signature = rest.partition(".")
    return base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)) if signature else b""


def _handled(call: Call, platform: Platform, route: Route) -> Answer:
    """Run a handler as one change, so that two requests at once never see each other's half.

    One that fetches something cannot hold everybody up: it keeps its changes whole itself.
    """
    if route.blocks:
        return _answered(call, platform, route)
    with call.world.database.change():
        return _answered(call, platform, route)


def _answered(call: Call, platform: Platform, route: Route) -> Answer:
    try:
        return route.handler(call)
    except RefusedError as error:
        return error.answer
    except UnreadableError:
        return platform.refusal(HTTPStatus.BAD_REQUEST, 0)


def _respond(
    world: World, platform: Platform, route: Route, answer: Answer, fault: str = ""
) -> Response:
    world.tally.note(platform.name, route.name, answer.status, fault)
    response = Response(answer.content, answer.status, media_type=answer.content_type)
    for name, value in answer.headers.items():
        response.headers[name] = value
    return response


def _spoilt(
    world: World, platform: Platform, route: Route, switch: Switch, answer: Answer
) -> Response:
    fault = f"{switch.fault} {switch.when}"
    if switch.fault in {Kind.DROP, Kind.CUT, Kind.SLOW, Kind.HUGE}:
        world.tally.note(platform.name, route.name, answer.status, fault)
        return _broken(switch, answer)
    if switch.fault is not Kind.HANG:
        answer = _replaced(platform, switch, answer)
    return _respond(world, platform, route, answer, fault)


def _broken(switch: Switch, answer: Answer) -> Response:
    """Return an answer that does not arrive, or not in time, or never ends."""
    content = answer.content
    if switch.fault is Kind.DROP:
        return CutOff()
    if switch.fault is Kind.CUT:
        whole = content if len(content) > 1 else b'{"id":"1"}'
        return CutOff(whole[: len(whole) // 2], len(whole), answer.status)
    size = switch.size if switch.fault is Kind.HUGE else len(content)
    flow = _flood(size) if switch.fault is Kind.HUGE else _in_drops(content, switch.seconds)
    return StreamingResponse(
        flow,
        answer.status,
        {**answer.headers, "content-length": str(size)},
        media_type=answer.content_type,
    )


def _replaced(platform: Platform, switch: Switch, answer: Answer) -> Answer:
    """Return what comes in the place of the answer."""
    content = answer.content
    replacements: dict[Kind, Callable[[], Answer]] = {
        Kind.STATUS: lambda: platform.refusal(switch.status, switch.retry_after),
        Kind.TRUNCATE: lambda: Answer(content[: len(content) // 2] or b'{"id":', answer.status),
        Kind.HTML: lambda: Answer(_PAGE, HTTPStatus.OK, {"content-type": "text/html"}),
        Kind.EMPTY: lambda: Answer(b"", HTTPStatus.NO_CONTENT),
        Kind.EXPIRED: platform.expired,
        Kind.REDIRECT: lambda: Answer(b"", HTTPStatus.FOUND, {"location": switch.location}),
    }
    return replacements[switch.fault]()


async def _flood(size: int) -> AsyncIterator[bytes]:
    """Yield so many bytes without ever holding them all."""
    for start in range(0, size, len(_WAVE)):
        yield _WAVE[: size - start]


async def _in_drops(content: bytes, seconds: float) -> AsyncIterator[bytes]:
    size = max(len(content) // _DROPS, 1)
    for start in range(0, len(content), size):
        await asyncio.sleep(seconds / _DROPS)
        yield content[start : start + size]
