"""A fresh world for each test; a browser where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from scheduler.domain.roles import Role
from scheduler.store.database import open_database
from scheduler.store.media import MediaStore
from scheduler.web.server import running_pages
from tests.scheduler.web.browsers import FLAGS, HOW_TO_GET_ONE, browser_environment, find_browser
from tests.scheduler.web.world import COOKIE, World, a_world

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}

Open = Callable[..., Page]
"""Opens a page of the app: path, role, size, theme."""


def eventually(is_so: Callable[[], bool], page: Page) -> None:
    """Wait until the server has what the page sent."""
    for _ in range(100):
        if is_so():
            return
        page.wait_for_timeout(30)
    raise AssertionError("it never became so")


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    database = open_database(sqlite_url)
    yield a_world(database, MediaStore(tmp_path / "media"))
    database.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = find_browser()
    if path is None:
        pytest.skip(HOW_TO_GET_ONE)
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": list(FLAGS),
        "env": browser_environment(),
    }


@pytest.fixture
def served(world: World) -> Iterator[str]:
    """The world's app on a real socket."""
    with running_pages(world.office, host="127.0.0.1", port=0) as pages:
        yield pages.url


@pytest.fixture
def open_page(world: World, served: str, browser: Browser) -> Iterator[Open]:
    """Open a page as somebody. Requests elsewhere and console errors fail the test."""
    expect.set_options(timeout=4000)
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def watch_request(request: Request) -> None:
        if not request.url.startswith((served, "data:", "blob:")):
            faults.append(f"asked elsewhere: {request.url}")

    def watch_console(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            faults.append(message.text)

    def open_it(
        path: str,
        *,
        role: Role | None = Role.REVIEWER,
        size: dict[str, int] = PHONE,
        theme: str = "light",
        **more: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=served,
            viewport={"width": size["width"], "height": size["height"]},
            color_scheme="dark" if theme == "dark" else "light",
            locale="en-US",
            timezone_id="America/New_York",
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        if role is not None:
            context.add_cookies([{"name": COOKIE, "value": world.token(role), "url": served}])
        page = context.new_page()
        page.set_default_timeout(5000)
        page.on("request", watch_request)
        page.on("console", watch_console)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert faults == []
