"""Moving a post: what it would do is told first, and it can be undone."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import expect
from starlette.testclient import TestClient

from scheduler.domain.roles import Role
from tests.scheduler.web.conftest import DESK, PHONE, Open, eventually
from tests.scheduler.web.world import World, a_post

JSON = {"accept": "application/json"}


def would(client: TestClient, post_id: int, day: str, time: str) -> dict[str, object]:
    answer = client.get(f"/posts/{post_id}/move", params={"day": day, "time": time}, headers=JSON)
    found: dict[str, object] = answer.json()
    return found


def local_time(world: World, post_id: int) -> str:
    page = world.client(Role.MANAGER).get(f"/posts/{post_id}/move").text
    return page.split('name="day" value="')[1][:10]


@pytest.mark.parametrize(
    ("day", "time", "words"),
    [
        ("2027-01-12", "09:30", "Another post goes out at this very time."),
        ("2027-01-16", "12:00", "The campaign does not post on this weekday."),
        ("2027-01-20", "23:00", "This lies in the quiet hours."),
        ("2027-01-20", "12:00", "Jan 11 would be left without a post."),
    ],
)
def test_what_a_move_would_do_is_said_before(world: World, day: str, time: str, words: str) -> None:
    post_id = a_post(world, number=0)
    a_post(world, number=2, local=datetime(2027, 1, 12, 9, 30))

    found = would(world.client(Role.MANAGER), post_id, day, time)

    assert found["refused"] == ""
    assert words in str(found["doubts"])
    assert found["anew"] is True


def test_two_heavy_posts_in_a_row_are_told(world: World) -> None:
    sign = a_post(world, number=1, local=datetime(2027, 1, 11, 9, 30))
    a_post(world, number=2, local=datetime(2027, 1, 12, 9, 30))
    a_post(world, number=5, local=datetime(2027, 1, 13, 9, 30))
    a_post(world, number=6, local=datetime(2027, 1, 14, 9, 30))

    found = would(world.client(Role.MANAGER), sign, "2027-01-13", "12:00")

    assert "Two heavy posts would follow each other." in str(found["doubts"])


@pytest.mark.parametrize(
    ("day", "words"), [("2027-02-20", "The campaign runs from"), ("2027-01-04", "has passed")]
)
def test_what_cannot_be_is_said_before(world: World, day: str, words: str) -> None:
    post_id = a_post(world)

    assert words in str(would(world.client(Role.MANAGER), post_id, day, "12:00")["refused"])


def test_a_move_within_its_day_keeps_the_approval(world: World) -> None:
    post_id = a_post(world)

    found = would(world.client(Role.MANAGER), post_id, "2027-01-11", "12:00")

    assert found == {"refused": "", "doubts": [], "anew": False}


def test_a_move_from_the_calendar_leads_back_there_and_can_be_undone(world: World) -> None:
    post_id = a_post(world)
    client = world.client(Role.MANAGER)
    here = f"/campaigns/{world.campaign_id}/calendar?month=2027-01"

    answer = client.post(
        f"/posts/{post_id}/move", data={"day": "2027-01-20", "time": "12:00", "next": here}
    )
    page = client.get(answer.headers["location"]).text

    assert answer.headers["location"].startswith(here)
    assert "Moved, to be approved anew" in page
    assert '<input type="hidden" name="day" value="2027-01-11">' in page


def test_viewers_see_no_move_page(world: World) -> None:
    post_id = a_post(world)

    assert world.client(Role.VIEWER).get(f"/posts/{post_id}/move").status_code == 403


def test_a_tile_is_dragged_to_another_day_and_back(world: World, open_page: Open) -> None:
    post_id = a_post(world, in_review=False)
    a_post(world, number=4, local=datetime(2027, 1, 11, 12, 0))
    page = open_page(f"/campaigns/{world.campaign_id}/calendar", role=Role.MANAGER, size=DESK)

    page.drag_and_drop(f'[data-post="{post_id}"]', '[data-day="2027-01-20"]')
    expect(page.locator('[data-day="2027-01-20"]').get_by_text("Fact")).to_be_visible()
    page.get_by_role("button", name="Undo").click()

    expect(page.locator(f'[data-day="2027-01-11"] [data-post="{post_id}"]')).to_be_visible()


def test_a_drop_that_raises_doubts_asks_first(world: World, open_page: Open) -> None:
    post_id = a_post(world, in_review=False)
    page = open_page(f"/campaigns/{world.campaign_id}/calendar", role=Role.MANAGER, size=DESK)

    page.drag_and_drop(f'[data-post="{post_id}"]', '[data-day="2027-01-16"]')

    expect(page.get_by_text("The campaign does not post on this weekday.")).to_be_visible()
    assert local_time(world, post_id) == "2027-01-11"
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator(f'[data-day="2027-01-16"] [data-post="{post_id}"]')).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_keyboard_moves_a_post_as_well(
    world: World, open_page: Open, size: dict[str, int]
) -> None:
    post_id = a_post(world)
    page = open_page(f"/campaigns/{world.campaign_id}/calendar", role=Role.MANAGER, size=size)

    page.locator(f'[data-post="{post_id}"]').focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Day")).to_be_focused()
    page.get_by_role("button", name="+1 week").press("Enter")
    expect(page.get_by_text("Jan 11 would be left without a post.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Day")).to_be_hidden()
    page.locator(f'[data-post="{post_id}"]').press("Enter")
    page.get_by_role("button", name="+1 day").press("Enter")
    page.get_by_role("button", name="Move", exact=True).press("Enter")

    eventually(lambda: local_time(world, post_id) == "2027-01-12", page)


def test_without_scripts_a_page_asks_the_same(world: World, open_page: Open) -> None:
    post_id = a_post(world)
    page = open_page(f"/posts/{post_id}", role=Role.MANAGER, java_script_enabled=False)

    page.get_by_role("link", name="Move").click()
    page.get_by_label("Day").fill("2027-01-20")
    page.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_text("Jan 11 would be left without a post.")).to_be_visible()
    page.get_by_role("button", name="Move", exact=True).click()

    assert local_time(world, post_id) == "2027-01-20"
