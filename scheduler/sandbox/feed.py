"""The feed page: what every platform shows, as people see it. Works without scripts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.sandbox import pages
from scheduler.sandbox.contract import Platform
from scheduler.sandbox.platforms import PLATFORMS
from scheduler.sandbox.world import World

_PAGE = 30
Endpoint = Callable[[Request], Awaitable[Response]]


def routes(world: World) -> list[Route]:
    return [
        Route("/", _feed(world), methods=["GET"]),
        Route("/posts/{number:int}", _single(world), methods=["GET"]),
        Route("/_sandbox/pictures/{digest}", _picture(world), methods=["GET"]),
        Route("/_sandbox/feed.css", _style, methods=["GET"]),
    ]


def pages_of(world: World, platform: Platform) -> list[Route]:
    """Return the addresses people get for a post on the platform; they lead to the feed."""

    async def serve(request: Request) -> Response:
        post = world.ledger.at_path(platform.name, request.url.path)
        if post is None:
            return _gone()
        return RedirectResponse(f"/posts/{post.number}", HTTPStatus.SEE_OTHER)

    return [Route(path, serve, methods=["GET"]) for path in platform.pages]


def _feed(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        asked = request.query_params
        platform = asked.get("platform", "")
        before = asked.get("before", "")
        posts = world.ledger.all_live(
            platform=platform, limit=_PAGE, before=int(before) if before.isdigit() else 0
        )
        return _page(
            "feed.html",
            posts=posts,
            replies={post.number: world.ledger.replies(post) for post in posts if post.replies},
            platform=platform,
            platforms=_in_use(world),
            older=posts[-1].number if len(posts) == _PAGE else 0,
            now=world.now(),
            back=f"{request.url.path}?{request.url.query}".rstrip("?"),
        )

    return serve


def _single(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        number = request.path_params["number"]
        for post in world.ledger.all_live(limit=1, before=number + 1):
            if post.number == number:
                return _page(
                    "post.html",
                    post=post,
                    replies={number: world.ledger.replies(post)},
                    now=world.now(),
                    back=request.url.path,
                )
        return _gone()

    return serve


def _picture(world: World) -> Endpoint:
    async def serve(request: Request) -> Response:
        data = world.database.picture(request.path_params["digest"])
        if data is None:
            return Response("No such picture.\n", HTTPStatus.NOT_FOUND)
        kept = {"cache-control": "max-age=31536000, immutable", **pages.headers()}
        return Response(data, headers=kept, media_type=_type_of(data))

    return serve


async def _style(_: Request) -> Response:
    css = (pages.FOLDER / "feed.css").read_bytes()
    return Response(css, headers={"cache-control": "max-age=60"}, media_type="text/css")


def _type_of(data: bytes) -> str:
    starts = {b"\xff\xd8": "image/jpeg", b"\x89PNG": "image/png", b"GIF8": "image/gif"}
    found = (mime for start, mime in starts.items() if data.startswith(start))
    return next(found, "image/webp" if data[8:12] == b"WEBP" else "application/octet-stream")


def _in_use(world: World) -> list[Platform]:
    rows = world.database.rows("SELECT DISTINCT platform FROM posts WHERE deleted=0")
    used = {row["platform"] for row in rows}
    return [one for one in PLATFORMS.values() if one.name in used]


def _gone() -> Response:
    text = "It was deleted, or it never was here."
    return _page("notice.html", HTTPStatus.NOT_FOUND, title="No such post", text=text)


def _page(template: str, status: int = HTTPStatus.OK, **values: object) -> Response:
    titles = {name: one.title for name, one in PLATFORMS.items()}
    content = pages.page(template, titles=titles, **values)
    return Response(content, status, headers=dict(pages.headers()), media_type="text/html")
