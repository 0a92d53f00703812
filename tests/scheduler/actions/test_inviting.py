from __future__ import annotations

import pytest

from scheduler.actions import auditing, inviting, logins
from scheduler.actions.inviting import InvitationError
from scheduler.actions.office import ActionError, NotAllowedError, NotFoundError
from scheduler.actions.organizing import change_role, create_organization
from scheduler.domain.roles import Role
from scheduler.store import people
from tests.scheduler.web.world import PASSWORD, ZONE, World


def test_somebody_joins_by_an_invitation_and_logs_in(world: World) -> None:
    _, token = inviting.invite(
        world.office, world.members[Role.OWNER], "Nia@partner.example", Role.REVIEWER
    )

    joined = inviting.accept(world.office, token, name="Nia New", password=PASSWORD)

    login = logins.log_in(world.office, "nia@partner.example", PASSWORD)
    member = logins.member_for(world.office, login)
    assert member is not None
    assert (member.person_id, member.role) == (joined.person_id, Role.REVIEWER)


def test_an_invitation_is_used_once(world: World) -> None:
    _, token = inviting.invite(
        world.office, world.members[Role.OWNER], "nia@partner.example", Role.VIEWER
    )
    inviting.accept(world.office, token, name="Nia New", password=PASSWORD)

    with pytest.raises(InvitationError):
        inviting.accept(world.office, token, name="Mallory", password=PASSWORD)


def test_a_revoked_or_expired_invitation_does_not_hold(world: World) -> None:
    owner = world.members[Role.OWNER]
    number, revoked = inviting.invite(world.office, owner, "a@partner.example", Role.VIEWER)
    _, expired = inviting.invite(world.office, owner, "b@partner.example", Role.VIEWER)
    inviting.revoke_invitation(world.office, owner, number)
    world.watch.now += inviting.LASTS

    for token in (revoked, expired, "forged"):
        with pytest.raises(InvitationError):
            inviting.accept(world.office, token, name="Nia", password=PASSWORD)
    with pytest.raises(NotFoundError):
        inviting.revoke_invitation(world.office, owner, number)


def test_one_person_works_in_several_organizations(world: World) -> None:
    other = create_organization(world.office, "Harbor Alliance", ZONE)
    with world.office.sessions.begin() as session:
        people.put_member(
            session,
            organization_id=other.id,
            person_id=world.members[Role.OWNER].person_id,
            role=Role.VIEWER,
        )

    login = logins.log_in(world.office, world.members[Role.OWNER].email, PASSWORD)
    member = logins.member_for(world.office, login)
    assert member is not None
    logins.switch_organization(world.office, login, member, other.id)
    there = logins.member_for(world.office, login)

    assert there is not None
    assert (there.organization_id, there.role) == (other.id, Role.VIEWER)


def test_a_removed_members_login_ends_at_once(world: World) -> None:
    reviewer = world.members[Role.REVIEWER]
    login = logins.log_in(world.office, reviewer.email, PASSWORD)

    inviting.remove_member(world.office, world.members[Role.OWNER], reviewer.person_id)

    assert logins.member_for(world.office, login) is None


def test_the_last_owner_cannot_leave(world: World) -> None:
    owner = world.members[Role.OWNER]

    with pytest.raises(ActionError, match="last owner"):
        inviting.remove_member(world.office, owner, owner.person_id)


def test_who_gave_whom_which_role_is_on_record(world: World) -> None:
    owner, viewer = world.members[Role.OWNER], world.members[Role.VIEWER]

    change_role(world.office, owner, viewer.person_id, Role.REVIEWER)

    (entry,) = [
        one for one in auditing.audit_entries(world.office, owner) if one.what == "role changed"
    ]
    assert entry.who == owner.email
    assert (entry.subject, entry.note) == (f"person {viewer.person_id}", "reviewer")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_only_owners_manage_people(world: World, role: Role) -> None:
    member = world.members[role]

    with pytest.raises(NotAllowedError):
        inviting.invite(world.office, member, "x@partner.example", Role.OWNER)
    with pytest.raises(NotAllowedError):
        inviting.remove_member(world.office, member, world.members[Role.VIEWER].person_id)
