"""Stop what has not left yet, with a reason; let it go on."""

from __future__ import annotations

from scheduler.actions.office import ActionError, Member, NotFoundError, Office
from scheduler.domain.pause import PauseScope
from scheduler.domain.roles import Permission
from scheduler.store import pauses


def pause(office: Office, member: Member, scope: PauseScope, target: str, reason: str) -> int:
    """Stop every send the scope covers, from the next one on. Return the pause's number."""
    member.needs(Permission.PAUSE)
    if not reason.strip():
        raise ActionError("A pause needs a reason.", "Say in a few words why.")
    if bool(target) == (scope is PauseScope.EVERYTHING):
        raise ActionError(
            "Name what to pause.", "A campaign's or channel's number, a platform, or a topic."
        )
    at = office.now()
    with office.sessions.begin() as session:
        return pauses.begin(
            session,
            organization_id=member.organization_id,
            scope=scope,
            target=target,
            reason=reason.strip(),
            person_id=member.person_id,
            at=at,
        )


def resume(office: Office, member: Member, pause_id: int) -> None:
    """End a pause. What fell due meanwhile goes out only while its window is open."""
    member.needs(Permission.PAUSE)
    at = office.now()
    with office.sessions.begin() as session:
        if not pauses.end(session, member.organization_id, pause_id, at=at):
            raise NotFoundError(f"There is no running pause {pause_id}.")
