"""What changed since an approval, and decisions on many posts at once."""

from __future__ import annotations

import re

from scheduler.actions import editing, reviewing
from scheduler.domain.roles import Role
from scheduler.web import comparing
from tests.scheduler.web.world import World, a_post, some_posts


def test_what_changed_since_the_last_approval_is_marked_word_by_word(world: World) -> None:
    post_id = a_post(world)
    reviewing.approve(world.office, world.members[Role.REVIEWER], post_id, world.digest(post_id))
    editing.edit_caption(
        world.office,
        world.members[Role.MANAGER],
        post_id,
        "mastodon",
        "Did you know? Anyone can be affected by human trafficking.\n\n"
        "If something feels wrong, call 1-888-373-7888, day or night, in confidence."
        "\n\n#EndTrafficking",
    )
    reviewing.submit(world.office, world.members[Role.MANAGER], post_id)

    page = world.client().get(f"/review/{post_id}").text

    assert "Changed since the last approval" in page
    assert "<del>any</del>" in page
    assert re.search(r"<ins>\s*day", page)


def test_a_first_version_shows_no_changes(world: World) -> None:
    post_id = a_post(world)

    assert "Changed since" not in world.client().get(f"/review/{post_id}").text


def test_differences_lose_no_word() -> None:
    found = comparing.differences("Call us at any time.", "Call them at any hour, please.")

    assert "".join(run.text for run in found if run.kind != "new") == "Call us at any time."
    assert "".join(run.text for run in found if run.kind != "gone") == (
        "Call them at any hour, please."
    )


def test_many_posts_are_approved_as_they_were_shown(world: World) -> None:
    posts = some_posts(world, 3)
    client = world.client()
    seen = re.findall(r'name="seen" value="([^"]+)"', client.get("/batch").text)

    page = client.post("/batch", data={"seen": seen[:2]})

    assert [world.state(post_id) for post_id in posts] == ["approved", "approved", "in_review"]
    assert page.text.count("notice good") == 2


def test_a_post_that_changed_meanwhile_is_left_out_and_told(world: World) -> None:
    first, second = some_posts(world, 2)
    client = world.client()
    seen = re.findall(r'name="seen" value="([^"]+)"', client.get("/batch").text)
    editing.edit_caption(
        world.office, world.members[Role.MANAGER], first, "mastodon", "Call 1-888-373-7888."
    )

    page = client.post("/batch", data={"seen": seen})

    assert world.state(first) == "draft"
    assert world.state(second) == "approved"
    assert "This post has changed since you saw it." in page.text


def test_ticking_nothing_is_told(world: World) -> None:
    a_post(world)

    assert world.client().post("/batch", data={}).status_code == 422


def test_comments_are_shown_with_who_wrote_them(world: World) -> None:
    post_id = a_post(world)
    client = world.client()

    answer = client.post(
        f"/posts/{post_id}/comments",
        data={"text": "Is <b>this</b> right?", "next": f"/review/{post_id}"},
    )
    page = client.get(f"/review/{post_id}").text

    assert answer.headers["location"] == f"/review/{post_id}#comments"
    assert "Is &lt;b&gt;this&lt;/b&gt; right?" in page
    assert "Reviewer Adams" in page
