"""Posts from a table: every line is shown as it would become, and taken in when all are right."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from content.cards.encoding import encode
from content.cards.metadata import About, packet
from content.cards.model import ImageType
from scheduler.domain.roles import Role
from scheduler.store import plans
from tests.scheduler.web.conftest import Open
from tests.scheduler.web.test_accessible import faults, measure
from tests.scheduler.web.world import World, a_picture

TABLE = """\
date,time,platform,caption,images,alt_texts,label
2027-01-12,09:30,mastodon,Learn the signs.,card.png,Card that reads: Learn the signs.,action
2027-01-13,17:00,handoff,Anyone can be affected.,,,fact
"""
BUFFER = (
    "Text,Image URL,Tags,Posting Time\n"
    "Learn the signs.,https://x.example/card.png,,2027-01-12 09:30\n"
)


def drafts_of(world: World) -> int:
    with world.office.sessions() as session:
        return len(plans.keys(session, world.campaign_id))


def the_key(page: str) -> dict[str, str]:
    found = re.search(r'name="key" value="([^"]+)"', page)
    return {"key": found[1] if found else ""}


def test_a_table_is_looked_at_and_then_taken_in(world: World) -> None:
    client, address = world.client(Role.CONTRIBUTOR), f"/campaigns/{world.campaign_id}/table"

    looked = client.post(
        address,
        files={
            "file": ("plan.csv", TABLE.encode(), "text/csv"),
            "pictures": ("card.png", a_picture(), "image/png"),
        },
    )
    before = drafts_of(world)
    taken = client.post(f"{address}/take-in", data=the_key(looked.text))

    assert looked.status_code == 200
    assert "Card that reads: Learn the signs." in looked.text
    assert "Wed, Jan 13, 5:00 PM" in looked.text
    assert "Noticeboard" in looked.text
    assert (before, drafts_of(world)) == (0, 2)
    assert world.state(1) == world.state(2) == "draft"
    assert "Taken in" in client.get(taken.headers["location"]).text


def test_every_wrong_line_is_named_and_nothing_is_stored(world: World) -> None:
    client, address = world.client(Role.CONTRIBUTOR), f"/campaigns/{world.campaign_id}/table"
    wrong = TABLE + (
        "2027-02-30,09:30,mastodon,x,,,\n"
        "2027-01-14,09:30,tiktok,x,,,\n"
        "2027-03-01,09:30,mastodon,x,,,\n"
        "2027-01-14,09:30,mastodon,x,,\n"
        f"2027-01-14,09:30,mastodon,{'long ' * 200},,,\n"
        "2027-01-13,17:00,handoff,Anyone can be affected.,,,fact\n"
    )

    answer = client.post(address, data={"text": wrong})

    assert answer.status_code == 422
    told = re.findall(r"Line (\d+): [^<]+", answer.text)
    assert told == ["2", "4", "5", "6", "7", "8", "9"]  # 2: its picture was not sent along
    assert "there is no picture &#39;card.png&#39; beside the table" in answer.text
    assert "2027-02-30,09:30,mastodon" in answer.text  # what was pasted is still there
    assert the_key(answer.text) == {"key": ""}
    assert drafts_of(world) == 0


def test_the_same_table_is_not_taken_in_twice(world: World) -> None:
    client, address = world.client(Role.CONTRIBUTOR), f"/campaigns/{world.campaign_id}/table"
    text = TABLE.replace("card.png,Card that reads: Learn the signs.", ",")
    key = the_key(client.post(address, data={"text": text}).text)
    client.post(f"{address}/take-in", data=key)

    again = client.post(f"{address}/take-in", data=key)

    assert again.status_code == 422
    assert "Line 2: the same post is there already" in again.text
    assert drafts_of(world) == 2


def test_another_scheduler_s_table_takes_alt_texts_out_of_its_pictures(world: World) -> None:
    client, address = world.client(Role.CONTRIBUTOR), f"/campaigns/{world.campaign_id}/table"
    image = Image.open(io.BytesIO(a_picture()))
    drawn = encode(image, ImageType.PNG, packet(About(alt_text="Card that reads: Learn.")))

    answers = [
        client.post(
            address,
            data={"text": BUFFER, "platform": "mastodon"},
            files={"pictures": ("card.png", data, "image/png")},
        )
        for data in (drawn, a_picture())
    ]

    assert "Card that reads: Learn." in answers[0].text
    assert "table of Buffer" in answers[0].text
    assert [answer.status_code for answer in answers] == [200, 422]
    assert "card.png has no alt text, neither in the table nor in the picture" in answers[1].text


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"text": " "}, "There is no table."),
        ({"text": "name,colour\na,b\n"}, "Line 1: the header lacks date, time, platform, caption."),
    ],
    ids=["nothing", "another table"],
)
def test_what_is_no_table_of_posts_is_told(world: World, form: dict[str, str], says: str) -> None:
    answer = world.client(Role.CONTRIBUTOR).post(f"/campaigns/{world.campaign_id}/table", data=form)

    assert answer.status_code == 422
    assert says in answer.text


def test_only_those_who_write_take_tables_in(world: World) -> None:
    client, address = world.client(Role.REVIEWER), f"/campaigns/{world.campaign_id}/table"

    assert client.get(address).status_code == 403
    assert client.post(address, data={"text": TABLE}).status_code == 403
    assert client.post(f"{address}/take-in", data={"key": "x"}).status_code in {403, 404}
    assert drafts_of(world) == 0


def test_a_looked_at_table_fits_a_small_phone(world: World, open_page: Open) -> None:
    page = open_page(
        f"/campaigns/{world.campaign_id}/table",
        role=Role.CONTRIBUTOR,
        size={"width": 320, "height": 640},
    )
    page.get_by_text("or paste its text").click()
    page.get_by_label("Text", exact=True).fill(TABLE)

    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="1 line is wrong").wait_for()

    assert not measure(page, "tooWide")
    assert measure(page, "smallTargets") == []
    assert faults(page, "light") == []
