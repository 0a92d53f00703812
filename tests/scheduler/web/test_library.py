"""What campaigns are made from: sheets line by line, contacts, pictures, templates, brands."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from content.factsheets.model import Extraction, Item, Kind, LeftOut
from scheduler.domain.roles import Role
from scheduler.web.sheet_lines import changes, source_lines
from tests.scheduler.web.conftest import DESK, Open
from tests.scheduler.web.world import World, a_post

SHEET = """\
# River Safety

## Signs

- They no longer decide where they go.
- They seem afraid of somebody near them.

## Get help

Call the Example Helpline at 202-555-0142.
"""
COLOURS = {"dark": "#0A1733", "light": "#FDF6E9", "accent": "#FFB62E", "primary": "#2257E7"}


def an_item(key: str, text: str, line: int = 1, kind: Kind = Kind.FACT) -> Item:
    return Item(key=key, kind=kind, text=text, lines=(line, line))


def test_each_line_stands_beside_what_was_taken_from_it() -> None:
    read = Extraction(
        title="A sheet",
        language="en",
        items=(an_item("a", "One.", 2), an_item("b", "Two.", 2)),
        left_out=(LeftOut(text="Layout", lines=(3, 3), why="a page number"),),
    )

    lines = source_lines(b"# A sheet\nOne. Two.\n12\n", "sheet.md", read)

    assert [line.text for line in lines] == ["# A sheet", "One. Two.", "12"]
    assert [item.key for item in lines[1].items] == ["a", "b"]
    assert [line.is_taken for line in lines] == [False, True, False]
    assert lines[2].why == "a page number"


def test_versions_are_compared_claim_by_claim() -> None:
    kept = an_item("kept", "This stays as it is.")
    before = Extraction(
        title="",
        language="en",
        items=(kept, an_item("old", "They appear fearful at work."), an_item("gone", "Leave me.")),
    )
    after = Extraction(
        title="",
        language="en",
        items=(kept, an_item("new", "They appear anxious at work."), an_item("came", "Brand new!")),
    )

    found = changes(before, after)

    assert [(one.before and one.before.key, one.after and one.after.key) for one in found] == [
        ("old", "new"),
        (None, "came"),
        ("gone", None),
    ]


def test_an_uploaded_sheet_is_imported_and_shown_line_by_line(world: World) -> None:
    client = world.client(Role.CONTRIBUTOR)

    answer = client.post(
        "/library/sheets", files={"file": ("river.md", SHEET.encode(), "text/markdown")}
    )
    page = client.get(answer.headers["location"])

    assert answer.status_code == 303
    assert "River Safety" in page.text
    assert 'id="line-5" class="taken"' in page.text
    assert "They no longer decide where they go." in page.text
    assert "202-555-0142" in page.text


def test_a_sheet_s_items_are_shown_by_kind(world: World) -> None:
    client = world.client(Role.CONTRIBUTOR)
    answer = client.post("/library/sheets", data={"text": SHEET, "name": "River sheet"})
    address = answer.headers["location"].partition("?")[0]

    signs = client.get(f"{address}?kind=warning_sign").text

    assert "They no longer decide where they go." in signs
    assert 'id="line-1"' not in signs


def test_a_pasted_sheet_becomes_the_next_version_of_its_name(world: World) -> None:
    client = world.client(Role.CONTRIBUTOR)
    client.post("/library/sheets", data={"text": SHEET, "name": "River sheet"})

    answer = client.post(
        "/library/sheets",
        data={"text": SHEET.replace("afraid of", "scared of"), "name": "River sheet"},
    )
    page = client.get(answer.headers["location"])

    assert "version 2" in page.text
    assert "<del>afraid</del><ins>scared</ins>" in page.text


@pytest.mark.parametrize(
    ("files", "data"),
    [
        ({}, {"text": " "}),
        ({"file": ("empty.md", b"", "text/markdown")}, {}),
        ({"file": ("picture.md", b"\x89PNG\r\n\x00\xff", "text/markdown")}, {}),
    ],
    ids=["nothing", "an empty file", "a picture"],
)
def test_what_is_no_sheet_is_refused_with_a_sentence(
    world: World, files: dict[str, tuple[str, bytes, str]], data: dict[str, str]
) -> None:
    answer = world.client(Role.CONTRIBUTOR).post("/library/sheets", files=files, data=data)

    assert answer.status_code == 422
    assert "That could not be done" in answer.text


def test_reviewers_look_and_do_not_import(world: World) -> None:
    client = world.client(Role.REVIEWER)

    assert 'enctype="multipart/form-data"' not in client.get("/library").text
    assert client.post("/library/sheets", data={"text": SHEET}).status_code == 403


def test_the_library_lists_contacts_and_warns_of_those_nobody_checked(world: World) -> None:
    page = world.client(Role.VIEWER).get("/library").text

    assert "1-888-373-7888" in page
    assert "never checked: call it before the campaign" in page


def test_pictures_hang_with_alt_text_and_where_they_are_used(world: World) -> None:
    post_id = a_post(world)

    page = world.client().get("/library/pictures").text

    assert f'href="/posts/{post_id}"' in page
    assert "Card that reads: Anyone can be affected" in page


def test_templates_are_drawn_with_the_organization_s_brand_and_sentences(world: World) -> None:
    client = world.client()

    page = client.get("/library/templates")
    answer = client.get(f"/library/templates/beacon/square/fact.webp?brand={world.brand_id}")

    assert "Beacon" in page.text
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (384, 384)
    assert client.get("/library/templates/none/square/fact.webp").status_code == 404


def test_a_brand_kit_is_kept_with_its_logo(world: World) -> None:
    client = world.client(Role.MANAGER)
    logo = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9"/></svg>'

    answer = client.post(
        "/library/brands",
        data={"name": "Riverbend East", **COLOURS, "hashtags": "#EndIt, #Now"},
        files={"logo_dark": ("my logo.svg", logo, "image/svg+xml")},
    )
    page = client.get(answer.headers["location"])

    assert answer.status_code == 303
    assert 'value="Riverbend East"' in page.text
    assert 'value="EndIt Now"' in page.text


def test_colours_that_cannot_be_read_are_told(world: World) -> None:
    answer = world.client(Role.MANAGER).get(
        "/library/brands/preview/contrast",
        params={"name": "R", **COLOURS, "dark": "#BBBBBB"},
        headers={"accept": "application/json"},
    )

    assert answer.json()["notes"]
    assert all(pair["good"] for pair in answer.json()["pairs"])


@pytest.mark.parametrize(
    "change", [{"dark": "red; }"}, {"dark": ""}, {"name": "x" * 99}, {"url": "javascript:alert(1)"}]
)
def test_what_is_no_brand_is_refused(world: World, change: dict[str, str]) -> None:
    answer = world.client(Role.MANAGER).post(
        "/library/brands", data={"name": "R", **COLOURS, **change}
    )

    assert answer.status_code == 422


def test_the_preview_follows_what_is_typed(world: World, open_page: Open) -> None:
    page = open_page(f"/library/brands/{world.brand_id}", role=Role.MANAGER, size=DESK)
    image = page.locator("[data-card]").first
    before = image.get_attribute("src") or ""

    page.get_by_label("Name on the cards").fill("Riverbend East")

    expect(image).not_to_have_attribute("src", before)
    expect(image).to_have_js_property("complete", value=True)
    assert "name=Riverbend+East" in (image.get_attribute("src") or "")


def test_a_contact_is_checked_today_and_stays_so_in_a_newer_version(world: World) -> None:
    client = world.client(Role.CONTRIBUTOR)
    stored = client.post("/library/sheets", data={"text": SHEET, "name": "River sheet"})
    number = stored.headers["location"].split("/")[3].partition("?")[0]
    page = client.get("/library").text
    key = page.split(f'/library/sheets/{number}/contacts/checked"')[1].split('value="')[1]

    answer = client.post(
        f"/library/sheets/{number}/contacts/checked", data={"key": key.partition('"')[0]}
    )
    checked = client.get(answer.headers["location"].partition("#")[0]).text
    client.post(
        "/library/sheets",
        data={"text": SHEET.replace("afraid of", "scared of"), "name": "River sheet"},
    )

    assert "Noted: it was checked today." in checked
    assert checked.count("checked Jan 6") == 1
    assert client.get("/library").text.count("checked Jan 6") == 1
    record = world.client(Role.OWNER).get("/audit").text
    assert "Contact checked" in record


def test_only_those_who_write_say_that_a_contact_was_checked(world: World) -> None:
    client = world.client(Role.CONTRIBUTOR)
    client.post(f"/library/sheets/{world.sheet_id}/contacts/checked", data={"key": "hotline"})
    reader = world.client(Role.REVIEWER)
    address = f"/library/sheets/{world.sheet_id}/contacts/checked"

    assert "checked Jan 6" in reader.get("/library").text
    assert reader.post(address, data={"key": "hotline"}).status_code == 403
    assert client.post(address, data={"key": "gone"}).status_code == 404
