"""Lay a campaign's cards out over its calendar, changing nothing yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from scheduler.actions.composing import SheetCard, cards_of_campaign, items_of, studios_of
from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.domain.campaign import RuleError, Rules
from scheduler.domain.planning import plan
from scheduler.domain.planning_calendar import Period
from scheduler.domain.planning_channels import on_channel
from scheduler.domain.planning_frame import Frame
from scheduler.domain.planning_slots import (
    Plan,
    PlanError,
    Slot,
    an_item,
    slot_at,
    use_of,
)
from scheduler.domain.planning_standing import Standing
from scheduler.domain.wall_time import local_text, parse_local
from scheduler.store import plans
from scheduler.store.campaigns import Campaign
from scheduler.store.channels import Channel
from scheduler.store.plans import TakenSlot

TABLE = "table-"  # begins the places of posts from a table, which are of no card
NAMED = 3  # posts that a line names, of those it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """A plan that is not carried out yet. ``titles`` are by place in the plan."""

    campaign: Campaign
    channels: Sequence[Channel]
    rules: Rules
    cards: Mapping[str, SheetCard]
    taken: Sequence[TakenSlot]
    plan: Plan
    frame: Frame
    titles: Mapping[str, str] = field(default_factory=dict)
    there: Mapping[int, Mapping[str, datetime]] = field(default_factory=dict)  # by channel

    def times(self) -> dict[str, dict[int, Slot]]:
        """Return when each place in the plan goes out on each channel that has a day for it."""
        found: dict[str, dict[int, Slot]] = {slot.item_key: {} for slot in self.plan.slots}
        heavy = {key for key, one in self.cards.items() if one.is_heavy}
        for channel in self.channels:
            kept_by_channel = on_channel(
                self.plan.slots,
                self.rules.channel(channel.id),
                self.rules,
                self.campaign.last_day,
                heavy,
                self.there.get(channel.id, {}),
            )
            for slot, own in zip(self.plan.slots, kept_by_channel, strict=True):
                if own is not None:
                    found[slot.item_key][channel.id] = own
        return found

    def problems(self) -> Iterator[str]:
        """Say what found no place and which rules are not kept, each with the way out."""
        made = self.plan
        yield from self._unplaced()
        yield from dict.fromkeys(f"What would help: {one.relaxation}" for one in made.unplaced)
        yield from (f"{broken.rule}: {broken.why} {broken.relaxation}" for broken in made.broken)
        yield from self._outside()
        yield from self._out_of_scope()
        times = self.times()
        for channel in self.channels:
            missing = [key for key, own in times.items() if channel.id not in own]
            if missing:
                titles = _some([self.titles[key] for key in missing])
                yield (
                    f"{channel.name} leaves out {len(missing)} of {len(times)} posts, its days "
                    f"hold no more: {titles}. Give it more weekdays or posts a day to have "
                    "them there too."
                )

    def _unplaced(self) -> Iterator[str]:
        """Say once for each reason what it keeps out: many cards share one."""
        there = {slot.plan_key for slot in self.taken}
        reasons: dict[tuple[str, bool], list[str]] = {}
        for one in self.plan.unplaced:
            reasons.setdefault((one.why, one.item_key in there), []).append(
                self.titles.get(one.item_key, one.item_key)
            )
        for (why, stays), titles in reasons.items():
            old = " What has a time keeps it." if stays else ""
            yield f"{len(titles)} not placed ({_some(titles)}): {why}{old}"

    def _outside(self) -> Iterator[str]:
        campaign = self.campaign
        for slot in self.taken:
            day = parse_local(slot.local_time).date()
            if slot.is_fixed and not campaign.first_day <= day <= campaign.last_day:
                yield (
                    f"{slot.title}: post {slot.post_id} stands on {day}, outside the campaign "
                    f"({campaign.first_day} to {campaign.last_day}): move it or change the days."
                )

    def _out_of_scope(self) -> Iterator[str]:
        """Name drafts of cards the campaign no longer wants: only a person takes a post out."""
        left = [
            slot
            for slot in self.taken
            if not slot.has_left
            and use_of(slot.plan_key)[0] not in self.cards
            and not slot.plan_key.startswith(TABLE)
        ]
        if left:
            titles = _some([slot.title for slot in left])
            count = "1 post is" if len(left) == 1 else f"{len(left)} posts are"
            yield (
                f"{count} of what is out of scope or no longer in the sheets ({titles}): "
                "archive them, or take their items in again."
            )


def _some(titles: Sequence[str]) -> str:
    """Name the first few of what a line is about."""
    named = "; ".join(title.rstrip(".;:, ") for title in titles[:NAMED])
    return f"{named}; …" if len(titles) > NAMED else named


def arrange(office: Office, session: Session, member: Member, campaign_id: int) -> Arranged:
    """Plan a campaign without changing anything. Raises ``ActionError`` when that cannot be."""
    campaign = campaign_of(session, member, campaign_id)
    studios = studios_of(office, session, member, campaign)
    taken = plans.slots(session, campaign_id)
    try:
        rules = Rules.from_json(campaign.rules)
    except RuleError as error:
        raise ActionError(str(error)) from error
    gone = plans.archived_keys(session, campaign_id)
    cards = {key: one for key, one in cards_of_campaign(studios, rules).items() if key not in gone}
    fixed = [slot for slot in taken if slot.is_fixed or use_of(slot.plan_key)[0] not in cards]
    items = items_of(cards)
    items += [
        an_item(slot.plan_key, slot.kind) for slot in fixed if use_of(slot.plan_key)[0] not in cards
    ]
    period = Period(
        first_day=campaign.first_day,
        last_day=campaign.last_day,
        zone=campaign.zone,
        not_before=office.now(),
        busy=_busy(office, session, campaign, studios[0].channels),
    )
    frame = Frame.of(period, rules, (item.key for item in items))
    kept = [planned_slot(slot, campaign.zone, rules) for slot in fixed]
    loose = [planned_slot(slot, campaign.zone, rules) for slot in taken if slot not in fixed]
    there = {use_of(slot.plan_key)[0] for slot in taken}
    standing = _standing(plans.planned_with(session, campaign_id), frame, there, loose)
    try:
        made = plan(items, rules, period, kept, standing)
    except PlanError as error:
        raise ActionError(str(error)) from error
    titles = {slot.plan_key: slot.title for slot in taken}
    titles |= {
        slot.item_key: cards[use_of(slot.item_key)[0]].card.headline
        for slot in made.slots
        if use_of(slot.item_key)[0] in cards
    }
    titles |= {key: one.card.headline for key, one in cards.items()}
    return Arranged(
        campaign=campaign,
        channels=studios[0].channels,
        rules=rules,
        cards=cards,
        taken=taken,
        plan=made,
        frame=frame,
        titles=titles,
        there=_there(session, campaign_id, taken, made),
    )


def _there(
    session: Session, campaign_id: int, taken: Sequence[TakenSlot], made: Plan
) -> dict[int, dict[str, datetime]]:
    """Return when posts go out on each channel whose place in the plan is what it was."""
    places = {slot.item_key: local_text(slot.local) for slot in made.slots}
    same = {
        slot.post_id
        for slot in taken
        if not slot.is_pinned and slot.slot_time and places.get(slot.plan_key) == slot.slot_time
    }
    found: dict[int, dict[str, datetime]] = {}
    for post_id, own in plans.deliveries_by_post(session, campaign_id).items():
        for one in own if post_id in same else ():
            found.setdefault(one.channel_id, {})[one.plan_key] = parse_local(one.local_time)
    return found


def _standing(
    before: Mapping[str, Any] | None, frame: Frame, there: set[str], loose: Sequence[Slot]
) -> Standing | None:
    """Return where drafts stand, unless the campaign is to be laid out anew."""
    if before is None:  # planned by an earlier release, or not to the end
        return Standing(slots=loose) if frame.items <= there else None
    last = Frame.from_json(before)
    if not frame.keeps_layout_of(last):
        return None
    return Standing(slots=loose, has_changed=frame.asks_more_than(last))


def planned_slot(slot: TakenSlot, zone: str, rules: Rules) -> Slot:
    """Return where the plan has a post: channels with hours of their own may have it later."""
    if slot.slot_time is None or slot.is_pinned:
        return kept_slot(slot)
    local = parse_local(slot.slot_time)
    return slot_at(slot.plan_key, local, zone, late_hours=rules.late_hours, reason=slot.reason)


def kept_slot(slot: TakenSlot) -> Slot:
    """Return a stored slot as it goes out first."""
    return Slot(
        item_key=slot.plan_key,
        local=parse_local(slot.local_time),
        zone=slot.zone,
        due_at=slot.due_at,
        window_opens=slot.window_opens,
        window_closes=slot.window_closes,
        reason=slot.reason,
    )


def channel_time(channel_id: int, slot: Slot) -> plans.ChannelTime:
    """Return a slot as the store takes it."""
    return plans.ChannelTime(
        channel_id=channel_id,
        due_at=slot.due_at,
        local_time=local_text(slot.local),
        zone=slot.zone,
        window_opens=slot.window_opens,
        window_closes=slot.window_closes,
    )


def _busy(
    office: Office, session: Session, campaign: Campaign, accounts: Sequence[Channel]
) -> frozenset[tuple[int, int]]:
    """Return the hours in which another campaign posts on one of this one's channels."""
    others = plans.on_channels(
        session,
        campaign.organization_id,
        [channel.id for channel in accounts],
        office.now(),
    )
    return frozenset(
        (one.due_at.toordinal(), one.due_at.hour)
        for one in others
        if one.campaign_id != campaign.id
    )
