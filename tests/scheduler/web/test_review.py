"""The volunteer's page: see one post, decide, go on, take it back."""

from __future__ import annotations

import re

import pytest

from scheduler.actions import editing
from scheduler.domain.roles import Role
from tests.scheduler.web.world import World, a_post, some_posts


def test_the_review_page_shows_everything_a_decision_is_about(world: World) -> None:
    post_id = a_post(world)

    page = world.client().get("/review")

    assert page.status_code == 200
    assert 'alt="Card that reads: Anyone can be affected' in page.text
    assert "<mark>Anyone can be affected by human trafficking" in page.text
    assert "line 12" in page.text
    assert "on the card word for word" in page.text
    assert "says the source sentence" in page.text
    assert world.digest(post_id) in page.text
    assert "<b>1</b> of 1" in page.text


def test_an_approval_is_one_request_and_leads_to_the_next_post(world: World) -> None:
    first, second = some_posts(world, 2)

    answer = world.client().post(f"/review/{first}/approve", data={"digest": world.digest(first)})

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/review/{second}?said=approved&about={first}"
    assert world.state(first) == "approved"


def test_the_last_approval_leads_to_thanks(world: World) -> None:
    post_id = a_post(world)
    client = world.client()

    answer = client.post(f"/review/{post_id}/approve", data={"digest": world.digest(post_id)})
    page = client.get(answer.headers["location"])

    assert "You decided on 1 post" in page.text
    assert f'action="/review/{post_id}/undo"' in page.text


def test_an_approval_of_what_is_no_longer_there_is_refused(world: World) -> None:
    post_id = a_post(world)
    seen = world.digest(post_id)
    editing.edit_caption(
        world.office, world.members[Role.MANAGER], post_id, "mastodon", "Call 1-888-373-7888."
    )

    answer = world.client().post(f"/review/{post_id}/approve", data={"digest": seen})

    assert answer.status_code == 409
    assert "Please look again" in answer.text
    assert world.state(post_id) == "draft"


def test_a_decision_somebody_else_made_first_is_told(world: World) -> None:
    post_id = a_post(world)
    seen = {"digest": world.digest(post_id)}
    world.client(Role.MANAGER).post(f"/review/{post_id}/approve", data=seen)

    answer = world.client().post(f"/review/{post_id}/approve", data=seen)

    assert answer.status_code == 409
    assert world.state(post_id) == "approved"


def test_sending_back_needs_a_reason_or_a_note(world: World) -> None:
    post_id = a_post(world)
    client = world.client()
    seen = {"digest": world.digest(post_id)}

    nothing = client.post(f"/review/{post_id}/send-back", data=seen)
    reason = client.post(
        f"/review/{post_id}/send-back", data={**seen, "reason": "alt", "comment": "say it all"}
    )

    assert nothing.status_code == 422
    assert reason.status_code == 303
    assert world.state(post_id) == "draft"
    history = world.client(Role.CONTRIBUTOR).get(f"/posts/{post_id}").text
    assert "Alt text: say it all" in history


@pytest.mark.parametrize("path", ["approve", "send-back"])
def test_a_decision_can_be_taken_back(world: World, path: str) -> None:
    post_id = a_post(world)
    client = world.client()
    client.post(
        f"/review/{post_id}/{path}", data={"digest": world.digest(post_id), "reason": "wording"}
    )

    answer = client.post(f"/review/{post_id}/undo")

    assert answer.headers["location"] == f"/review/{post_id}?said=undone"
    assert world.state(post_id) == "in_review"
    assert "it waits for review again" in client.get(answer.headers["location"]).text


def test_reading_never_decides(world: World) -> None:
    post_id = a_post(world)
    client = world.client()

    for address in ("approve", "send-back", "undo"):
        answer = client.get(f"/review/{post_id}/{address}")
        assert answer.headers["location"] == f"/review/{post_id}"  # the page above it
    client.get(f"/review/{post_id}?said=approved&about={post_id}")

    assert world.state(post_id) == "in_review"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR])
def test_who_may_not_review_sees_no_buttons_and_cannot_decide(world: World, role: Role) -> None:
    post_id = a_post(world)
    client = world.client(role)

    page = client.get(f"/review/{post_id}")
    answer = client.post(f"/review/{post_id}/approve", data={"digest": world.digest(post_id)})

    assert "Your role lets you look" in page.text
    assert answer.status_code == 403
    assert world.state(post_id) == "in_review"


def test_progress_counts_what_was_decided_in_this_sitting(world: World) -> None:
    posts = some_posts(world, 3)
    client = world.client()
    client.post(f"/review/{posts[0]}/approve", data={"digest": world.digest(posts[0])})

    page = client.get("/review")

    assert "<b>2</b> of 3" in page.text
    assert re.search(r'<progress value="1" max="3"', page.text)


def test_the_page_fetched_ahead_is_drawn_as_if_the_decision_were_made(world: World) -> None:
    first, second = some_posts(world, 2)

    page = world.client().get(f"/review/{second}?said=approved&about={first}&ahead=1")

    assert "<b>2</b> of 2" in page.text
    assert f'href="/review/{first}"' not in page.text
    assert "Approved" in page.text


def test_a_post_that_is_due_within_a_day_says_when_it_expires(world: World) -> None:
    a_post(world, local=world.watch.now.replace(hour=13, tzinfo=None))

    assert "expires in 3 hours" in world.client().get("/review").text


def test_a_post_far_down_a_long_queue_can_be_decided_on(world: World) -> None:
    posts = some_posts(world, 35)

    page = world.client().get(f"/review/{posts[-1]}").text

    assert f'action="/review/{posts[-1]}/approve"' in page
    assert page.count('<li><a href="/review/') == 30


def test_who_approved_already_waits_for_the_others(world: World) -> None:
    post_id = a_post(world)
    world.client(Role.OWNER).post("/people/policy", data={"approvals": 2})
    client = world.client()
    client.post(f"/review/{post_id}/approve", data={"digest": world.digest(post_id)})

    page = client.get(f"/review/{post_id}").text

    assert "You approved this; others are still to be heard." in page
    assert f'action="/review/{post_id}/undo"' in page
    assert f'action="/review/{post_id}/approve"' not in page
