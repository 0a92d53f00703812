"""Every page, in both themes: axe finds nothing, nothing is cut at 320 px, targets are large."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import update

from scheduler.actions import inviting, linking, partner_links
from scheduler.domain.delivery import State
from scheduler.domain.roles import Role
from scheduler.store.tables import DeliveryRow
from tests.scheduler.web.conftest import DESK, Open
from tests.scheduler.web.world import World, some_posts

SMALL = {"width": 320, "height": 640}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    "/review",
    "/batch",
    "/calendar",
    "/campaigns/1/calendar?view=list",
    "/campaigns/1/calendar?view=week",
    "/campaigns/1/calendar?choose=1",
    "/campaigns/1/several?do=move&days=5&post=1",
    "/campaigns",
    "/deliveries",
    "/posts/1",
    "/posts/1/move?day=2027-01-16&time=22:00",
    "/posts/1/captions/mastodon",
    "/attention",
    "/report",
    "/pauses",
    "/account",
    "/more",
    "/library",
    "/library/sheets/1",
    "/library/sheets/1/translations",
    "/library/sheets/1/translations/es",
    "/library/pictures",
    "/library/templates",
    "/library/brands/1",
    "/rules",
    "/campaigns/1/table",
    "/packs",
    "/packs/campaigns/1",
    "/packs/import",
    "/channels",
    "/channels/new",
    "/channels/new/mastodon",
    "/people",
    "/audit",
    "/campaigns/1",
    "/campaigns/1/rehearsal",
    "/campaigns/1/sheets",
    "/campaigns/new",
    "/packs",
    "/packs/import",
    "/posts/1/compose",
    "/posts/999",
)
ON_A_DESK = ("/review", "/calendar", "/posts/1", "/campaigns/new", "/library/sheets/1")
# The other pages are made of the same parts.
IN_THE_DARK = (
    "/review",
    "/calendar",
    "/posts/1",
    "/attention",
    "/report",
    "/account",
    "/library/sheets/1",
    "/people",
    "/campaigns/new",
    "/packs",
)
DIALOGS = (
    ("/review", 'button[popovertarget="send-back"]'),
    ("/attention", 'button[popovertarget="pause-all"]'),
    ("/calendar", "[data-post]"),
)
MEASURES = (Path(__file__).parent / "measures.js").read_text("utf-8")


def measure(page: Page, name: str) -> object:
    return page.evaluate(f"{MEASURES}.{name}()")


@pytest.fixture
def stocked(world: World) -> World:
    """A world with posts in several states, a pause, and something that stands still."""
    some_posts(world, 5)
    with world.office.sessions.begin() as session:
        session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.post_id == 5)
            .values(state=State.UNCONFIRMED, approved_digest="f" * 64)
        )
    world.client(Role.MANAGER).post("/pauses", data={"reason": "Breaking news"})
    return world


def faults(page: Page, theme: str) -> list[str]:
    """Run axe: every rule in the light theme, those about colour in the dark one."""
    only: dict[str, Any] = {"type": "tag", "values": RULES}
    if theme == "dark":
        only = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    found = Axe().run(page, options={"runOnly": only})
    return [
        f"{page.url}: {fault['id']}: {node['html'][:160]}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.usefixtures("stocked")
def test_axe_finds_nothing_on_any_page(open_page: Open, theme: str) -> None:
    page = open_page("/login", role=None, theme=theme)
    found = faults(page, theme)
    page = open_page("/account", role=Role.OWNER, theme=theme)
    for path in PAGES if theme == "light" else IN_THE_DARK:
        page.goto(path)
        found += faults(page, theme)
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    for path in ON_A_DESK:
        page.goto(path)
        found += faults(page, theme)

    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.usefixtures("stocked")
def test_axe_finds_nothing_in_open_dialogs(open_page: Open, theme: str) -> None:
    page = open_page("/account", role=Role.OWNER, theme=theme)
    found: list[str] = []
    for path, opener in DIALOGS:
        page.goto(path)
        page.locator(opener).first.click()
        page.locator("[popover]:popover-open").wait_for()
        found += faults(page, theme)

    assert found == []


@pytest.mark.usefixtures("stocked")
def test_a_small_phone_shows_everything_with_targets_for_a_thumb(open_page: Open) -> None:
    page = open_page("/account", role=Role.OWNER, size=SMALL)

    for path in PAGES:
        page.goto(path)
        assert not measure(page, "tooWide"), path
        assert measure(page, "smallTargets") == [], path
        assert page.locator("h1").count() == 1, path
        assert not page.title().startswith(" ·"), path
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip", path


@pytest.mark.usefixtures("stocked")
def test_twice_the_size_of_letters_cuts_nothing(open_page: Open) -> None:
    # 200 % zoom of a 1280 px window is a viewport of 640 px.
    page = open_page("/account", role=Role.OWNER, size={"width": 640, "height": 400})

    for path in PAGES:
        page.goto(path)
        assert not measure(page, "tooWide"), path


@pytest.mark.usefixtures("stocked")
def test_focus_is_seen_and_never_under_the_bars(open_page: Open) -> None:
    page = open_page("/calendar", role=Role.MANAGER)

    for _ in range(25):
        page.keyboard.press("Tab")
        assert measure(page, "hiddenFocus") == ""


def test_people_without_an_account_get_the_same_care(stocked: World, open_page: Open) -> None:
    owner = stocked.members[Role.OWNER]
    guest = linking.make_link(
        stocked.office, owner, name="Gina Guest", email="gina@one.example", post_ids=[1]
    )
    _number, invitation = inviting.invite(stocked.office, owner, "new@one.example", Role.VIEWER)
    partner = partner_links.make_link(
        stocked.office,
        owner,
        stocked.campaign_id,
        partner="Harbor Alliance",
        lasts=timedelta(days=30),
        takes_numbers=True,
    )
    page = open_page("/login", role=None, size=SMALL)

    found: list[str] = []
    for path in (f"/r/{guest.token}", f"/join/{invitation}", f"/partner/{partner.token}"):
        page.goto(path)
        found += faults(page, "light")
        assert not measure(page, "tooWide"), path
        assert measure(page, "smallTargets") == [], path
        assert page.locator("h1").count() == 1, path

    assert found == []
