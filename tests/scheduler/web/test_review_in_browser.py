"""The volunteer's path as a thumb goes it, in a real browser on a phone's screen."""

from __future__ import annotations

from playwright.sync_api import expect

from scheduler.actions import editing
from scheduler.domain.roles import Role
from tests.scheduler.web.conftest import DESK, Open, eventually
from tests.scheduler.web.world import PASSWORD, World, a_post, some_posts


def test_a_volunteer_logs_in_and_approves_on_a_phone(world: World, open_page: Open) -> None:
    first, second = some_posts(world, 2)
    page = open_page("/", role=None)

    page.get_by_label("E-mail address").fill(world.members[Role.REVIEWER].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Approve").click()

    expect(page.locator(".toast")).to_contain_text("Approved")
    expect(page).to_have_url(f"{page.url.split('/review')[0]}/review/{second}")
    expect(page.locator(".cards img")).to_have_js_property("complete", value=True)
    eventually(lambda: world.state(first) == "approved", page)


def test_undo_brings_the_post_back(world: World, open_page: Open) -> None:
    first, _second = some_posts(world, 2)
    page = open_page("/review")

    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("it waits for review again")).to_be_visible()
    assert world.state(first) == "in_review"
    assert page.url.endswith(f"/review/{first}?said=undone")


def test_a_volunteer_sends_a_post_back_with_a_reason(world: World, open_page: Open) -> None:
    post_id = a_post(world)
    page = open_page("/review")

    page.get_by_role("button", name="Send back").click()
    page.get_by_text("Wording or tone").click()
    page.get_by_label("Note for the author").fill("Too loud.")
    page.locator("#send-back").get_by_role("button", name="Send back").click()

    expect(page.locator(".toast")).to_contain_text("Sent back")
    assert world.state(post_id) == "draft"


def test_an_approval_that_comes_too_late_brings_the_reason(world: World, open_page: Open) -> None:
    first, _second = some_posts(world, 2)
    page = open_page("/review")
    page.wait_for_load_state("networkidle")
    editing.edit_caption(
        world.office, world.members[Role.MANAGER], first, "mastodon", "Call 1-888-373-7888."
    )

    page.get_by_role("button", name="Approve").click()

    expect(page.get_by_text("This post has changed since you saw it")).to_be_visible()
    assert world.state(first) == "draft"


def test_keys_decide_on_a_desk_and_can_be_switched_off(world: World, open_page: Open) -> None:
    first, second = some_posts(world, 2)
    page = open_page("/account", size=DESK)

    page.get_by_label("Use these keys").uncheck()
    page.goto("/review")
    page.keyboard.press("a")
    page.wait_for_timeout(100)
    assert world.state(first) == "in_review"

    page.goto("/account")
    page.get_by_label("Use these keys").check()
    page.goto("/review")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("a")
    expect(page).to_have_url(f"{page.url.split('/review')[0]}/review/{second}")
    eventually(lambda: world.state(first) == "approved", page)


def test_everything_works_without_scripts(world: World, open_page: Open) -> None:
    first, second = some_posts(world, 2)
    page = open_page("/review", java_script_enabled=False)

    page.get_by_role("button", name="Approve").click()

    assert f"/review/{second}?said=approved" in page.url
    assert world.state(first) == "approved"


def test_a_phone_shows_card_source_caption_and_buttons_without_scrolling(
    world: World, open_page: Open
) -> None:
    a_post(world)
    page = open_page("/review")

    for wanted in (".cards img", "blockquote", ".caption", ".alt", ".decide .primary"):
        expect(page.locator(wanted).first).to_be_in_viewport()
