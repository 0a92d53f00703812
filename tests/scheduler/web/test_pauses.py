"""Stop posting from any page, with a reason that everybody sees, and go on."""

from __future__ import annotations

from playwright.sync_api import expect

from scheduler.domain.roles import Role
from tests.scheduler.web.conftest import Open
from tests.scheduler.web.world import World


def test_a_pause_and_its_reason_stand_on_every_page(world: World) -> None:
    manager = world.client(Role.MANAGER)

    answer = manager.post(
        "/pauses", data={"reason": "Breaking news in our state", "next": "/attention"}
    )

    assert answer.headers["location"] == "/attention"
    for path in ("/attention", "/review", "/account", "/pauses"):
        page = world.client(Role.VIEWER).get(path).text
        assert "All posting is paused." in page
        assert "Breaking news in our state" in page
        assert "Manager Adams" in page


def test_resuming_takes_the_banner_away(world: World) -> None:
    manager = world.client(Role.MANAGER)
    manager.post("/pauses", data={"reason": "News"})

    manager.post("/pauses/1/resume", data={"next": "/attention"})

    assert "All posting is paused" not in manager.get("/attention").text


def test_a_single_channel_can_be_paused(world: World) -> None:
    manager = world.client(Role.MANAGER)

    manager.post("/pauses", data={"reason": "Hacked", "what": f"channel:{world.channel_ids[0]}"})

    assert "Posting is paused for a part." in manager.get("/attention").text


def test_a_pause_without_a_reason_is_refused(world: World) -> None:
    assert world.client(Role.MANAGER).post("/pauses", data={"reason": " "}).status_code == 422


def test_reviewers_cannot_pause(world: World) -> None:
    client = world.client(Role.REVIEWER)

    assert client.post("/pauses", data={"reason": "No"}).status_code == 403
    assert 'id="pause-all"' not in client.get("/attention").text


def test_everything_is_paused_from_any_page_with_a_thumb(world: World, open_page: Open) -> None:
    page = open_page("/attention", role=Role.MANAGER)

    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_label("Why? Everyone sees this.")).to_be_focused()
    page.keyboard.type("Breaking news in our state")
    page.locator("#pause-all").get_by_role("button", name="Pause all").click()

    expect(page.get_by_text("All posting is paused.")).to_be_visible()
    assert "Breaking news in our state" in world.client(Role.VIEWER).get("/people").text
