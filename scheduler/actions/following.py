"""Drafts nobody touched follow their campaign: to new times, to channels it gained or lost."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from scheduler.actions.arranging import Arranged, channel_time
from scheduler.actions.office import Member, Office
from scheduler.actions.producing import captions, fitting_channels, format_of, pictures
from scheduler.domain.delivery import Event, State
from scheduler.domain.planning_slots import Slot, use_of
from scheduler.domain.wall_time import local_text
from scheduler.store import additions, deliveries, plans
from scheduler.store.channels import Channel
from scheduler.store.deliveries import Move
from scheduler.store.plans import PlannedDelivery, TakenSlot
from scheduler.store.posts import NewDelivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """``moved`` drafts have another time; ``notes`` say what stayed behind, and why."""

    moved: int
    notes: tuple[str, ...]


def follow(office: Office, member: Member, arranged: Arranged) -> Followed:
    """Bring drafts to where the plan has them. What people fixed stays as it was approved."""
    loose = {slot.plan_key: slot for slot in arranged.taken if not slot.is_fixed}
    times, moved, notes = arranged.times(), 0, list[str]()
    with office.sessions.begin() as session:
        there = plans.deliveries_by_post(session, arranged.campaign.id)
        for slot in arranged.plan.slots:
            taken = loose.get(slot.item_key)
            if taken is None or use_of(slot.item_key)[0] not in arranged.cards:
                continue
            own = there.get(taken.post_id, [])
            moved += _move(session, taken, own, slot, times[slot.item_key])
            _release(office, session, member, own)
            _leave(office, session, member, own, times[slot.item_key])
            notes += _join(session, arranged, taken, times[slot.item_key])
    return Followed(moved=moved, notes=(*notes, *_behind(arranged, there)))


def _move(
    session: Session,
    taken: TakenSlot,
    own: Sequence[PlannedDelivery],
    slot: Slot,
    times: Mapping[int, Slot],
) -> bool:
    for one in own:
        to = times.get(one.channel_id)
        if to is not None and (one.local_time, one.zone) != (local_text(to.local), to.zone):
            plans.move(session, taken.post_id, channel_time(one.channel_id, to))
    there = local_text(slot.local)
    if (taken.reason, taken.slot_time) != (slot.reason[:500], there):
        plans.explain(session, taken.post_id, slot.reason, pinned=False, slot_time=there)
    return (taken.slot_time or taken.local_time) != there


def _release(
    office: Office, session: Session, member: Member, own: Sequence[PlannedDelivery]
) -> None:
    """A draft whose moment passed before anybody submitted it has a new one."""
    for one in own:
        if one.state is State.MISSED:
            move = Move(at=office.now(), note="planned again", person_id=member.person_id)
            there = deliveries.delivery(session, one.delivery_id)
            deliveries.record(session, there, Event.RELEASE, move)


def _leave(
    office: Office,
    session: Session,
    member: Member,
    own: Sequence[PlannedDelivery],
    times: Mapping[int, Slot],
) -> None:
    """Give up what was for channels that are no longer the campaign's, unless nothing remains."""
    if not any(one.channel_id in times for one in own):
        return
    for one in own:
        if one.channel_id not in times and one.state is State.SCHEDULED:
            note = "the campaign no longer uses this channel, or the channel has no day for it"
            move = Move(at=office.now(), note=note, person_id=member.person_id)
            there = deliveries.delivery(session, one.delivery_id)
            deliveries.record(session, there, Event.CANCEL, move)


def _join(
    session: Session,
    arranged: Arranged,
    taken: TakenSlot,
    times: Mapping[int, Slot],
) -> list[str]:
    """Let a draft go to channels the campaign has gained; return why it cannot."""
    used = additions.channels_of(session, taken.post_id)
    new = [one for one in arranged.channels if one.id in times and one.id not in used]
    if not new:
        return []
    key, time = use_of(taken.plan_key)
    card, studio = arranged.cards[key].card, arranged.cards[key].studio
    seed = arranged.cards[key].seed + (time - 1) * 101
    written, problems = captions(studio, card, seed=seed)
    pictured = pictures(studio, card)
    fitting, unfit = fitting_channels(studio, pictured, written)
    joining = [channel for channel in fitting if channel in new]
    additions.add_captions(
        session, taken.post_id, {one.platform: written[one.platform] for one in joining}
    )
    additions.add_missing_assets(session, taken.post_id, pictured.assets)
    additions.add_deliveries(
        session, taken.post_id, [_delivery(channel, times[channel.id]) for channel in joining]
    )
    names = {channel.name for channel in new}
    said = [line for line in (*problems, *unfit) if any(name in line for name in names)]
    return [f"{card.headline}: {line}" for line in said]


def _delivery(channel: Channel, slot: Slot) -> NewDelivery:
    return NewDelivery(
        channel_id=channel.id,
        key=secrets.token_hex(16),
        due_at=slot.due_at,
        local_time=local_text(slot.local),
        zone=slot.zone,
        window_opens=slot.window_opens,
        window_closes=slot.window_closes,
        format=format_of(channel),
    )


def _behind(arranged: Arranged, there: Mapping[int, Sequence[PlannedDelivery]]) -> list[str]:
    """Say which channels posts that people fixed do not go to."""
    fixed = [slot for slot in arranged.taken if slot.is_fixed and not slot.has_left]
    found = []
    for channel in arranged.channels:
        without = [
            slot
            for slot in fixed
            if all(one.channel_id != channel.id for one in there.get(slot.post_id, ()))
        ]
        if without and len(without) == len(fixed):
            found.append(
                f"{channel.name}: {len(without)} posts that people moved, submitted or approved "
                "do not go there; they stay as they are."
            )
    return found
