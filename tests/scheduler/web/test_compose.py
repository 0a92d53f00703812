"""The composer: captions, alt texts and the card, each with its own preview."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from scheduler.domain.roles import Role
from scheduler.store.media import MediaStore
from tests.scheduler.web.conftest import DESK, Open
from tests.scheduler.web.world import World, a_post

CAPTION = "Anyone can be affected. Call 1-888-373-7888, any time."


def the_form(world: World, post_id: int, **changes: str) -> dict[str, str]:
    page = world.client(Role.CONTRIBUTOR).get(f"/posts/{post_id}/compose").text
    revision = page.split('name="revision" value="')[1].split('"')[0]
    return {"revision": revision, **changes}


def written_in(page: str) -> str:
    return page.split("<textarea")[1].split("</textarea>", maxsplit=1)[0].partition(">")[2]


def test_everything_is_there_to_be_changed(world: World) -> None:
    post_id = a_post(world)

    page = world.client(Role.CONTRIBUTOR).get(f"/posts/{post_id}/compose").text

    for name in ("caption_mastodon", "caption_handoff", "alt_portrait_0", "template"):
        assert f'name="{name}"' in page
    assert "/ 500" in page
    assert "How it looks on Mastodon" in page


def test_caption_and_alt_text_are_saved_together(world: World) -> None:
    post_id = a_post(world)
    client = world.client(Role.CONTRIBUTOR)

    answer = client.post(
        f"/posts/{post_id}/compose",
        data=the_form(
            world,
            post_id,
            caption_mastodon=CAPTION,
            alt_portrait_0="Card: anyone can be affected by human trafficking. 1-888-373-7888",
            template="plain",
        ),
    )

    page = client.get(f"/posts/{post_id}").text
    assert answer.headers["location"] == f"/posts/{post_id}?said=edited"
    assert "Call 1-888-373-7888, any time." in page
    assert "Card: anyone can be affected" in page
    assert world.state(post_id) == "draft"


def test_words_are_kept_when_somebody_else_was_faster(world: World) -> None:
    post_id = a_post(world)
    form = the_form(world, post_id, caption_mastodon=CAPTION, template="plain")
    client = world.client(Role.CONTRIBUTOR)
    client.post(f"/posts/{post_id}/compose", data={**form, "caption_mastodon": "Call 911. Now."})

    answer = client.post(f"/posts/{post_id}/compose", data=form)

    assert answer.status_code == 422
    assert "Somebody else changed this post while you were writing." in answer.text
    assert CAPTION in answer.text


def test_another_template_draws_every_format_anew(world: World) -> None:
    post_id = a_post(world)
    client = world.client(Role.CONTRIBUTOR)

    answer = client.post(
        f"/posts/{post_id}/compose", data=the_form(world, post_id, template="gather")
    )

    page = client.get(f"/posts/{post_id}").text
    assert answer.status_code == 303
    assert "drawn anew with the template gather" in page
    for name in ("Portrait 4:5", "Square 1:1", "Story 9:16", "Link preview"):
        assert name in page


def test_what_a_person_wrote_for_one_platform_stays_when_the_card_is_drawn_anew(
    world: World,
) -> None:
    post_id = a_post(world, in_review=False)
    client = world.client(Role.CONTRIBUTOR)
    other = written_in(client.get(f"/posts/{post_id}/captions/handoff").text)
    client.post(
        f"/posts/{post_id}/compose", data=the_form(world, post_id, caption_mastodon=CAPTION)
    )

    client.post(f"/posts/{post_id}/compose", data=the_form(world, post_id, template="gather"))

    assert CAPTION in client.get(f"/posts/{post_id}/captions/mastodon").text
    assert written_in(client.get(f"/posts/{post_id}/captions/handoff").text) == other


@pytest.mark.parametrize("change", [{"template": "none"}, {"caption_mastodon": "x" * 501}])
def test_what_cannot_be_is_said_beside_what_was_typed(world: World, change: dict[str, str]) -> None:
    post_id = a_post(world)
    form = the_form(world, post_id, **{"template": "plain", **change})

    answer = world.client(Role.CONTRIBUTOR).post(f"/posts/{post_id}/compose", data=form)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_the_card_is_drawn_anew_fast_enough_to_follow_the_choice(world: World) -> None:
    post_id = a_post(world)
    client = world.client(Role.CONTRIBUTOR)
    client.get(f"/posts/{post_id}/preview.webp?template=beacon")  # loads the fonts
    began = time.perf_counter()

    answer = client.get(f"/posts/{post_id}/preview.webp?template=beacon&size=square")

    assert time.perf_counter() - began < 1.0  # 0.05 s where nothing else runs
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (384, 384)


def test_the_preview_follows_template_and_words(world: World, open_page: Open) -> None:
    post_id = a_post(world)
    page = open_page(f"/posts/{post_id}/compose", role=Role.CONTRIBUTOR, size=DESK)
    before = page.locator("[data-drawn]").get_attribute("src") or ""

    page.get_by_label("Gather").check()
    page.get_by_label("Caption for Mastodon").fill("Only this.")

    expect(page.locator("[data-drawn]")).not_to_have_attribute("src", before)
    expect(page.locator("#p-mastodon")).to_have_text("Only this.")
    expect(page.locator("#n-mastodon b")).to_have_text("10")


def test_reviewers_do_not_compose(world: World) -> None:
    post_id = a_post(world)

    assert world.client(Role.REVIEWER).get(f"/posts/{post_id}/compose").status_code == 403


def test_a_card_that_cannot_be_kept_leaves_the_post_as_it_was_and_says_why(
    world: World, tmp_path: Path
) -> None:
    post_id = a_post(world)
    before = world.digest(post_id)
    form = the_form(world, post_id, template="gather")
    (tmp_path / "full").write_text("a file where the folder of pictures should be")
    full = replace(world, office=replace(world.office, media=MediaStore(tmp_path / "full")))

    answer = full.client(Role.CONTRIBUTOR).post(f"/posts/{post_id}/compose", data=form)

    assert answer.status_code == 503
    assert "Pictures cannot be kept in" in answer.text
    assert "Nothing was changed. Tell your operator" in answer.text
    assert world.digest(post_id) == before
