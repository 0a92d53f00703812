"""Setting a campaign up with its plan in view, and what follows: posts, review, rehearsal, copy."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from scheduler.actions.importing import import_factsheet
from scheduler.domain.roles import Role
from scheduler.web.campaign_form import next_month
from tests.scheduler.web.conftest import DESK, Open
from tests.scheduler.web.world import JANUARY_6, World, a_post


def the_form(world: World, **changes: object) -> dict[str, object]:
    return {
        "name": "February campaign",
        "sheet": world.sheet_id,
        "brand": world.brand_id,
        "first_day": "2027-02-01",
        "last_day": "2027-02-28",
        "zone": "America/New_York",
        "weekdays": ["mon", "wed", "fri"],
        "times": "09:30",
        "posts_per_week": "3",
        "channels": [str(number) for number in world.channel_ids],
        "template": "beacon",
        "opener": "on",
        "closer": "on",
        **changes,
    }


def test_the_form_can_be_sent_as_it_is_suggested(world: World) -> None:
    page = world.client(Role.MANAGER).get(f"/campaigns/new?sheet={world.sheet_id}").text

    assert 'name="first_day" value="2027-02-01"' in page
    assert 'name="last_day" value="2027-02-28"' in page
    assert 'value="Human trafficking 2027"' in page
    assert 'name="weekdays" value="mon" checked' in page
    assert 'name="posts_per_week" value="5"' in page


def test_the_country_is_chosen_and_shown_on_the_campaigns_page(world: World) -> None:
    client = world.client(Role.MANAGER)
    form = the_form(world, country="MX")
    path = f"/campaigns/{world.campaign_id}"

    client.post(f"{path}/edit", data=form)

    assert "<dd>Mexico</dd>" in client.get(path).text
    assert '<option value="MX" selected>Mexico</option>' in client.get(f"{path}/edit").text


def test_the_plan_is_shown_with_the_reason_of_every_slot_before_anything_is_stored(
    world: World,
) -> None:
    client = world.client(Role.MANAGER)

    page = client.post("/campaigns/preview", data=the_form(world)).text

    assert "6 posts" in page
    assert page.count('<p class="for">') >= 6
    assert "Mon, Feb 1, 9:30 AM" in page
    assert "February campaign" not in client.get(f"/campaigns/{world.campaign_id}").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"last_day": "2027-01-01"}, "before it starts"),
        ({"zone": "America/Gotham"}, "America/Gotham"),
        ({"times": "25:00"}, "25:00"),
        ({"posts_per_week": "40"}, "40 posts a week do not fit"),
        ({"channels": []}, "no channel"),
        ({"weekdays": []}, "at least one weekday"),
        ({"sheet": ""}, "Fact sheet"),
        ({"name": " "}, "needs a name"),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_typed(
    world: World, changes: dict[str, object], words: str
) -> None:
    page = world.client(Role.MANAGER).post("/campaigns", data=the_form(world, **changes))

    assert page.status_code == 422
    assert words in page.text
    assert 'name="link"' in page.text


def test_a_campaign_is_set_up_and_changed(world: World) -> None:
    client = world.client(Role.MANAGER)
    answer = client.post("/campaigns", data=the_form(world, hashtags="#EndIt, Now"))
    address = answer.headers["location"]

    changed = client.post(f"{address}/edit", data=the_form(world, name="March campaign"))

    assert changed.headers["location"] == f"{address}?said=campaign_changed"
    page = client.get(address).text
    assert "March campaign" in page
    assert "3 posts a week" in page


def test_reviewers_set_up_nothing(world: World) -> None:
    client = world.client(Role.REVIEWER)

    assert client.get("/campaigns/new").status_code == 403
    assert client.post("/campaigns", data=the_form(world)).status_code == 403
    assert client.post(f"/campaigns/{world.campaign_id}/plan").status_code == 403
    assert client.post(f"/campaigns/{world.campaign_id}/copy").status_code == 403


def test_all_drafts_go_to_review_and_what_does_not_fit_is_named(world: World) -> None:
    post_id = a_post(world, in_review=False)

    page = world.client(Role.MANAGER).post(f"/campaigns/{world.campaign_id}/submit")

    assert "1 post was sent to review" in page.text
    assert world.state(post_id) == "in_review"


def test_a_rehearsal_says_what_would_happen(world: World) -> None:
    a_post(world)
    client = world.client(Role.VIEWER)

    page = client.get(f"/campaigns/{world.campaign_id}/rehearsal").text
    approved = client.get(f"/campaigns/{world.campaign_id}/rehearsal?approved=true").text

    assert "Not approved" in page
    assert "On time" in approved


def test_a_campaign_is_copied_to_next_year(world: World) -> None:
    page = world.client(Role.MANAGER).post(f"/campaigns/{world.campaign_id}/copy")

    assert "2028" in page.text
    assert "/campaigns/2" in page.text


def test_the_next_month_is_whole() -> None:
    assert [str(day) for day in next_month(JANUARY_6.date())] == ["2027-02-01", "2027-02-28"]
    assert [str(day) for day in next_month(JANUARY_6.date().replace(month=12))] == [
        "2028-01-01",
        "2028-01-31",
    ]


@pytest.mark.usefixtures("world")
def test_posts_are_made_while_the_page_tells_how_far_it_is(open_page: Open) -> None:
    page = open_page("/campaigns/new", role=Role.MANAGER, size=DESK)
    expect(page.locator("#plan .plan-lines li").first).to_be_visible()

    page.get_by_label("Posts a week").fill("2")
    page.get_by_role("button", name="Set up and make the posts").click()

    expect(page.get_by_role("heading", name="posts were made")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Send all drafts to review").click()
    expect(page.get_by_role("heading", name="sent to review")).to_be_visible()


@pytest.mark.usefixtures("world")
def test_the_plan_follows_what_is_typed(open_page: Open) -> None:
    page = open_page("/campaigns/new", role=Role.MANAGER, size=DESK)
    lines = page.locator("#plan .plan-lines li")
    expect(lines.first).to_contain_text("Feb 1")

    page.get_by_label("First day").fill("2027-02-10")

    expect(lines.first).to_contain_text("Feb 10")


def test_sheets_are_added_and_taken_out_on_a_page_of_their_own(world: World) -> None:
    manager = world.members[Role.MANAGER]
    other = import_factsheet(world.office, manager, b"# Floods\n\nWater rises fast.\n", "f.md")
    client = world.client(Role.MANAGER)
    path = f"/campaigns/{world.campaign_id}/sheets"
    assert "Floods (version 1)" in client.get(path).text

    client.post(path, data={"sheet": other.id})

    page = client.get(f"/campaigns/{world.campaign_id}").text
    assert "Floods" in page
    assert "1 of 1 items" in page
    client.post(f"{path}/{other.id}/remove")
    assert "Floods" not in client.get(f"/campaigns/{world.campaign_id}").text


def test_items_without_a_tick_are_out_of_scope(world: World) -> None:
    client = world.client(Role.MANAGER)
    path = f"/campaigns/{world.campaign_id}/sheets"

    answer = client.post(f"{path}/{world.sheet_id}", data={"items": ["item-0", "item-2"]})

    assert answer.headers["location"] == f"{path}?said=sheets_chosen"
    page = client.get(path).text
    assert page.count("checked") == 2
    assert 'value="item-2" checked' in page
    refused = client.post(f"{path}/{world.sheet_id}", data={})
    assert refused.status_code == 422
    assert "is in scope" in refused.text


def test_several_sheets_are_planned_together_before_anything_is_stored(world: World) -> None:
    manager = world.members[Role.MANAGER]
    other = import_factsheet(world.office, manager, b"# Floods\n\nWater rises fast.\n", "f.md")
    form = the_form(world, sheet=[world.sheet_id, other.id], first_day="2027-02-01")

    page = world.client(Role.MANAGER).post("/campaigns/preview", data=form).text

    assert "Fact 1 of “Floods”" in page
    none = world.client(Role.MANAGER).post("/campaigns/preview", data=the_form(world, sheet=[]))
    assert "Choose a fact sheet, or several." in none.text
