"""A partner's page: opened by a link alone, bounded, safe against what strangers send."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import timedelta

import pytest
from PIL import Image, PngImagePlugin
from starlette.testclient import TestClient

from content.packs.verifying import verify
from scheduler.actions import making_packs, partner_links
from scheduler.domain.pack_build import BuildState, Wishes
from scheduler.domain.roles import Role
from scheduler.store import pack_builds, packs
from scheduler.store.post_page import post_page
from scheduler.web.workshop import Workshop
from tests.scheduler.web.world import World, a_post

COLOURS = {"dark": "#0A1733", "light": "#FDF6E9", "accent": "#FFB62E", "primary": "#2257E7"}
FORM = {
    "name": "Harbor Alliance",
    **COLOURS,
    "formats": "square",
    "contact_name_0": "Oregon Helpline",
    "contact_role_0": "hotline",
    "contact_phone_0": "503-555-0142",
    "contact_region_0": "US",
}


def approved(world: World, number: int = 0) -> int:
    post_id = a_post(world, number=number)
    answer = world.client(Role.REVIEWER).post(
        f"/review/{post_id}/approve", data={"digest": world.digest(post_id)}
    )
    assert answer.status_code == 303
    return post_id


def link(world: World, *, numbers: bool = False, days: int = 30) -> str:
    new = partner_links.make_link(
        world.office,
        world.members[Role.MANAGER],
        world.campaign_id,
        partner="Harbor Alliance",
        lasts=timedelta(days=days),
        takes_numbers=numbers,
    )
    return f"/partner/{new.token}"


def a_logo(size: tuple[int, int] = (400, 120)) -> bytes:
    """Return a PNG with a word in it that no picture needs."""
    out = io.BytesIO()
    extra = PngImagePlugin.PngInfo()
    extra.add_text("Comment", "<script>alert(1)</script>")
    Image.new("RGB", size, (10, 90, 60)).save(out, "PNG", pnginfo=extra)
    return out.getvalue()


def pack_at(client: TestClient, address: str) -> bytes:
    client.app.state.workshop.rest(60)  # type: ignore[attr-defined]  # an ASGI app by its protocol
    assert "data-poll" not in client.get(address).text
    answer = client.get(f"{address}/pack.zip")
    assert answer.status_code == 200, client.get(address).text
    return answer.content


def test_a_partner_sees_what_is_approved_and_no_draft(world: World) -> None:
    approved(world)
    a_post(world, number=1)

    page = world.client(None).get(link(world)).text

    assert "Anyone can be affected by human trafficking." in page
    assert "They appear fearful" not in page
    assert "1-888-373-7888" in page


def test_pictures_of_approved_posts_are_shown_and_no_others(world: World) -> None:
    approved(world)
    draft = a_post(world, number=1)
    address, client = link(world), world.client(None)
    shown = re.findall(rf"{address}/pictures/([0-9a-f]{{64}})", client.get(address).text)
    with world.office.sessions() as session:
        page = post_page(session, world.organization_id, draft)
    assert page is not None

    assert shown
    assert client.get(f"{address}/pictures/{shown[0]}").headers["content-type"] == "image/webp"
    assert client.get(f"{address}/pictures/{page.pictures[0].sha256}").status_code == 404


def test_a_pack_of_the_partners_own_comes_out_of_the_form(world: World) -> None:
    approved(world)
    approved(world, 3)
    client = world.client(None)

    told = client.post(
        link(world),
        data={**FORM, "act": "build"},
        files={"logo_light": ("logo.png", a_logo(), "image/png")},
    )

    assert told.status_code == 303
    pack = pack_at(client, told.headers["location"])
    manifest = verify(pack).manifest
    assert manifest.plain["organization"] == "Harbor Alliance"
    assert manifest.plain["formats"] == ["square"]
    assert manifest.plain["credit"].endswith("Center for Prevention")
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        assert "503-555-0142" in archive.read("contacts.csv").decode("utf-8-sig")


def test_a_pack_as_it_is_holds_the_pictures_that_were_approved(world: World) -> None:
    approved(world)
    client = world.client(None)

    told = client.post(link(world), data={"act": "as_it_is"})

    cards = verify(pack_at(client, told.headers["location"])).manifest.cards
    assert [card["headline"] for card in cards] == ["Anyone can be affected by human trafficking."]


def test_a_design_can_be_looked_at_with_its_logo_before_anything_is_made(world: World) -> None:
    approved(world)
    client, address = world.client(None), link(world)
    query = "&".join(f"{key}=%23{value[1:]}" for key, value in COLOURS.items())
    before = client.get(f"{address}/packs/new/card.webp?name=Harbor&{query}")

    told = client.post(
        address,
        data={**FORM, "act": "look"},
        files={"logo_light": ("l.png", a_logo(), "image/png"), "logo_dark": ("d.png", a_logo())},
    )
    design = told.headers["location"]
    after = client.get(f"{design}/card.webp?name=Harbor&{query}")

    assert (before.status_code, after.status_code) == (200, 200)
    assert before.content != after.content
    assert "uploaded" in client.get(design).text
    assert client.get(f"{design}/pack.zip").status_code == 422
    assert client.post(design, data={**FORM, "act": "build"}).headers["location"] == design
    assert verify(pack_at(client, design)).manifest.plain["organization"] == "Harbor Alliance"


def test_contrast_is_told_while_colours_are_picked(world: World) -> None:
    approved(world)
    query = {"name": "Harbor", **COLOURS, "dark": "#DDDDDD"}

    told = world.client(None).get(f"{link(world)}/packs/new/contrast", params=query).json()

    assert any("was changed" in note for note in told["notes"])


def test_a_logo_is_drawn_anew_and_nothing_of_the_file_is_kept(world: World) -> None:
    approved(world)
    client = world.client(None)

    told = client.post(
        link(world),
        data={**FORM, "act": "look"},
        files={"logo_light": ("x.png", a_logo((4000, 400)), "image/png")},
    )

    key = told.headers["location"].rpartition("/")[2]
    with world.office.sessions() as session:
        build = pack_builds.by_key(session, key)
    assert build is not None
    assert build.wishes.brand is not None
    kept = world.office.media.get(build.wishes.brand.logos["light"])
    assert b"script" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.width == 1200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dark", "red; background:url(x)"),
        ("contact_region_0", "Oregon"),
        ("contact_phone_0", "none"),
        ("url", "javascript:alert(1)"),
        ("formats", "poster"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_is_kept(
    world: World, field: str, value: str
) -> None:
    approved(world)

    told = world.client(None).post(link(world), data={**FORM, "act": "build", field: value})

    assert told.status_code == 422
    with world.office.sessions() as session:
        assert pack_builds.of_organization(session, world.organization_id, 9) == []


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + bytes(40),
        b"",
        b"\x89PNG\r\n\x1a\n" + bytes(60),
        bytes(3_000_001),
    ],
)
def test_a_file_that_is_no_safe_picture_is_refused(world: World, data: bytes) -> None:
    approved(world)

    told = world.client(None).post(
        link(world), data={**FORM, "act": "look"}, files={"logo_dark": ("l.png", data)}
    )

    assert told.status_code == 422
    assert "logo" in told.text


def test_a_closed_or_old_link_opens_nothing(world: World) -> None:
    approved(world)
    manager, client = world.client(Role.MANAGER), world.client(None)
    closed, old = link(world), link(world, days=1)
    told = client.post(closed, data={"act": "as_it_is"}).headers["location"]
    pack_at(client, told)

    manager.post("/packs/links/1/revoke")
    world.watch.now += timedelta(days=1)

    for address in (closed, told, f"{told}/pack.zip", old, f"{old}/numbers.csv", "/partner/guess"):
        assert client.get(address).status_code == 404, address


def test_a_link_does_not_open_what_another_one_had_made(world: World) -> None:
    approved(world)
    client = world.client(None)
    mine = client.post(link(world), data={"act": "as_it_is"}).headers["location"]
    pack_at(client, mine)

    other = f"{link(world)}/packs/{mine.rpartition('/')[2]}"

    assert client.get(other).status_code == 404
    assert client.get(f"{other}/pack.zip").status_code == 404


def test_a_link_can_ask_for_so_much_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    approved(world)
    monkeypatch.setattr(making_packs, "MOST_A_DAY", 2)
    client, address = world.client(None), link(world)

    codes = [client.post(address, data={**FORM, "act": "look"}).status_code for _ in range(3)]

    assert codes == [303, 303, 422]
    world.watch.now += timedelta(days=1, minutes=1)
    assert client.post(address, data={**FORM, "act": "look"}).status_code == 303


def test_numbers_come_back_under_the_name_of_the_link(world: World) -> None:
    approved(world)
    client, address = world.client(None), link(world, numbers=True)

    one = client.post(
        f"{address}/numbers", data={"what": "item-0:mastodon", "likes": "12", "clicks": "3"}
    )
    rows = list(csv.reader(io.StringIO(client.get(f"{address}/numbers.csv").text.lstrip("\ufeff"))))
    rows[1][rows[0].index("likes")] = "40"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    table = client.post(f"{address}/numbers", files={"file": ("n.csv", out.getvalue().encode())})
    wrong = client.post(f"{address}/numbers", data={"what": "item-0:mastodon", "likes": "many"})

    assert (one.status_code, table.status_code, wrong.status_code) == (303, 303, 422)
    with world.office.sessions() as session:
        (total,) = packs.partner_sums(session, world.campaign_id)
    assert (total.partner, total.figures["likes"]) == ("Harbor Alliance", 40)
    assert "Harbor Alliance" in world.client(Role.VIEWER).get("/campaigns/1/report").text


def test_a_link_that_takes_no_numbers_takes_none(world: World) -> None:
    approved(world)
    client, address = world.client(None), link(world)

    told = client.post(f"{address}/numbers", data={"what": "item-0:mastodon", "likes": "12"})

    assert told.status_code == 403
    assert "numbers" not in client.get(address).text


def test_a_pack_that_a_restart_cut_short_is_taken_up_again(world: World) -> None:
    approved(world)
    asked = making_packs.ask(
        world.office,
        world.members[Role.VIEWER],
        world.campaign_id,
        Wishes(),
    )
    with world.office.sessions.begin() as session:
        pack_builds.claim(session, now=world.watch.now, until=world.watch.now + making_packs.LEASE)
    assert not making_packs.make_next(world.office)  # somebody is at it

    world.watch.now += making_packs.LEASE
    both = Workshop(world.office), Workshop(world.office)  # as two processes would
    for workshop in both:
        workshop.wake()
    for workshop in both:
        workshop.rest(30)

    with world.office.sessions() as session:
        build = pack_builds.by_key(session, asked.key)
    assert build is not None
    assert (build.state, build.tries) == (BuildState.READY, 2)
