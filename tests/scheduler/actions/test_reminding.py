from __future__ import annotations

import mailbox
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from scheduler.actions import governing, reminding, reviewing
from scheduler.actions.reminding import remind
from scheduler.domain.policy import Policy, PolicyScope
from scheduler.domain.roles import Role
from scheduler.publisher.mailing import Mailing, local_mailbox, send_notices
from scheduler.store import notices
from tests.scheduler.web.world import World, a_post

DUE = datetime(2027, 1, 11, 14, 30, tzinfo=UTC)  # half past nine in New York


def told(world: World) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    with world.office.sessions() as session:
        for one in notices.unsent(session):
            found.setdefault(one.person_id, []).append(one.subject.partition(":")[0])
    return found


def at(world: World, before: timedelta) -> None:
    world.watch.now = DUE - before


def test_nobody_is_bothered_long_before_the_slot(world: World) -> None:
    a_post(world)
    at(world, timedelta(hours=30))

    assert remind(world.office).reminded == ()
    assert told(world) == {}


def test_those_who_may_approve_are_reminded_once(world: World) -> None:
    post = a_post(world)
    at(world, timedelta(hours=20))

    first, second = remind(world.office), remind(world.office)

    able = {world.members[role].person_id for role in (Role.OWNER, Role.MANAGER, Role.REVIEWER)}
    assert first.reminded == second.reminded == (post,)
    assert told(world) == {person: ["Please review"] for person in able}


def test_managers_are_told_when_little_time_is_left(world: World) -> None:
    post = a_post(world)
    at(world, timedelta(hours=3))

    assert remind(world.office).escalated == (post,)
    assert told(world)[world.members[Role.MANAGER].person_id] == ["Not approved yet"]


def test_a_post_expires_rather_than_go_out_unapproved(world: World) -> None:
    post = a_post(world)
    at(world, timedelta())

    assert remind(world.office).expired == (post,)
    assert world.state(post) == "expired"
    assert told(world)[world.members[Role.OWNER].person_id] == ["Expired without approval"]


def test_who_approved_already_is_not_asked_again(world: World) -> None:
    owner = world.members[Role.OWNER]
    governing.set_policy(
        world.office,
        owner,
        PolicyScope.ORGANIZATION,
        "",
        Policy(approvals=2, named=frozenset({owner.person_id})),
    )
    post = a_post(world)
    reviewing.approve(world.office, world.members[Role.REVIEWER], post, world.digest(post))
    at(world, timedelta(hours=20))

    remind(world.office)

    assert set(told(world)) == {owner.person_id}  # only the named one is missing


def test_an_approved_post_reminds_nobody(world: World) -> None:
    post = a_post(world)
    reviewing.approve(world.office, world.members[Role.REVIEWER], post, world.digest(post))
    at(world, timedelta())

    assert remind(world.office) == reminding.Reminded(reminded=(), escalated=(), expired=())


def test_each_person_gets_one_message_about_everything(world: World, tmp_path: Path) -> None:
    for number in range(3):
        a_post(world, local=datetime(2027, 1, 11, 9 + number, 30), number=number)
    at(world, timedelta(hours=20))
    remind(world.office)
    mailing = Mailing(
        post=local_mailbox(tmp_path / "mail"),
        sender="Awareness <awareness@localhost>",
        base_url="https://awareness.example",
    )

    written, again = send_notices(world.office, mailing), send_notices(world.office, mailing)

    messages = list(mailbox.Maildir(tmp_path / "mail", create=False))
    assert (written, again, len(messages)) == (3, 0, 3)
    assert all(message["Subject"] == "3 things wait for you" for message in messages)
    assert all("https://awareness.example/review" in str(message) for message in messages)


def test_what_cannot_be_sent_waits_and_is_given_up_in_the_end(world: World) -> None:
    a_post(world)
    at(world, timedelta(hours=20))
    remind(world.office)

    def no_server(_: EmailMessage) -> None:
        raise ConnectionRefusedError

    mailing = Mailing(post=no_server, sender="awareness@localhost")

    assert send_notices(world.office, mailing) == 0
    assert told(world)
    for _ in range(notices.MOST_TRIES):
        send_notices(world.office, mailing)
    assert told(world) == {}


def test_a_title_cannot_add_a_header(world: World, tmp_path: Path) -> None:
    with world.office.sessions.begin() as session:
        notices.add(
            session,
            notices.Notice(
                organization_id=world.organization_id,
                person_id=world.members[Role.OWNER].person_id,
                post_id=None,
                key="x",
                subject="Look\r\nBcc: everybody@evil.example",
                text="Hello",
            ),
            at=world.watch(),
        )

    send_notices(world.office, Mailing(post=local_mailbox(tmp_path / "m"), sender="a@localhost"))

    (message,) = mailbox.Maildir(tmp_path / "m", create=False)
    assert message["Bcc"] is None


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER])
def test_those_in_charge_hear_of_what_expired(world: World, role: Role) -> None:
    a_post(world)
    at(world, timedelta())

    remind(world.office)

    assert told(world)[world.members[role].person_id] == ["Expired without approval"]
