"""One app for all tests, lent to each world: its routes are read once, not each time."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.datastructures import State
from starlette.types import Receive, Scope, Send

from scheduler.web.application import create_app, furnish
from scheduler.web.visit import Site

APPS: list[tuple[FastAPI, dict[str, Any]]] = []  # with what it knows wherever it is used


class Lent:
    """The app as one world has it: what it works with is put in its place for each request."""

    def __init__(self, site: Site) -> None:
        if not APPS:
            app = create_app(site.office)
            APPS.append((app, dict(app.state._state)))
        self._contents: dict[str, Any] = dict(APPS[0][1])
        self.state = State(self._contents)
        furnish(self.state, site)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = APPS[0][0]
        object.__setattr__(app.state, "_state", self._contents)  # it has no way to be replaced
        await app(scope, receive, send)
