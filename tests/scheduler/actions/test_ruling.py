from __future__ import annotations

from collections.abc import Callable

import pytest

from scheduler.actions import editing, reviewing, ruling
from scheduler.actions.office import ActionError, NotAllowedError
from scheduler.actions.reviewing import BlockedError
from scheduler.domain.roles import Role
from scheduler.publisher.gate import objection
from scheduler.store import contents
from scheduler.store.tables import BrandKitRow
from tests.scheduler.web.world import BRAND, World, a_post

PACK = b"""
[[rule]]
id = "ours.jargon"
severity = "block"
pattern = 'something feels wrong'
why = "Our style guide says so."
source = "our style guide, 2026"
suggestion = "Say what was seen."
"""
CONTACT = """
[[contacts]]
name = "National Human Trafficking Hotline"
phone = "1-888-373-7888"
number = "+18883737888"
expires_on = 2027-01-10
"""


def test_an_organizations_own_rule_stops_its_posts_and_those_of_nobody_else(world: World) -> None:
    post = a_post(world, in_review=False)
    manager, author = world.members[Role.MANAGER], world.members[Role.CONTRIBUTOR]

    ruling.add_pack(world.office, manager, PACK, "ours.toml")

    with pytest.raises(BlockedError, match="something feels wrong") as caught:
        reviewing.submit(world.office, author, post)
    assert caught.value.findings[0].rule == "ours.jargon"
    ruling.remove_pack(world.office, manager, "ours.toml")
    reviewing.submit(world.office, author, post)


def test_a_rule_added_after_approval_stops_the_post_when_it_is_sent(world: World) -> None:
    post = a_post(world)
    ruling.add_pack(world.office, world.members[Role.MANAGER], PACK, "ours.toml")

    with world.office.sessions() as session:
        (first, *_) = contents.of_post(session, post)
        reason = objection(session, first, at=world.watch.now)

    assert "something feels wrong" in reason
    assert "Say what was seen." in reason


def test_a_contact_of_the_brand_kit_that_has_expired_stops_the_post_when_it_is_sent(
    world: World,
) -> None:
    post = a_post(world)
    with world.office.sessions.begin() as session:
        session.get_one(BrandKitRow, world.brand_id).definition = f"{BRAND}{CONTACT}"
        session.flush()
        (first, *_) = contents.of_post(session, post)

        before = objection(session, first, at=world.watch.now)
        after = objection(session, first, at=world.watch.now.replace(day=12))

    assert before == ""
    assert "ran out on 2027-01-10" in after


def test_a_warning_can_be_silenced_and_speaks_again(world: World) -> None:
    manager = world.members[Role.MANAGER]

    ruling.switch_off(world.office, manager, "text.hashtag-meaning", "We write them small.")

    assert ruling.rules_of(world.office, manager)[1] == {"text.hashtag-meaning"}
    ruling.switch_on(world.office, manager, "text.hashtag-meaning", "We write them small.")
    assert ruling.rules_of(world.office, manager)[1] == frozenset()


def test_what_cannot_be_ruled_says_so_and_changes_nothing(world: World) -> None:
    manager = world.members[Role.MANAGER]
    taken = PACK.replace(b"ours.jargon", b"carry.hotline")
    attempts: list[tuple[Callable[..., object], tuple[object, ...], str]] = [
        (ruling.switch_off, ("carry.hotline", "why"), "cannot be switched off"),
        (ruling.switch_off, ("nothing", "why"), "no rule 'nothing'"),
        (ruling.switch_on, ("carry.hotline", "why"), "is not switched off"),
        (ruling.remove_pack, ("none.toml",), "no rule pack called 'none.toml'"),
        (ruling.add_pack, (b"x", "ours.toml"), "cannot be read"),
        (ruling.add_pack, (PACK, "../../x"), "must end in"),
        (ruling.add_pack, (taken, "ours.toml"), "is there already"),
    ]

    for act, arguments, words in attempts:
        with pytest.raises(ActionError, match=words):
            act(world.office, manager, *arguments)

    assert ruling.packs_of(world.office, manager) == ()
    assert ruling.rules_of(world.office, manager)[1] == frozenset()


def test_only_those_who_govern_make_rules(world: World) -> None:
    with pytest.raises(NotAllowedError):
        ruling.add_pack(world.office, world.members[Role.CONTRIBUTOR], PACK, "ours.toml")


def test_an_edit_keeps_what_was_written_and_says_which_rules_it_breaks(world: World) -> None:
    post = a_post(world)
    text = "We rescue every sex slave. Call 1-888-373-7889."

    findings = editing.edit_caption(
        world.office, world.members[Role.CONTRIBUTOR], post, "mastodon", text
    )

    broken = {finding.rule for finding in findings}
    assert {"trafficking.sex-slave", "claims.number"} <= broken
    with world.office.sessions() as session:
        captions = {one.platform: one.caption for one in contents.of_post(session, post)}
    assert captions["mastodon"] == text


def test_what_no_platform_could_take_is_refused_with_one_line(world: World) -> None:
    post = a_post(world)
    author = world.members[Role.CONTRIBUTOR]
    texts = {
        "  ": "cannot be empty",
        "x" * 501: "501 long where mastodon takes 500",
        "a\u0000b": "U\\+0000 at character 2 is a control character",
        "half \ud83d": "half of a character",
        "\u202e8887-373": "turns the reading direction around",
        "x" * 1_000_000: "1,000,000 characters",
    }

    for text, words in texts.items():
        with pytest.raises(ActionError, match=words) as caught:
            editing.edit_caption(world.office, author, post, "mastodon", text)
        assert "\n" not in str(caught.value)

    assert world.state(post) == "in_review"
