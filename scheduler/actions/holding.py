"""Stop some posts, let them go on, or take them out of the campaign: all of them or none."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy.orm import Session

from scheduler.actions.editing import archive_in
from scheduler.actions.finding import post_of
from scheduler.actions.office import ActionError, ChangedError, Member, Office
from scheduler.actions.settling import release_in
from scheduler.domain.delivery import NOT_LEFT, Delivery, Event, State
from scheduler.domain.roles import Permission
from scheduler.store import deliveries
from scheduler.store.deliveries import Move, StaleDeliveryError

LONGEST = 200  # characters of a reason, so that the note it is in stays readable


def hold(office: Office, member: Member, post_ids: Collection[int], reason: str) -> int:
    """Stop what is scheduled of some posts, with a reason; return how many deliveries that is.

    They wait for somebody to let them go, and are missed when nobody does. Raises
    ``ActionError`` when nothing of them is scheduled.
    """
    member.needs(Permission.PAUSE)
    said = " ".join(reason.split())[:LONGEST]
    if not said:
        raise ActionError("A pause needs a reason.", "Say in a few words why.")
    move = Move(at=office.now(), note=f"paused: {said}", person_id=member.person_id)
    with office.sessions.begin() as session:
        found = list(_deliveries(session, member, post_ids, {State.SCHEDULED}))
        for delivery in found:
            _record(session, delivery, Event.HOLD, move)
    if not found:
        raise ActionError("Nothing of this is scheduled.", "Choose posts that are still to come.")
    return len(found)


def let_go(office: Office, member: Member, post_ids: Collection[int]) -> int:
    """Schedule what is held of some posts again; return how many deliveries that is.

    What may no longer leave in its window stays held: it needs a new time.
    """
    member.needs(Permission.PAUSE)
    at = office.now()
    move = Move(at=at, note=f"{member.name} lets it go", person_id=member.person_id)
    with office.sessions.begin() as session:
        held = _deliveries(session, member, post_ids, {State.HELD})
        found = [delivery for delivery in held if at < delivery.window_closes]
        for delivery in found:
            release_in(session, delivery, move)
    return len(found)


def take_out(office: Office, member: Member, post_ids: Collection[int]) -> int:
    """Send nothing more of some posts; return how many of them that changes.

    A post of which nothing is out or may be out leaves the campaign for good. Raises
    ``ActionError`` when everything of them has left already.
    """
    member.needs(Permission.PLAN)
    at, count = office.now(), 0
    move = Move(at=at, note="taken out", person_id=member.person_id)
    with office.sessions.begin() as session:
        for post_id in post_ids:
            post = post_of(session, member, post_id, lock=True)
            own = [d for d in deliveries.of_post(session, post_id) if d.state != State.CANCELLED]
            still = [delivery for delivery in own if delivery.state in NOT_LEFT]
            for delivery in still:
                _record(session, delivery, Event.CANCEL, move)
            if len(still) == len(own):
                archive_in(session, member, post, at=at)
            count += bool(still)
    if not count:
        raise ActionError("All of this has gone out already.", "Choose posts that are to come.")
    return count


def _deliveries(
    session: Session, member: Member, post_ids: Collection[int], states: Collection[State]
) -> Iterator[Delivery]:
    for post_id in post_ids:
        post_of(session, member, post_id)
        yield from (d for d in deliveries.of_post(session, post_id) if d.state in states)


def _record(session: Session, delivery: Delivery, event: Event, move: Move) -> None:
    try:
        deliveries.record(session, delivery, event, move)
    except StaleDeliveryError as error:
        raise ChangedError("One of these has just been moved or sent.", "Look again.") from error
