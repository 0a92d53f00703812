from __future__ import annotations

import pytest

from scheduler.actions import editing, governing, reviewing
from scheduler.actions.office import ActionError, NotAllowedError
from scheduler.domain.policy import Policy, PolicyScope
from scheduler.domain.post import PostEvent, PostState
from scheduler.domain.roles import Role
from scheduler.store import contents, posts
from tests.scheduler.web.world import World, a_post

HERE = PolicyScope.ORGANIZATION


def approve(world: World, role: Role, post_id: int) -> PostState:
    return reviewing.approve(world.office, world.members[role], post_id, world.digest(post_id))


def govern(
    world: World, policy: Policy, scope: PolicyScope = HERE, target: str = ""
) -> governing.Governed:
    return governing.set_policy(world.office, world.members[Role.OWNER], scope, target, policy)


def bound(world: World, post_id: int) -> set[bool]:
    with world.office.sessions() as session:
        return {
            content.delivery.approved_digest == content.digest()
            for content in contents.of_post(session, post_id)
        }


def test_two_different_people_must_approve_where_the_policy_says_two(world: World) -> None:
    govern(world, Policy(approvals=2))
    post = a_post(world)

    first = approve(world, Role.REVIEWER, post)
    again = approve(world, Role.REVIEWER, post)
    second = approve(world, Role.MANAGER, post)

    assert (first, again, second) == (
        PostState.IN_REVIEW,
        PostState.IN_REVIEW,
        PostState.APPROVED,
    )
    assert bound(world, post) == {True}


def test_a_named_reviewer_must_be_among_those_who_approve(world: World) -> None:
    owner = world.members[Role.OWNER].person_id
    govern(world, Policy(approvals=1, named=frozenset({owner})))
    post = a_post(world)

    assert approve(world, Role.REVIEWER, post) is PostState.IN_REVIEW
    assert bound(world, post) == {False}
    assert approve(world, Role.OWNER, post) is PostState.APPROVED


def test_an_author_is_not_heard_under_four_eyes(world: World) -> None:
    govern(world, Policy(approvals=1, four_eyes=True))
    post = a_post(world, author=Role.MANAGER)

    with pytest.raises(NotAllowedError, match="somebody else must approve"):
        approve(world, Role.MANAGER, post)

    assert world.state(post) == "in_review"


def test_a_kind_may_need_more_than_the_rest(world: World) -> None:
    govern(world, Policy(approvals=2), PolicyScope.KIND, "warning_sign")
    fact, sign = a_post(world, number=0), a_post(world, number=1)

    assert approve(world, Role.REVIEWER, fact) is PostState.APPROVED
    assert approve(world, Role.REVIEWER, sign) is PostState.IN_REVIEW


@pytest.mark.parametrize("scope", [PolicyScope.CAMPAIGN, PolicyScope.CHANNEL])
def test_the_strictest_of_all_policies_holds(world: World, scope: PolicyScope) -> None:
    target = world.campaign_id if scope is PolicyScope.CAMPAIGN else world.channel_ids[1]
    govern(world, Policy(approvals=3), scope, str(target))
    post = a_post(world)

    for role in (Role.REVIEWER, Role.MANAGER):
        assert approve(world, role, post) is PostState.IN_REVIEW
    assert approve(world, Role.OWNER, post) is PostState.APPROVED


def test_a_stricter_policy_reopens_what_has_not_gone_out(world: World) -> None:
    post = a_post(world)
    approve(world, Role.REVIEWER, post)

    done = govern(world, Policy(approvals=2))

    assert done.reopened == (post,)
    assert world.state(post) == "in_review"
    assert bound(world, post) == {False}
    assert approve(world, Role.MANAGER, post) is PostState.APPROVED  # the first one still counts


def test_a_looser_policy_reopens_nothing(world: World) -> None:
    post = a_post(world)
    approve(world, Role.REVIEWER, post)

    assert govern(world, Policy(approvals=1)).reopened == ()
    assert world.state(post) == "approved"


def test_approvals_of_an_older_wording_do_not_count_for_a_newer(world: World) -> None:
    govern(world, Policy(approvals=2))
    post = a_post(world)
    approve(world, Role.REVIEWER, post)
    editing.edit_caption(
        world.office, world.members[Role.CONTRIBUTOR], post, "handoff", "Other words."
    )

    with world.office.sessions.begin() as session:
        found = posts.post(session, world.organization_id, post)
        assert found is not None
        posts.record(session, found, PostEvent.SUBMIT, at=world.watch(), person_id=None)

    assert approve(world, Role.MANAGER, post) is PostState.IN_REVIEW


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.CONTRIBUTOR])
def test_only_managers_and_owners_govern(world: World, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        governing.set_policy(world.office, world.members[role], HERE, "", Policy(approvals=0))


@pytest.mark.parametrize(
    ("scope", "target", "says"),
    [
        (PolicyScope.CAMPAIGN, "999", "There is no campaign 999"),
        (PolicyScope.CHANNEL, "x", "is no number"),
        (PolicyScope.KIND, "rumour", "There is no kind 'rumour'"),
        (PolicyScope.ORGANIZATION, "1", "has no target"),
    ],
)
def test_a_policy_needs_something_it_is_about(
    world: World, scope: PolicyScope, target: str, says: str
) -> None:
    with pytest.raises(ActionError, match=says):
        govern(world, Policy(), scope, target)


def test_a_named_person_must_be_a_member(world: World) -> None:
    with pytest.raises(ActionError, match="is no member here"):
        govern(world, Policy(named=frozenset({9999})))
