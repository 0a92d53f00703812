from __future__ import annotations

from content.captions.thread import as_thread
from scheduler.actions import noting, planning
from scheduler.actions.campaigning import Changes, change_campaign
from scheduler.domain.campaign import Rules
from scheduler.domain.roles import Role
from scheduler.store.post_page import post_page
from tests.scheduler.web.world import World


def test_a_tag_that_means_something_else_is_said() -> None:
    (note,) = noting.notes_of("Wear blue. #WearBlueDay")

    assert note.startswith("hashtag #WearBlueDay means two things:")


def test_an_anchor_in_an_address_and_an_entity_are_no_tags() -> None:
    assert noting.notes_of("https://x.example/#WearBlueDay &#WearBlueDay") == ()


def test_a_thread_says_how_many_posts_it_is() -> None:
    assert noting.notes_of(as_thread(["One.", "Two.", "Three."])) == ("a thread of 3 posts",)


def test_a_caption_as_composed_says_what_it_lacks_and_a_rewritten_one_does_not(
    world: World,
) -> None:
    manager = world.members[Role.MANAGER]
    tags = tuple(f"LearnTheSigns{letter}" for letter in "ABCDEFG")
    changes = Changes(template="beacon", rules=Rules.from_json({"kinds": ["fact"]}), hashtags=tags)
    change_campaign(world.office, manager, world.campaign_id, changes)
    planning.plan_campaign(world.office, manager, world.campaign_id)
    with world.office.sessions() as session:
        page = post_page(session, world.organization_id, 1)
    assert page is not None
    captions = {one.platform: one.text for one in page.captions}

    as_made = noting.caption_notes(world.office, manager, 1, captions)
    rewritten = noting.caption_notes(world.office, manager, 1, {"mastodon": "Learn the signs."})

    assert "hashtags left out" in " ".join(as_made["mastodon"])
    assert rewritten == {"mastodon": ()}
