from __future__ import annotations

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

    ruling.switch_off(world.office, manager, "text.hashtag-meaning")

    assert ruling.rules_of(world.office, manager)[1] == {"text.hashtag-meaning"}
    ruling.switch_on(world.office, manager, "text.hashtag-meaning")
    assert ruling.rules_of(world.office, manager)[1] == frozenset()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda o, m: ruling.switch_off(o, m, "carry.hotline"), "cannot be switched off"),
        (lambda o, m: ruling.switch_off(o, m, "nothing"), "no rule 'nothing'"),
        (lambda o, m: ruling.switch_on(o, m, "carry.hotline"), "is not switched off"),
        (lambda o, m: ruling.remove_pack(o, m, "none.toml"), "no rule pack called 'none.toml'"),
        (lambda o, m: ruling.add_pack(o, m, b"x", "ours.toml"), "cannot be read"),
        (
            lambda o, m: ruling.add_pack(o, m, PACK.replace(b"ours.j", b"x.j"), "../../x"),
            "must end in",
        ),
        (
            lambda o, m: ruling.add_pack(o, m, PACK.replace(b"ours.jargon", b"carry.hotline"), "a.toml"),
            "is there already",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_ruled_says_so_and_changes_nothing(
    world: World, act: object, words: str
) -> None:
    manager = world.members[Role.MANAGER]

    with pytest.raises(ActionError, match=words):
        act(world.office, manager)  # type: ignore[operator]  # one of the functions above

    assert ruling.packs_of(world.office, manager) == ()


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
    assert {"trafficking.sex-slave", "claims.number", "carry.hotline"} <= broken
    with world.office.sessions() as session:
        captions = {one.platform: one.caption for one in contents.of_post(session, post)}
    assert captions["mastodon"] == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  ", "cannot be empty"),
        ("x" * 501, "501 long where mastodon takes 500"),
        ("a\u0000b", "U\\+0000 at character 2 is a control character"),
        ("half \ud83d", "half of a character"),
        ("\u202e8887-373", "turns the reading direction around"),
        ("x" * 1_000_000, "1,000,000 characters"),
    ],
)
def test_what_no_platform_could_take_is_refused_with_one_line(
    world: World, text: str, words: str
) -> None:
    post = a_post(world)

    with pytest.raises(ActionError, match=words) as caught:
        editing.edit_caption(world.office, world.members[Role.CONTRIBUTOR], post, "mastodon", text)

    assert "\n" not in str(caught.value)
    assert world.state(post) == "in_review"
