"""The page inside a pack: from the unpacked folder, without a network, for everyone."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.content.packs.sheets import a_campaigns_pack
from tests.scheduler.web.test_accessible import SMALL, faults, measure


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("pack")
    with zipfile.ZipFile(io.BytesIO(a_campaigns_pack())) as archive:
        archive.extractall(where)
    return where


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_of_a_pack_works_offline_on_a_small_phone(
    browser: Browser, folder: Path, theme: str
) -> None:
    context = browser.new_context(
        viewport={"width": SMALL["width"], "height": SMALL["height"]},
        color_scheme="dark" if theme == "dark" else "light",
        offline=True,
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())

    page.get_by_label("Captions for").select_option("instagram")
    page.get_by_role("button", name="Copy caption").first.click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    page.get_by_text("Alt text and pictures").first.click()

    assert all(url.startswith("file://") for url in asked)
    assert not measure(page, "tooWide")
    assert measure(page, "smallTargets") == []
    assert page.evaluate("[...document.images].every((one) => one.naturalWidth > 0)")
    assert faults(page, theme) == []
    for link in page.get_by_role("link").all():
        address = link.get_attribute("href") or ""
        assert address.startswith("tel:") or (folder / address).is_file(), address
    context.close()
