"""Stop what has not left yet, with a reason; let it go on, and say what of the missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy.orm import Session

from scheduler.actions.finding import campaign_of, channel_of
from scheduler.actions.office import ActionError, ChangedError, Member, NotFoundError, Office
from scheduler.actions.settling import release_in
from scheduler.connectors.registry import platforms
from scheduler.domain.delivery import Delivery, Event, State
from scheduler.domain.pause import AfterPause, PauseScope
from scheduler.domain.roles import Permission
from scheduler.store import deliveries, pauses, sheets
from scheduler.store.deliveries import Move, StaleDeliveryError
from scheduler.store.pauses import Pause

SPACING = timedelta(minutes=20)
"""Between two late posts on one channel, so that nobody gets them in a burst."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """What became of what fell due during a pause. ``too_late``: its window has closed."""

    sent: int = 0
    held: int = 0
    skipped: int = 0
    too_late: int = 0


def pause(office: Office, member: Member, scope: PauseScope, target: str, reason: str) -> int:
    """Stop every send the scope covers, from the next one on. Return the pause's number.

    An attempt that is under way completes. Raises ``ActionError`` for a target that is not there.
    """
    member.needs(Permission.PAUSE)
    if not reason.strip():
        raise ActionError("A pause needs a reason.", "Say in a few words why.")
    at = office.now()
    with office.sessions.begin() as session:
        found = _target(session, member, scope, target)
        if any((one.scope, one.target) == (scope, found) for one in _running(session, member)):
            raise ActionError(
                "This is paused already.", "'awareness campaign pauses' shows since when and why."
            )
        return pauses.begin(
            session,
            organization_id=member.organization_id,
            scope=scope,
            target=found,
            reason=reason.strip(),
            person_id=member.person_id,
            at=at,
        )


def kept_back(office: Office, member: Member, pause_id: int) -> list[Delivery]:
    """Return what fell due since the pause began: what resuming must decide about."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        begun = _pause(session, member, pause_id)
        return pauses.fell_due(session, member.organization_id, begun, office.now())


def resume(
    office: Office, member: Member, pause_id: int, after: AfterPause = AfterPause.SEND
) -> Resumed:
    """End a pause and do with what fell due meanwhile as ``after`` says.

    Nothing leaves in a burst: late posts of one channel follow each other at a distance, and
    what can no longer leave within its window stays missed.
    """
    member.needs(Permission.PAUSE)
    at = office.now()
    with office.sessions.begin() as session:
        begun = _pause(session, member, pause_id)
        late = pauses.fell_due(session, member.organization_id, begun, at)
        if not pauses.end(session, member.organization_id, pause_id, at=at):
            raise NotFoundError(f"There is no running pause {pause_id}.")
        try:
            return _deal_with(session, member, late, after, at)
        except StaleDeliveryError as error:
            raise ChangedError(
                "Somebody else moved one of the posts just now.", "Resume once more."
            ) from error


def _deal_with(
    session: Session,
    member: Member,
    late: Sequence[Delivery],
    after: AfterPause,
    at: datetime,
) -> Resumed:
    match after:
        case AfterPause.SEND:
            return _send(session, member, late, at)
        case AfterPause.HOLD:
            waiting = [one for one in late if one.state is State.SCHEDULED]
            note = "its time came during a pause: somebody must decide"
            for delivery in waiting:
                deliveries.record(session, delivery, Event.HOLD, _by(member, at, note))
            return Resumed(held=len(waiting), too_late=len(late) - len(waiting))
        case AfterPause.SKIP:
            given_up = _by(member, at, "its time came during a pause")
            for delivery in late:
                deliveries.record(session, delivery, Event.CANCEL, given_up)
            return Resumed(skipped=len(late))
        case _:
            assert_never(after)


def _send(session: Session, member: Member, late: Sequence[Delivery], at: datetime) -> Resumed:
    waiting: Counter[int] = Counter()
    too_late = 0
    for delivery in late:
        leaves = at + SPACING * waiting[delivery.channel_id]
        if leaves >= delivery.window_closes:
            too_late += 1
            if delivery.state is State.SCHEDULED:
                note = "its window closes before it could leave after the pause"
                deliveries.record(session, delivery, Event.MISS, _by(member, at, note))
            continue
        waiting[delivery.channel_id] += 1
        if delivery.state is State.SCHEDULED:
            # Nothing leads from scheduled to scheduled: it is held for a moment, then released.
            note = "its time came during a pause"
            delivery = deliveries.record(  # noqa: PLW2901  # the same delivery, one move on
                session, delivery, Event.HOLD, _by(member, at, note)
            )
        move = Move(
            at=at,
            note=f"{member.name} lets it go after the pause",
            person_id=member.person_id,
            retry_at=leaves,
        )
        release_in(session, delivery, move)
    return Resumed(sent=sum(waiting.values()), too_late=too_late)


def _by(member: Member, at: datetime, note: str) -> Move:
    return Move(at=at, note=note, person_id=member.person_id)


def _running(session: Session, member: Member) -> list[Pause]:
    return pauses.running(session, member.organization_id)


def _pause(session: Session, member: Member, pause_id: int) -> Pause:
    found = pauses.pause(session, member.organization_id, pause_id)
    if found is None:
        raise NotFoundError(f"There is no running pause {pause_id}.")
    return found


def _target(session: Session, member: Member, scope: PauseScope, target: str) -> str:
    """Return the target as deliveries know it, or raise ``ActionError``: a pause must not miss."""
    asked = target.strip()
    if bool(asked) == (scope is PauseScope.EVERYTHING):
        raise ActionError(
            "Name what to pause.", "A campaign's or channel's number, a platform, or a topic."
        )
    match scope:
        case PauseScope.EVERYTHING:
            return ""
        case PauseScope.CAMPAIGN:
            return str(campaign_of(session, member, _number(asked)).id)
        case PauseScope.CHANNEL:
            return str(channel_of(session, member, _number(asked)).id)
        case PauseScope.PLATFORM:
            return _one_of(asked, list(platforms()), "platform")
        case PauseScope.TOPIC:
            there = {sheet.topic for sheet in sheets.sheets(session, member.organization_id)}
            return _one_of(asked, sorted(there - {""}), "topic")
        case _:
            assert_never(scope)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ActionError(f"{text!r} is no number.", "Campaigns and channels go by number.")
    return int(text)


def _one_of(asked: str, there: Sequence[str], noun: str) -> str:
    for name in there:
        if _plain(name) == _plain(asked):
            return name
    known = f"There are: {', '.join(there)}." if there else f"No sheet has a {noun}."
    raise ActionError(f"There is no {noun} {asked!r}.", known)


def _plain(name: str) -> str:
    return name.casefold().replace("_", " ")
