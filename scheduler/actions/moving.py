"""Move posts to other times of their campaign: one, two for each other, or a range of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.actions.arranging import channel_time, kept_slot
from scheduler.actions.finding import campaign_of, post_of
from scheduler.actions.office import ActionError, ChangedError, Member, NotFoundError, Office
from scheduler.actions.reviewing import void
from scheduler.domain.campaign import Rules
from scheduler.domain.conflicts import Clash, Conflict, Placed, conflicts
from scheduler.domain.delivery import Event, State
from scheduler.domain.planning_audit import audit
from scheduler.domain.planning_slots import Part, Slot, an_item, slot_at, use_of
from scheduler.domain.planning_words import upper
from scheduler.domain.post import PostState
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import instant, local_text
from scheduler.store import channels, deliveries, plans, posts
from scheduler.store.campaigns import Campaign
from scheduler.store.deliveries import Move, StaleDeliveryError
from scheduler.store.plans import TakenSlot

Times = Mapping[int, datetime]
"""Wall times by post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Every post from ``first_day`` to ``last_day`` goes out ``days`` later (or earlier)."""

    first_day: date
    last_day: date
    days: int


def move(office: Office, member: Member, post_id: int, local: datetime) -> bool:
    """Give a post another wall time in its campaign's zone; say whether it must be approved anew.

    Approval covers a time window: within it a post moves freely, outside it becomes a draft.
    A channel with a zone of its own gets the same wall time there. Raises ``ActionError`` for a
    time that has passed or lies outside the campaign.
    """
    return post_id in move_all(office, member, {post_id: local})


def move_all(
    office: Office, member: Member, times: Times, *, channel_id: int = 0
) -> tuple[int, ...]:
    """Move several posts, all or none; return those that must be approved anew.

    ``channel_id`` moves them on that channel alone.
    """
    member.needs(Permission.PLAN)
    anew: list[int] = []
    with office.sessions.begin() as session:
        for post_id, local in times.items():
            if _move(office, session, member, (post_id, local), channel_id):
                anew.append(post_id)
    return tuple(anew)


def swapped(office: Office, member: Member, one: int, other: int) -> Times:
    """Return the times of two posts of one campaign, each for the other."""
    if one == other:
        raise ActionError("A post cannot be swapped with itself.", "Name two posts.")
    with office.sessions() as session:
        first, second = post_of(session, member, one), post_of(session, member, other)
        if first.campaign_id != second.campaign_id:
            raise ActionError(
                "These posts belong to different campaigns.", "Swap posts of one campaign."
            )
        there = {slot.post_id: slot for slot in plans.slots(session, first.campaign_id)}
    times = {number: _local(_of(there, number)) for number in (one, other)}
    return {one: times[other], other: times[one]}


def shifted(office: Office, member: Member, campaign_id: int, shift: Shift) -> Times:
    """Return the new times of every post of a range of days that has not left yet.

    Raises ``ActionError`` when there is none.
    """
    if shift.last_day < shift.first_day:
        raise ActionError(
            f"The days would end on {shift.last_day}, before they begin on {shift.first_day}.",
            "Change one of the two days.",
        )
    if not shift.days:
        raise ActionError("By 0 days nothing moves.", "Say how many days later, or -1 for earlier.")
    with office.sessions() as session:
        campaign_of(session, member, campaign_id)
        slots = plans.slots(session, campaign_id)
    times = {
        slot.post_id: _local(slot) + timedelta(days=shift.days)
        for slot in slots
        if not slot.has_left and shift.first_day <= _local(slot).date() <= shift.last_day
    }
    if not times:
        raise ActionError(
            f"Nothing that could move stands from {shift.first_day} to {shift.last_day}.",
            "Choose other days.",
        )
    return times


def foresee(
    office: Office, member: Member, times: Times, *, channel_id: int = 0
) -> tuple[Conflict, ...]:
    """Return what the moves would run into, changing nothing.

    Raises ``ActionError`` for a day outside the campaign: nobody can save that.
    """
    member.needs(Permission.PLAN)
    with office.sessions() as session:
        campaign = _campaign_of_all(session, member, times)
        for local in times.values():
            _check_day(campaign, local)
        rules = Rules.from_json(campaign.rules)
        accounts = {one.id: one.name for one in channels.of_campaign(session, campaign.id)}
        since = datetime.combine(campaign.first_day, datetime.min.time(), UTC) - timedelta(days=60)
        planned = plans.on_channels(session, member.organization_id, list(accounts), since)
        slots = plans.slots(session, campaign.id)
    moving: list[Placed] = []
    standing: list[Placed] = []
    for one in planned:
        goes = one.post_id in times and channel_id in {0, one.channel_id}
        local = times[one.post_id] if goes else datetime.fromisoformat(one.local_time)
        placed = Placed(
            post_id=one.post_id,
            plan_key=one.plan_key,
            title=one.title,
            channel_id=one.channel_id,
            channel=accounts[one.channel_id],
            local=local,
            due_at=instant(local, one.zone),
        )
        (moving if goes else standing).append(placed)
    return (*conflicts(moving, standing, rules), *_of_plan(slots, times, campaign, rules))


def _move(
    office: Office, session: Session, member: Member, to: tuple[int, datetime], channel_id: int
) -> bool:
    """Move one post; say whether it must be approved anew."""
    (post_id, local), at = to, office.now()
    post = post_of(session, member, post_id, lock=True)
    campaign = campaign_of(session, member, post.campaign_id)
    _check_day(campaign, local)
    rules = Rules.from_json(campaign.rules)
    anew, moved, before = False, 0, ""
    for there in plans.of_post(session, post_id):
        if channel_id not in {0, there.channel_id}:
            continue
        slot = slot_at(post.plan_key, local, there.zone, late_hours=rules.late_hours, reason="")
        if slot.due_at < at:
            raise ActionError("That time has passed.", "Choose a later one.")
        old = deliveries.delivery(session, there.delivery_id)
        moved += plans.move(session, post_id, channel_time(there.channel_id, slot))
        anew |= (old.window_opens, old.window_closes) != (slot.window_opens, slot.window_closes)
        before = before or there.local_time
        if there.state in {State.MISSED, State.FAILED}:
            _release(session, member, there.delivery_id, at)
    if not moved:
        raise ActionError(f"Post {post_id} has gone out already and cannot be moved.")
    note = f"moved by {member.name} from {before} to {local_text(local)}"
    plans.explain(session, post_id, f"{upper(note)}.", pinned=True)
    if anew:
        try:
            void(session, member, post, at=at, note=note)
        except posts.StalePostError as error:
            raise ChangedError("Somebody else changed this post.", "Look again.") from error
    return anew and post.state is not PostState.DRAFT


def _release(session: Session, member: Member, delivery_id: int, at: datetime) -> None:
    """What missed its moment, or was refused, has a new one."""
    there = deliveries.delivery(session, delivery_id)
    note = Move(at=at, note="moved to a new time", person_id=member.person_id)
    try:
        deliveries.record(session, there, Event.RELEASE, note)
    except StaleDeliveryError as error:
        raise ChangedError("Somebody else changed this post.", "Look again.") from error


def _check_day(campaign: Campaign, local: datetime) -> None:
    if not campaign.first_day <= local.date() <= campaign.last_day:
        raise ActionError(
            f"{local.date()} is outside the campaign.",
            f"It runs from {campaign.first_day} to {campaign.last_day}.",
        )


def _campaign_of_all(session: Session, member: Member, times: Times) -> Campaign:
    found = {post_of(session, member, post_id).campaign_id for post_id in times}
    if len(found) != 1:
        raise ActionError("Move posts of one campaign at a time.")
    return campaign_of(session, member, found.pop())


def _of_plan(
    slots: Sequence[TakenSlot], times: Times, campaign: Campaign, rules: Rules
) -> list[Conflict]:
    """Return the rules of the plan that the moves would newly break."""
    items = [
        an_item(key, slot.kind, Part(key) if key in set(Part) else Part.ITEM)
        for slot in slots
        for key in (use_of(slot.plan_key)[0],)
    ]
    by_key = {item.key: item for item in items}
    old = [kept_slot(slot) for slot in slots]
    new = [
        slot_at(slot.plan_key, times[slot.post_id], campaign.zone, late_hours=0, reason="")
        if slot.post_id in times
        else kept_slot(slot)
        for slot in slots
    ]
    posts_by_key = {slot.plan_key: slot.post_id for slot in slots}
    before = {(one.rule, key) for one in audit(_ordered(old), by_key, rules) for key in one.keys}
    found: list[Conflict] = []
    for one in audit(_ordered(new), by_key, rules):
        fresh = [key for key in one.keys if (one.rule, key) not in before]
        if fresh and one.rule != Clash.BLACKOUT:  # the channel says that already
            why = f"{one.rule}: {one.why}"
            found.append(Conflict(clash=Clash.PLAN, post_id=posts_by_key[fresh[0]], why=why))
    return found


def _ordered(slots: list[Slot]) -> list[Slot]:
    return sorted(slots, key=lambda slot: (slot.due_at, slot.item_key))


def _of(slots: Mapping[int, TakenSlot], post_id: int) -> TakenSlot:
    if post_id not in slots:
        raise NotFoundError(f"Post {post_id} has no time to move from.")
    return slots[post_id]


def _local(slot: TakenSlot) -> datetime:
    return datetime.fromisoformat(slot.local_time)
