"""The JSON API as an app of its own, mounted under /api/v1."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from scheduler.web import problems
from scheduler.web.api import campaigns, deliveries, material, planning, posts
from scheduler.web.api.shapes import Problem
from scheduler.web.visit import Site

VERSION = "1.0"
SAID = {
    401: "No token, or none that holds",
    403: "The token's scope or the person's role does not cover this",
    404: "There is no such thing in this organization",
    409: "It is no longer what was seen: look again",
    422: "It cannot be done as asked, or was not understood",
}


def create_api(site: Site) -> FastAPI:
    responses: dict[int | str, dict[str, Any]] = {
        code: {"model": Problem, "description": text} for code, text in SAID.items()
    }
    api = FastAPI(
        title="Awareness Scheduler",
        version=VERSION,
        description="Everything the pages do, for programs. POSTs take an Idempotency-Key.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=responses,
    )
    api.state.site = site
    problems.install(api)
    for part in (material, campaigns, planning, posts, deliveries):
        api.include_router(part.router)
    return api
