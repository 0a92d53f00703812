"""One post: everything about it, its captions, its place in time."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from scheduler.actions import reviewing
from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.domain.roles import Role
from scheduler.store.tables import ChannelRow, DeliveryRow, PostRow
from tests.scheduler.web.world import World, a_post


def set_state(world: World, post_id: int, state: State) -> None:
    with world.office.sessions.begin() as session:
        session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.post_id == post_id)
            .values(state=state, approved_digest="f" * 64)
        )


def test_the_post_page_shows_pictures_captions_source_and_history(world: World) -> None:
    post_id = a_post(world)

    page = world.client(Role.MANAGER).get(f"/posts/{post_id}")

    assert page.status_code == 200
    for words in (
        "Anyone can be affected by human trafficking.",
        "line 12",
        "Portrait 4:5",
        "Needs review",
        "Sent to review",
        "Contributor Adams",
        "Mastodon",
        "By hand",
        "of 500",
    ):
        assert words in page.text


def test_a_draft_is_sent_to_review_from_its_page(world: World) -> None:
    post_id = a_post(world, in_review=False)

    answer = world.client(Role.CONTRIBUTOR).post(f"/posts/{post_id}/submit")

    assert answer.status_code == 303
    assert world.state(post_id) == "in_review"


def test_editing_a_caption_voids_the_approval(world: World) -> None:
    post_id = a_post(world)
    reviewing.approve(world.office, world.members[Role.REVIEWER], post_id, world.digest(post_id))
    client = world.client(Role.CONTRIBUTOR)

    answer = client.post(
        f"/posts/{post_id}/captions/mastodon", data={"text": "Call 1-888-373-7888.\r\nAny time."}
    )

    assert answer.headers["location"] == f"/posts/{post_id}?said=edited"
    assert world.state(post_id) == "draft"
    assert "Any time." in client.get(f"/posts/{post_id}").text


def test_a_caption_that_is_too_long_is_kept_on_the_page_with_the_reason(world: World) -> None:
    post_id = a_post(world)

    answer = world.client(Role.CONTRIBUTOR).post(
        f"/posts/{post_id}/captions/mastodon", data={"text": "word " * 200}
    )

    assert answer.status_code == 422
    assert "Shorten it" in answer.text
    assert "word word word" in answer.text
    assert world.state(post_id) == "in_review"


def test_lengths_are_counted_as_the_platform_counts(world: World) -> None:
    answer = world.client().post(
        "/length/mastodon", data={"text": "See https://example.org/" + "x" * 200}
    )

    assert answer.json() == {"length": 27, "limit": 500, "fits": True}


def test_a_post_moves_to_another_time(world: World) -> None:
    post_id = a_post(world)
    client = world.client(Role.MANAGER)

    answer = client.post(f"/posts/{post_id}/move", data={"day": "2027-01-20", "time": "12:00"})

    assert answer.headers["location"].startswith(f"/posts/{post_id}?said=moved_anew")
    assert "Wed, Jan 20, 12:00 PM" in client.get(f"/posts/{post_id}").text


@pytest.mark.parametrize(
    ("day", "time", "words"),
    [
        ("2027-02-02", "12:00", "outside the campaign"),
        ("2027-01-05", "12:00", "That time has passed"),
        ("2027-01-32", "12:00", "2027-01-32"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_the_reason(
    world: World, day: str, time: str, words: str
) -> None:
    post_id = a_post(world)

    answer = world.client(Role.MANAGER).post(
        f"/posts/{post_id}/move", data={"day": day, "time": time}
    )

    assert answer.status_code == 422
    assert words in answer.text


def test_what_has_gone_out_can_neither_move_nor_change(world: World) -> None:
    post_id = a_post(world)
    set_state(world, post_id, State.PUBLISHED)

    page = world.client(Role.MANAGER).get(f"/posts/{post_id}")

    assert "Edit for" not in page.text
    assert 'id="move"' not in page.text


def test_attention_lists_what_stands_still_with_its_one_next_step(world: World) -> None:
    post_id = a_post(world)
    set_state(world, post_id, State.UNCONFIRMED)

    page = world.client(Role.MANAGER).get("/attention")

    assert "It may or may not be public" in page.text
    assert "Post it by hand, then say so here" in page.text
    assert "It is not out" in page.text


def test_saying_that_it_is_out_needs_its_link(world: World) -> None:
    post_id = a_post(world)
    set_state(world, post_id, State.UNCONFIRMED)

    answer = world.client(Role.MANAGER).post("/deliveries/1/settle", data={"answer": "out"})

    assert answer.status_code == 422
    assert "Paste the link" in answer.text


def test_attention_lists_expired_posts_and_stopped_channels_too(world: World) -> None:
    post_id = a_post(world)
    with world.office.sessions.begin() as session:
        session.execute(
            update(PostRow).where(PostRow.id == post_id).values(state=PostState.EXPIRED)
        )
        session.execute(
            update(ChannelRow)
            .where(ChannelRow.id == world.channel_ids[0])
            .values(parked=True, trouble="The token was taken back.")
        )

    page = world.client(Role.MANAGER).get("/attention").text

    assert "Nobody approved it before its moment." in page
    assert f'href="/posts/{post_id}/move"' in page
    assert "The token was taken back." in page
    assert f'href="/channels/{world.channel_ids[0]}/reconnect"' in page
    assert '<b class="count urgent">2</b>' in page


def test_a_tag_with_two_meanings_is_said_beside_the_caption_and_in_the_plan(world: World) -> None:
    post_id = a_post(world, in_review=False)
    client = world.client(Role.CONTRIBUTOR)
    client.post(
        f"/posts/{post_id}/captions/mastodon",
        data={"text": "Anyone can be affected. Call 1-888-373-7888. #WearBlueDay"},
    )

    for address in (f"/posts/{post_id}", f"/posts/{post_id}/compose"):
        assert "hashtag #WearBlueDay means two things" in client.get(address).text, address
    client.headers["accept-language"] = "es"
    assert "la etiqueta #WearBlueDay significa dos cosas" in client.get(f"/posts/{post_id}").text


def test_the_plan_in_view_says_what_its_tags_mean_to_others(world: World) -> None:
    form = {
        "name": "January",
        "sheet": world.sheet_id,
        "brand": world.brand_id,
        "channels": [str(world.channel_ids[0])],
        "first_day": "2027-02-01",
        "last_day": "2027-02-28",
        "zone": "UTC",
        "weekdays": ["mon"],
        "times": "09:30",
        "posts_per_week": "1",
        "hashtags": "#WearBlueDay",
    }

    page = world.client(Role.MANAGER).post("/campaigns/preview", data=form).text

    assert "hashtag #WearBlueDay means two things" in page
