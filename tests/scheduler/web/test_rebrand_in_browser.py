"""A partner's path: open the link, put its own name and hotline in, watch, take the pack."""

from __future__ import annotations

import zipfile

from playwright.sync_api import expect

from tests.scheduler.web.conftest import PHONE, Open
from tests.scheduler.web.test_partners import approved, link
from tests.scheduler.web.world import World


def test_a_partner_makes_the_pack_its_own_on_a_phone(world: World, open_page: Open) -> None:
    approved(world)
    page = open_page(link(world), role=None, size=PHONE)
    preview = page.locator("[data-card]").first
    before = preview.get_attribute("src") or ""

    page.get_by_label("Name on the cards").fill("Harbor Alliance")
    expect(preview).not_to_have_attribute("src", before)
    page.locator('[name="contact_name_0"]').fill("Oregon Helpline")
    page.locator('[name="contact_role_0"]').select_option("hotline")
    page.locator('[name="contact_phone_0"]').fill("503-555-0142")
    page.locator('[name="contact_region_0"]').fill("US")
    page.get_by_role("button", name="Make my pack").click()

    ready = page.get_by_role("link", name="Download")
    expect(ready).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        ready.click()
    with zipfile.ZipFile(download.value.path()) as pack:
        names = pack.namelist()
        words = "".join(
            pack.read(name).decode("utf-8", "ignore") for name in names if ".txt" in name
        )
    assert any(name.startswith("images/") for name in names)
    assert "503-555-0142" in words
    assert "1-888-373-7888" not in words
