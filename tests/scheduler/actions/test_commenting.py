from __future__ import annotations

import pytest

from scheduler.actions import commenting
from scheduler.actions.office import ActionError, NotFoundError
from scheduler.domain.roles import Role
from scheduler.store import notices
from scheduler.store.database import Database
from scheduler.store.people import Membership
from tests.scheduler.web.world import World, a_post, a_world


def waiting(world: World) -> list[tuple[int, str]]:
    with world.office.sessions() as session:
        return [(one.person_id, one.subject) for one in notices.unsent(session)]


def test_a_thread_reads_in_order_and_tells_whoever_is_answered(world: World) -> None:
    post = a_post(world)
    reviewer, author = world.members[Role.REVIEWER], world.members[Role.CONTRIBUTOR]
    asked = commenting.comment(world.office, reviewer, post, "Is the second line right?")
    commenting.comment(world.office, author, post, "Yes, line 12.", answers=asked)

    found = commenting.comments_of(world.office, reviewer, post)

    assert [(one.person_id, one.answers_id) for one in found] == [
        (reviewer.person_id, None),
        (author.person_id, asked),
    ]
    assert [person for person, _ in waiting(world)] == [reviewer.person_id]


def test_a_name_with_an_at_calls_that_member_once(world: World) -> None:
    post, manager = a_post(world), world.members[Role.MANAGER]

    commenting.comment(
        world.office, world.members[Role.REVIEWER], post, "@manager, @Manager: please look."
    )

    assert [person for person, _ in waiting(world)] == [manager.person_id]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("ask @maya.", True),
        ("ask @maya@riverbend.example", True),
        ("write to maya@riverbend.example", False),
        ("@mayar knows", False),
    ],
)
def test_only_an_at_before_a_name_calls(text: str, called: bool) -> None:  # noqa: FBT001  # what is expected
    maya = Membership(
        person_id=1,
        organization_id=1,
        role=Role.MANAGER,
        name="Maya Manager",
        email="maya@riverbend.example",
    )

    assert commenting.mentioned(text, [maya]) == ([maya] if called else [])


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4001])
def test_a_comment_has_something_to_say_and_an_end(world: World, text: str) -> None:
    post = a_post(world)

    with pytest.raises(ActionError):
        commenting.comment(world.office, world.members[Role.REVIEWER], post, text)


def test_another_organizations_posts_cannot_be_talked_about(
    world: World, database: Database
) -> None:
    other = a_world(database, world.office.media, name="Harbor Alliance")
    post = a_post(world)

    with pytest.raises(NotFoundError):
        commenting.comment(other.office, other.members[Role.OWNER], post, "Hello")
    with pytest.raises(NotFoundError):
        commenting.comments_of(other.office, other.members[Role.OWNER], post)
