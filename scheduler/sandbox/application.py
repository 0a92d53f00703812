"""The sandbox as one web application: every platform below its name, the feed page at the top."""

from __future__ import annotations

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.routing import Route as WebRoute

from scheduler.sandbox import control, counting, feed
from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.contract import Handler, Platform, Route
from scheduler.sandbox.platforms import PLATFORMS
from scheduler.sandbox.serving import endpoint
from scheduler.sandbox.world import World

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def make_application(world: World) -> Starlette:
    """Return the application that serves this world."""
    application = Starlette(
        routes=[
            *(Mount(f"/{name}", routes=_routes(world, one)) for name, one in PLATFORMS.items()),
            *control.routes(world),
            *counting.routes(world),
            *feed.routes(world),
        ],
        exception_handlers={HTTPStatus.NOT_FOUND: _nothing_here},
    )
    application.router.redirect_slashes = False
    return application


def _routes(world: World, platform: Platform) -> list[WebRoute]:
    unknown = Route("", "/{path:path}", "unknown", _unknown(platform))
    return [
        *(
            WebRoute(route.path, endpoint(world, platform, route), methods=[route.method])
            for route in platform.routes
        ),
        *feed.pages_of(world, platform),
        WebRoute(unknown.path, endpoint(world, platform, unknown), methods=_METHODS),
    ]


def _unknown(platform: Platform) -> Handler:
    def handler(call: Call) -> Answer:
        """Say in the platform's own words that there is nothing of that name."""
        return platform.refusal(HTTPStatus.NOT_FOUND, 0)

    return handler


def _nothing_here(request: Request, _: Exception) -> Response:
    return Response("There is nothing at this address.\n", HTTPStatus.NOT_FOUND)
