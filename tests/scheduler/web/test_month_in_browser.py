"""The manager's month: from a pasted fact sheet to posts on the sandbox, on a virtual clock."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler import clock
from scheduler.actions.office import Office
from scheduler.app import opened
from scheduler.clock import SkippingClock
from scheduler.demo import cast as casting
from scheduler.demo.cast import Cast
from scheduler.domain.delivery import State
from scheduler.publisher.embedded import EmbeddedEngine
from scheduler.sandbox.server import serve_sandbox
from scheduler.settings import read_settings
from scheduler.store.listing import deliveries
from scheduler.web.server import running_pages
from tests.scheduler.web.conftest import DESK, PHONE

SHEET = """\
# Human Trafficking

## What is it?

- Human trafficking can happen to anyone, in any community.
- Traffickers often use lies, debts and threats rather than chains.

## Get involved

- Learn the signs of trafficking and share them with others.

## Get help

National Human Trafficking Hotline: 1-888-373-7888
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    office: Office
    cast: Cast
    engine: EmbeddedEngine
    pages: str
    feed: str


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = read_settings({}, data_dir=str(tmp_path), allow_private_network="yes")
    virtual = SkippingClock(clock.now())
    with ExitStack() as stack:
        office = stack.enter_context(opened(settings, now=virtual.now, migrate=True))
        virtual.resume_from(office)
        sandbox = serve_sandbox(tmp_path / "sandbox", "127.0.0.1", 0, now=virtual.now)
        stack.callback(sandbox.stop)
        cast = casting.hire(office, tmp_path)
        casting.connect(office, cast, sandbox)
        engine = EmbeddedEngine(office, clock=virtual, threads=4)
        stack.callback(engine.stop)
        served = stack.enter_context(running_pages(office, host="127.0.0.1", port=0))
        yield House(office=office, cast=cast, engine=engine, pages=served.url, feed=sandbox.url)


def log_in(browser: Browser, house: House, email: str, size: dict[str, int]) -> Page:
    context = browser.new_context(
        base_url=house.pages, viewport={"width": size["width"], "height": size["height"]}
    )
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto("/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(house.cast.password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def test_a_campaign_goes_from_a_pasted_sheet_to_the_platforms(
    house: House, browser: Browser
) -> None:
    manager = log_in(browser, house, house.cast.manager.email, DESK)

    manager.goto("/library")
    manager.get_by_text("or paste its text").click()
    manager.get_by_label("Name").fill("Trafficking")
    manager.get_by_role("textbox", name="Text", exact=True).fill(SHEET)
    manager.get_by_role("button", name="Import and look through it").click()
    expect(manager.get_by_text("can happen to anyone").first).to_be_visible()

    manager.goto("/library/brands/new")
    manager.get_by_role("button", name="Save").click()
    expect(manager.get_by_text("Saved as a new brand kit.")).to_be_visible()

    today = house.office.now().date()
    manager.goto("/campaigns/new")
    manager.get_by_label("First day").fill((today + timedelta(days=1)).isoformat())
    manager.get_by_label("Last day").fill((today + timedelta(days=7)).isoformat())
    manager.get_by_label("Community noticeboard").uncheck()
    manager.get_by_label("Begin with an opening card").uncheck()
    manager.get_by_role("button", name="Set up and make the posts").click()
    expect(manager.get_by_text("posts were made")).to_be_visible(timeout=40_000)
    manager.get_by_role("button", name="Send all drafts to review").click()
    expect(manager.get_by_role("heading", name="sent to review")).to_be_visible()

    volunteer = log_in(browser, house, house.cast.volunteers[0].email, PHONE)
    waiting = int(volunteer.locator(".left-over").inner_text().split()[-1])
    for _ in range(waiting):
        volunteer.get_by_role("button", name="Approve").click()
        expect(volunteer.locator(".toast")).to_contain_text("Approved")
        volunteer.wait_for_load_state("networkidle")
    expect(volunteer.get_by_text("Nothing waits for you")).to_be_visible()

    house.engine.start()
    house.engine.wait_idle(timeout=60)

    with house.office.sessions() as session:
        all_of_them = deliveries(session, house.cast.organization.id)
    assert len(all_of_them) == 2 * waiting
    assert {one.state for one in all_of_them} == {State.PUBLISHED}
    manager.goto("/report")
    expect(manager.get_by_text(f"of {2 * waiting}")).to_be_visible()
    manager.goto(f"/posts/{all_of_them[0].post_id}")
    expect(manager.get_by_role("link", name="See the post").first).to_be_visible()
    with urllib.request.urlopen(house.feed, timeout=5) as feed:  # noqa: S310  # on loopback
        assert "can happen to anyone" in feed.read().decode()
