"""What the sandbox tells of itself: live posts, their copies, alt texts, requests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import Picture, as_plain
from scheduler.sandbox.world import World

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(world: World) -> list[Route]:
    return [
        Route("/posts.json", _posts(world), methods=["GET"]),
        Route("/_sandbox/copies", _copies(world), methods=["GET"]),
        Route("/_sandbox/alt-texts", _alt_texts(world), methods=["GET"]),
        Route("/_sandbox/requests", _requests(world), methods=["GET"]),
    ]


def _posts(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        posts: list[Json] = []
        for post in world.ledger.all_live(platform=request.query_params.get("platform", "")):
            replies = [one.text for one in world.ledger.replies(post)] if post.replies else []
            posts.append({**as_plain(post), "replies": replies})
        return JSONResponse({"posts": posts})

    return serve


def _copies(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        copies = world.ledger.copies(**request.query_params)
        live = [one["live"] for one in copies]
        return JSONResponse({"live": sum(live), "most": max(live, default=0), "copies": copies})

    return serve


def _alt_texts(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        told: dict[str, dict[str, int]] = {}
        for post in world.ledger.all_live():
            counted = told.setdefault(post.platform, {"described": 0, "bare": 0, "no_place": 0})
            for picture in post.pictures:
                counted[_kind(picture)] += 1
        return JSONResponse(told)

    return serve


def _kind(picture: Picture) -> str:
    if picture.alt is None:
        return "no_place"
    return "described" if picture.alt else "bare"


def _requests(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        tally = world.tally
        return JSONResponse({"requests": dict(tally.requests), "last": list(tally.last)})

    return serve
