"""The JSON API as an app of its own, mounted under /api/v1."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from scheduler.web import problems
from scheduler.web.api import (
    audit,
    brands,
    calendar,
    campaign_sheets,
    campaigns,
    channels,
    deliveries,
    health,
    importing,
    material,
    observances,
    packs,
    partners,
    pauses,
    people,
    pictures,
    planning,
    policies,
    posts,
    refusals,
    reports,
    reviews,
    rules,
    several,
    sheets,
    templates,
    tokens,
    translations,
    webhooks,
)
from scheduler.web.api.describing import describe, name_of
from scheduler.web.visit import Site

VERSION = "1.0"
PARTS = (
    material,
    sheets,
    translations,
    brands,
    templates,
    campaigns,
    campaign_sheets,
    planning,
    calendar,
    importing,
    posts,
    several,
    pictures,
    reviews,
    deliveries,
    pauses,
    observances,
    reports,
    packs,
    partners,
    channels,
    people,
    policies,
    rules,
    audit,
    webhooks,
    tokens,
    health,
)


def operations() -> list[APIRoute]:
    """Return every operation there is."""
    return [route for part in PARTS for route in part.router.routes if isinstance(route, APIRoute)]


def create_api(site: Site) -> FastAPI:
    api = FastAPI(
        title="Awareness Scheduler",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        generate_unique_id_function=name_of,
    )
    api.state.site = site
    problems.install(api)
    known = operations()
    api.add_exception_handler(RequestValidationError, refusals.not_understood_at(known))
    api.add_exception_handler(400, refusals.unreadable)
    api.add_exception_handler(405, refusals.wrong_method(known))
    api.add_exception_handler(413, lambda request, _error: refusals.too_large(request.scope))
    for part in PARTS:
        api.include_router(part.router)
    describe(api, known)
    return api
