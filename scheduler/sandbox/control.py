"""Addresses under ``/_sandbox``: reactions, fault switches, quotas, knobs, and what was counted."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from scheduler.sandbox import oauth
from scheduler.sandbox.contract import open_account
from scheduler.sandbox.database import Json
from scheduler.sandbox.faults import SwitchError
from scheduler.sandbox.ledger import REACTIONS, as_plain, counts
from scheduler.sandbox.platforms import PLATFORMS
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import KEY_HABITS, World

Endpoint = Callable[[Request], Awaitable[Response]]


class OrderError(ValueError):
    """Something was asked of the sandbox itself that cannot be done."""


def routes(world: World) -> list[Route]:
    return [
        *(Route(f"/_sandbox/{one}", _reaction(world, one), methods=["POST"]) for one in REACTIONS),
        Route("/_sandbox/faults", _faults(world), methods=["GET", "POST", "DELETE"]),
        Route("/_sandbox/quotas", _quotas(world), methods=["POST", "DELETE"]),
        Route("/_sandbox/knobs", _knobs(world), methods=["GET", "POST"]),
        Route("/_sandbox/reset", _reset(world), methods=["POST"]),
        Route("/_sandbox/accounts", _accounts(world), methods=["POST"]),
        Route("/_sandbox/apps", _apps(world), methods=["POST"]),
        Route("/_sandbox/copies", _copies(world), methods=["GET"]),
        Route("/_sandbox/alt-texts", _alt_texts(world), methods=["GET"]),
        Route("/_sandbox/requests", _requests(world), methods=["GET"]),
        Route("/posts.json", _posts(world), methods=["GET"]),
    ]


def _no(error: object, status: int = HTTPStatus.BAD_REQUEST) -> Response:
    return JSONResponse({"error": str(error)}, status)


async def _told(request: Request) -> Json:
    """Return what was sent, as JSON or by a form of the feed page."""
    if request.headers.get("content-type", "").startswith("application/json"):
        value = json.loads(await request.body())
        if not isinstance(value, dict):
            raise OrderError("Send a JSON object.")
        return value
    async with request.form() as form:
        return dict(form)


def _guarded(answer: Callable[[Request], Awaitable[Response]]) -> Endpoint:
    async def serve(request: Request) -> Response:
        try:
            return await answer(request)
        except (ValueError, TypeError) as error:  # also JSON that is none
            return _no(error)

    return serve


def _reaction(world: World, kind: str) -> Endpoint:
    async def serve(request: Request) -> Response:
        told = await _told(request)
        post = world.ledger.live(str(told.get("platform")), str(told.get("remote_id")))
        if post is None:
            return _no("There is no such post.", HTTPStatus.NOT_FOUND)
        text = str(told.get("text") or "").strip()
        if kind == "reply" and not text:
            return _no("Write something first.")
        after = world.ledger.react(
            post, kind, author=str(told.get("author") or "visitor"), text=text
        )
        if "text/html" in request.headers.get("accept", ""):
            back = str(told.get("back") or "/")
            place = back if back.startswith("/") and not back.startswith("//") else "/"
            return RedirectResponse(f"{place}#post-{post.number}", HTTPStatus.SEE_OTHER)
        return JSONResponse(counts(after))

    return _guarded(serve)


def _faults(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        if request.method == "DELETE":
            world.faults.clear()
        elif request.method == "POST":
            told = await _told(request)
            for one in told.get("faults", [told]):
                world.faults.set(one)
        return JSONResponse({"faults": world.faults.as_plain()})

    return _guarded(serve)


def _quotas(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        if request.method == "DELETE":
            world.quotas.relax()
            return JSONResponse({})
        told = await _told(request)
        platform, name = str(told["platform"]), str(told["quota"])
        if platform not in PLATFORMS:
            raise SwitchError(f"“platform” is one of: {', '.join(PLATFORMS)}.")
        changed = None
        if "limit" in told:
            window = timedelta(seconds=float(told.get("seconds", 3600)))
            changed = Quota(name, int(told["limit"]), window)
        world.quotas.enforce(platform, name, changed, account=str(told.get("account") or ""))
        return JSONResponse({"platform": platform, "quota": name})

    return _guarded(serve)


def _knobs(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        knobs = world.knobs
        if request.method == "POST":
            told = await _told(request)
            if unknown := told.keys() - {
                "latency",
                "media_polls",
                "token_life",
                "blind_for",
                "keys",
            }:
                raise OrderError(f"There is no knob {', '.join(sorted(unknown))}.")
            if "latency" in told:
                knobs.latency = timedelta(seconds=float(told["latency"]))
            if "media_polls" in told:
                knobs.media_polls = int(told["media_polls"])
            if "keys" in told:
                if told["keys"] not in KEY_HABITS:
                    raise OrderError(f"“keys” is one of: {', '.join(KEY_HABITS)}.")
                knobs.keys = str(told["keys"])
            if "token_life" in told:
                life = told["token_life"]
                knobs.token_life = None if life is None else timedelta(seconds=float(life))
            if "blind_for" in told:
                world.ledger.blind_for = timedelta(seconds=float(told["blind_for"]))
        life = knobs.token_life
        return JSONResponse(
            {
                "latency": knobs.latency.total_seconds(),
                "media_polls": knobs.media_polls,
                "keys": knobs.keys,
                "token_life": None if life is None else life.total_seconds(),
                "blind_for": world.ledger.blind_for.total_seconds(),
            }
        )

    return _guarded(serve)


def _reset(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        world.reset()
        return JSONResponse({})

    return serve


def _accounts(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        told = await _told(request)
        platform = PLATFORMS.get(str(told.get("platform")))
        if platform is None:
            raise OrderError(f"“platform” is one of: {', '.join(PLATFORMS)}.")
        account = open_account(world, platform, str(told.get("name") or "awareness"))
        return JSONResponse(dict(platform.fields(world, account)))

    return _guarded(serve)


def _apps(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        told = await _told(request)
        if told.get("platform") not in PLATFORMS:
            raise OrderError(f"“platform” is one of: {', '.join(PLATFORMS)}.")
        redirects = told.get("redirect_uris") or []
        if not isinstance(redirects, list) or not redirects:
            raise OrderError("“redirect_uris” is a list of addresses to come back to.")
        name = str(told.get("name") or "An app")
        client = oauth.register(world, str(told["platform"]), name, [str(one) for one in redirects])
        return JSONResponse({one: client[one] for one in ("client_id", "client_secret")})

    return _guarded(serve)


def _copies(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        asked = request.query_params
        copies = [
            one
            for one in world.ledger.copies()
            if asked.get("platform", one["platform"]) == one["platform"]
            and asked.get("text", one["text"]) == one["text"]
            and asked.get("key", one["key"]) == one["key"]
        ]
        live = [one["live"] for one in copies]
        return JSONResponse({"live": sum(live), "most": max(live, default=0), "copies": copies})

    return serve


def _alt_texts(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        told: dict[str, dict[str, int]] = {}
        for post in world.ledger.all_live():
            counted = told.setdefault(post.platform, {"described": 0, "bare": 0, "no_place": 0})
            for picture in post.pictures:
                kind = "no_place" if picture.alt is None else "described" if picture.alt else "bare"
                counted[kind] += 1
        return JSONResponse(told)

    return serve


def _requests(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        tally = world.tally
        return JSONResponse({"requests": dict(tally.requests), "last": list(tally.last)})

    return serve


def _posts(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        posts: list[Any] = []
        for post in world.ledger.all_live(platform=request.query_params.get("platform", "")):
            replies = [one.text for one in world.ledger.replies(post)] if post.replies else []
            posts.append({**as_plain(post), "replies": replies})
        return JSONResponse({"posts": posts})

    return serve
