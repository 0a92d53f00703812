"""Orders to the sandbox itself: reactions, fault switches, quotas, knobs, accounts, apps."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from scheduler.sandbox import oauth
from scheduler.sandbox.contract import FIRST_ACCOUNT, Platform, open_account
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import REACTIONS, counts
from scheduler.sandbox.platforms import PLATFORMS
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import World

Endpoint = Callable[[Request], Awaitable[Response]]
Order = Callable[[World, Json], Json]


class OrderError(ValueError):
    """Something was asked of the sandbox itself that cannot be done."""


def routes(world: World) -> list[Route]:
    return [
        *(Route(f"/_sandbox/{one}", _reaction(world, one), methods=["POST"]) for one in REACTIONS),
        *_order(world, "faults", set_=_set_faults, show=_faults, drop=_drop_faults),
        *_order(world, "quotas", set_=_enforce, drop=_relax),
        *_order(world, "knobs", set_=_turn, show=_knobs),
        *_order(world, "accounts", set_=_account),
        *_order(world, "apps", set_=_app),
        *_order(world, "reset", set_=_reset),
    ]


def _order(
    world: World, name: str, *, set_: Order, show: Order | None = None, drop: Order | None = None
) -> list[Route]:
    """Return the routes of one kind of order: POST gives it, GET shows it, DELETE takes it back."""
    orders = {"POST": set_, "GET": show, "DELETE": drop}
    return [
        Route(f"/_sandbox/{name}", _obeyed(world, order), methods=[method])
        for method, order in orders.items()
        if order is not None
    ]


def _obeyed(world: World, order: Order) -> Endpoint:
    async def serve(request: Request) -> Response:
        try:
            return JSONResponse(order(world, await _told(request)))
        except (ValueError, TypeError) as error:  # orders that cannot be done, JSON that is none
            return _no(str(error))

    return serve


def _no(error: str, status: int = HTTPStatus.BAD_REQUEST) -> Response:
    return JSONResponse({"error": error}, status)


async def _told(request: Request) -> Json:
    """Return what was sent, as JSON or by a form of the feed page."""
    body = await request.body()
    if not body:
        return {}
    if request.headers.get("content-type", "").startswith("application/json"):
        value = json.loads(body)
        if not isinstance(value, dict):
            raise OrderError("Send a JSON object.")
        return value
    async with request.form() as form:
        return dict(form)


def _reaction(world: World, kind: str) -> Endpoint:
    async def serve(request: Request) -> Response:
        try:
            told = await _told(request)
        except ValueError as error:
            return _no(str(error))
        post = world.ledger.live(str(told.get("platform")), str(told.get("remote_id")))
        if post is None:
            return _no("There is no such post.", HTTPStatus.NOT_FOUND)
        text = str(told.get("text") or "").strip()
        if kind == "reply" and not text:
            return _no("Write something first.")
        author = str(told.get("author") or "visitor")
        after = world.ledger.react(post, kind, author=author, text=text)
        if "text/html" in request.headers.get("accept", ""):
            back = str(told.get("back") or "/")
            place = back if back.startswith("/") and not back.startswith("//") else "/"
            return RedirectResponse(f"{place}#post-{post.number}", HTTPStatus.SEE_OTHER)
        return JSONResponse(counts(after))

    return serve


def _faults(world: World, told: Json) -> Json:
    return {"faults": world.faults.as_plain()}


def _set_faults(world: World, told: Json) -> Json:
    for one in told.get("faults", [told]):
        world.faults.set(one)
    return _faults(world, told)


def _drop_faults(world: World, told: Json) -> Json:
    world.faults.clear()
    return _faults(world, told)


def _enforce(world: World, told: Json) -> Json:
    platform, name = _platform(told), str(told.get("quota"))
    known = [quota.name for quota in platform.quotas]
    if name not in known:
        raise OrderError(f"“quota” is one of: {', '.join(known) or 'none for this platform'}.")
    changed = None
    if "limit" in told:
        window = timedelta(seconds=float(told.get("seconds", 3600)))
        changed = Quota(name, int(told["limit"]), window)
    account = str(told.get("account") or "")
    world.quotas.enforce(platform.name, name, changed, account=account)
    return {"platform": platform.name, "quota": name}


def _relax(world: World, told: Json) -> Json:
    world.quotas.relax()
    return {}


def _knobs(world: World, told: Json) -> Json:
    return world.knobs.as_plain()


def _turn(world: World, told: Json) -> Json:
    world.knobs.turn(told)
    return world.knobs.as_plain()


def _account(world: World, told: Json) -> Json:
    platform = _platform(told)
    account = open_account(world, platform, str(told.get("name") or FIRST_ACCOUNT))
    return dict(platform.fields(world, account))


def _app(world: World, told: Json) -> Json:
    platform, redirects = _platform(told), told.get("redirect_uris")
    if not isinstance(redirects, list) or not redirects:
        raise OrderError("“redirect_uris” is a list of addresses to come back to.")
    name = str(told.get("name") or "An app")
    client = oauth.register(world, platform.name, name, [str(one) for one in redirects])
    return {one: client[one] for one in ("client_id", "client_secret")}


def _reset(world: World, told: Json) -> Json:
    world.reset()
    return {}


def _platform(told: Json) -> Platform:
    platform = PLATFORMS.get(str(told.get("platform")))
    if platform is None:
        raise OrderError(f"“platform” is one of: {', '.join(PLATFORMS)}.")
    return platform
