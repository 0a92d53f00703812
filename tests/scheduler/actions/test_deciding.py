from __future__ import annotations

import threading

import pytest
from sqlalchemy import update

from scheduler.actions import deciding, editing, reviewing
from scheduler.actions.office import ActionError, ChangedError
from scheduler.domain.post import PostState
from scheduler.domain.roles import Role
from scheduler.store.tables import PostItemRow
from tests.scheduler.web.world import World, a_post


def test_approving_a_claim_covers_every_post_made_from_it_and_no_other(world: World) -> None:
    made = [a_post(world, number=0), a_post(world, number=4)]  # the same sentence in another slot
    with world.office.sessions.begin() as session:
        session.execute(update(PostItemRow).values(item_key="item-0"))
    reviewer = world.members[Role.REVIEWER]
    found = deciding.posts_of_claim(world.office, reviewer, "item-0")

    outcomes = deciding.approve_many(
        world.office, reviewer, {one.post_id: one.digest for one in found}
    )

    assert [one.post_id for one in found] == made
    assert [one.state for one in outcomes] == [PostState.APPROVED] * 2


def test_one_changed_post_stops_no_other_of_a_batch(world: World) -> None:
    posts = [a_post(world, number=number) for number in range(3)]
    seen = {post: world.digest(post) for post in posts}
    editing.edit_caption(
        world.office, world.members[Role.CONTRIBUTOR], posts[1], "handoff", "Changed meanwhile."
    )

    outcomes = deciding.approve_many(world.office, world.members[Role.REVIEWER], seen)

    assert [one.state for one in outcomes] == [PostState.APPROVED, None, PostState.APPROVED]
    assert "has changed since you saw it" in outcomes[1].refused


def test_changes_since_the_last_approval_are_told_part_by_part(world: World) -> None:
    post = a_post(world)
    reviewing.approve(world.office, world.members[Role.REVIEWER], post, world.digest(post))
    editing.edit_caption(
        world.office, world.members[Role.CONTRIBUTOR], post, "handoff", "Other words."
    )

    (change,) = deciding.changed_since_approval(world.office, world.members[Role.VIEWER], post)

    assert (change.channel, change.what, change.after) == ("Noticeboard", "caption", "Other words.")
    assert change.before.startswith("Did you know?")


def test_nothing_has_changed_where_nobody_approved(world: World) -> None:
    post = a_post(world)

    assert deciding.changed_since_approval(world.office, world.members[Role.VIEWER], post) == ()


def test_a_rejected_post_goes_nowhere_and_stays_on_record(world: World) -> None:
    post = a_post(world)
    reviewer = world.members[Role.REVIEWER]

    state = reviewing.reject(world.office, reviewer, post, world.digest(post), "Not for us.")

    assert state is PostState.ARCHIVED
    with pytest.raises(ChangedError):
        reviewing.approve(world.office, reviewer, post, world.digest(post))
    with pytest.raises(ActionError, match="stays archived"):
        reviewing.withdraw(world.office, reviewer, post)
    assert world.state(post) == "archived"


def test_a_draft_is_told_from_what_somebody_decided(world: World) -> None:
    post, reviewer = a_post(world), world.members[Role.REVIEWER]
    seen = world.digest(post)
    reviewing.request_changes(world.office, reviewer, post, seen, "Shorter.")

    with pytest.raises(ChangedError, match="a draft again: somebody asked for changes already"):
        reviewing.reject(world.office, reviewer, post, seen, "No.")
    editing.edit_caption(
        world.office, world.members[Role.MANAGER], post, "mastodon", "Shorter. 1-888-373-7888"
    )
    with pytest.raises(ChangedError, match="a draft: it was not submitted for review"):
        reviewing.reject(world.office, reviewer, post, world.digest(post), "No.")


@pytest.mark.parametrize("how", [reviewing.request_changes, reviewing.reject])
def test_sending_back_needs_a_reason(world: World, how: object) -> None:
    post = a_post(world)

    with pytest.raises(ActionError, match="Say what should change"):
        how(world.office, world.members[Role.REVIEWER], post, world.digest(post), "  ")  # type: ignore[operator]  # two functions of one shape

    assert world.state(post) == "in_review"


def test_of_two_who_decide_at_once_one_is_told_to_look_again(world: World) -> None:
    post = a_post(world)
    digest = world.digest(post)
    start, outcomes = threading.Barrier(2), []

    def decide(role: Role) -> None:
        start.wait()
        try:
            outcomes.append(
                reviewing.approve(world.office, world.members[role], post, digest).value
            )
        except ChangedError:
            outcomes.append("look again")

    threads = [threading.Thread(target=decide, args=(r,)) for r in (Role.REVIEWER, Role.MANAGER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["approved", "look again"]
