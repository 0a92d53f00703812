"""A partner's page in a browser: axe finds nothing, it fits a phone, the preview follows."""

from __future__ import annotations

from playwright.sync_api import expect

from scheduler.domain.roles import Role
from tests.scheduler.web.conftest import DESK, Open
from tests.scheduler.web.test_accessible import SMALL, faults, measure
from tests.scheduler.web.test_partners import approved, link
from tests.scheduler.web.world import World


def test_a_partner_makes_a_pack_on_a_page_that_everyone_can_use(
    world: World, open_page: Open
) -> None:
    approved(world)
    approved(world, 3)
    address = link(world, numbers=True)
    page = open_page(address, role=None, size=DESK)
    found = faults(page, "light")
    before = page.locator("[data-card]").first.get_attribute("src")
    page.get_by_label("Dark ground", exact=True).fill("#113322")
    expect(page.locator("[data-card]").first).not_to_have_attribute("src", str(before))
    page.set_viewport_size({"width": SMALL["width"], "height": SMALL["height"]})
    assert not measure(page, "tooWide")
    assert measure(page, "smallTargets") == []

    page.get_by_role("button", name="Make my pack").click()
    page.get_by_role("link", name="Download").wait_for(timeout=30_000)

    found += faults(page, "light")
    assert not measure(page, "tooWide")
    assert found == []
    dark = open_page(address, role=None, theme="dark")
    assert faults(dark, "dark") == []
    expect(
        open_page("/packs", role=Role.VIEWER).get_by_role("link", name="Download")
    ).to_be_visible()
