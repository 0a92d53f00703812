from __future__ import annotations

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from scheduler.actions import auditing, reviewing
from scheduler.actions.office import NotFoundError
from scheduler.domain.roles import Role
from scheduler.store import contents
from scheduler.store.tables import AuditRow
from tests.scheduler.web.world import World, a_post


def some_history(world: World) -> int:
    post = a_post(world)
    reviewing.approve(world.office, world.members[Role.REVIEWER], post, world.digest(post))
    reviewing.withdraw(world.office, world.members[Role.REVIEWER], post)
    return post


def verify(world: World) -> int | None:
    return auditing.verify_audit(world.office, world.members[Role.VIEWER]).broken_at


def unguarded(world: World) -> None:
    """Do what only somebody with the database in their hands can do: take the triggers away."""
    with world.office.sessions.begin() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("DROP TRIGGER audit_refuses ON audit"))
        else:
            session.execute(text("DROP TRIGGER audit_refuses_update"))
            session.execute(text("DROP TRIGGER audit_refuses_delete"))


def test_every_decision_and_move_is_on_record_with_who_and_what(world: World) -> None:
    post = some_history(world)

    entries = list(auditing.audit_entries(world.office, world.members[Role.OWNER]))

    about_it = [
        (one.who.partition("@")[0], one.what) for one in entries if one.subject == f"post {post}"
    ]
    assert about_it == [
        ("contributor", "post submit"),
        ("reviewer", "review approve"),
        ("reviewer", "post approve"),
        ("reviewer", "post withdraw"),
    ]
    assert verify(world) is None


@pytest.mark.parametrize("change", [update(AuditRow).values(note="nothing"), delete(AuditRow)])
def test_the_database_refuses_to_change_what_was_done(world: World, change: object) -> None:
    some_history(world)

    with (
        pytest.raises(DBAPIError, match="only ever added to"),
        world.office.sessions.begin() as session,
    ):
        session.execute(change)  # type: ignore[call-overload]  # an update or a delete

    assert verify(world) is None


def test_a_changed_entry_is_found(world: World) -> None:
    some_history(world)
    unguarded(world)
    with world.office.sessions.begin() as session:
        session.execute(update(AuditRow).where(AuditRow.number == 2).values(who="somebody@else"))

    assert verify(world) == 2


def test_a_removed_entry_is_found(world: World) -> None:
    some_history(world)
    unguarded(world)
    with world.office.sessions.begin() as session:
        session.execute(delete(AuditRow).where(AuditRow.number == 2))

    assert verify(world) == 2


def test_entries_cut_off_the_end_are_missed(world: World) -> None:
    some_history(world)
    unguarded(world)
    with world.office.sessions.begin() as session:
        session.execute(delete(AuditRow).where(AuditRow.number >= 3))

    assert verify(world) == 3


def test_a_receipt_tells_who_approved_and_what_came_of_it(world: World) -> None:
    post = some_history(world)
    with world.office.sessions() as session:
        (first, *_) = contents.of_post(session, post)

    found = auditing.delivery_receipt(world.office, world.members[Role.VIEWER], first.delivery.id)

    assert found["state"] == "scheduled"
    assert found["receipt"] is None
    assert [one["decision"] for one in found["approvals"]] == ["approve"]
    assert not found["approvals"][0]["stands"]


def test_another_organizations_delivery_has_no_receipt_here(world: World) -> None:
    with pytest.raises(NotFoundError):
        auditing.delivery_receipt(world.office, world.members[Role.VIEWER], 9999)
