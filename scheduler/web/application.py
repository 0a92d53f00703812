"""The web app, put together from its routes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.datastructures import State
from starlette.middleware.gzip import GZipMiddleware

from scheduler.actions.office import Office
from scheduler.web import problems
from scheduler.web.api.application import create_api
from scheduler.web.api.once import Once
from scheduler.web.errands import Errands
from scheduler.web.gate import Gate
from scheduler.web.routes import (
    attention,
    audit,
    batch,
    brands,
    calendar,
    campaign_sheets,
    campaigns,
    channels,
    comments,
    compose,
    connect,
    corrections,
    guests,
    health,
    joining,
    library,
    login,
    media,
    moves,
    pack_import,
    packs,
    partners,
    pauses,
    people,
    posts,
    queue,
    reports,
    review,
    rules,
    several,
    shared,
    table_import,
    translations,
)
from scheduler.web.showroom import Showroom
from scheduler.web.thumbnails import Thumbnails
from scheduler.web.visit import Site
from scheduler.web.workshop import Workshop

ROUTES = (
    login,
    guests,
    joining,
    review,
    batch,
    comments,
    campaigns,
    campaign_sheets,
    table_import,
    calendar,
    posts,
    compose,
    moves,
    several,
    attention,
    queue,
    reports,
    pauses,
    people,
    library,
    corrections,
    translations,
    brands,
    rules,
    channels,
    audit,
    media,
    shared,
    pack_import,
    packs,
    partners,
    connect,
    health,
)
THREADS = 16  # endpoints that run at once; the database's pool should hold as many connections
LARGEST_BODY = 12 * 1024 * 1024  # an uploaded fact sheet with pictures in it


def create_app(
    office: Office, *, sandbox_url: str | None = None, public_base_url: str = ""
) -> FastAPI:
    """Return the app. ``sandbox_url`` shows a link to the sandbox's feed on every page."""
    app = FastAPI(
        title="Awareness Scheduler",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
        max_body_size=LARGEST_BODY,
    )
    site = Site(office=office, sandbox_url=sandbox_url, public_base_url=public_base_url)
    furnish(app.state, site)
    app.state.forms = _form_addresses()
    problems.install(app)
    for routes in ROUTES:
        app.include_router(routes.router)
    api = create_api(site)
    api.state = app.state
    app.mount("/api/v1", api)
    app.add_middleware(Once)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Gate)
    return app


def _form_addresses() -> tuple[re.Pattern[str], ...]:
    """Return the addresses that only forms are sent to, for people who come to them otherwise."""
    own = [
        route for module in ROUTES for route in module.router.routes if isinstance(route, APIRoute)
    ]
    read = {route.path for route in own if "GET" in (route.methods or ())}
    return tuple(
        route.path_regex for route in own if route.path not in read and not route.path.endswith("}")
    )


def furnish(state: State, site: Site) -> None:
    """Give an app everything it works with: its routes know nothing of where they are used."""
    state.site = site
    state.thumbnails = Thumbnails(site.office.media)
    state.showroom = Showroom()
    state.errands = Errands(site.office)
    state.workshop = Workshop(site.office)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    app.state.workshop.wake()  # packs that a restart cut short
    yield
