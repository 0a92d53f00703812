"""Fill a campaign's calendar with drafts, and fill it again when its rules have changed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from content.cards.composing import cards_of, closer, opener
from content.cards.model import Card, Role
from scheduler.actions import material as materials
from scheduler.actions.finding import brand_of, campaign_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.producing import (
    Pictured,
    Studio,
    captions,
    fitting_channels,
    format_of,
    pictures,
)
from scheduler.actions.sharing import cannot_fetch
from scheduler.domain.campaign import RuleError, Rules
from scheduler.domain.planning import plan
from scheduler.domain.planning_calendar import Period
from scheduler.domain.planning_channels import on_channel
from scheduler.domain.planning_slots import (
    Part,
    Plan,
    PlanError,
    Slot,
    an_item,
    use_of,
)
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import local_text, parse_local
from scheduler.store import channels, plans, posts
from scheduler.store.plans import TakenSlot
from scheduler.store.posts import NewDelivery, NewPost, SourceSentence

Progress = Callable[[int, int, str], None]
"""Told how many posts of how many are made, and the newest one's title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What planning did. ``problems`` says what found no place or could not be made, and why.

    ``kept`` posts were there; ``moved`` of them, drafts nobody had touched, have another time.
    """

    made: int
    kept: int
    problems: tuple[str, ...]
    moved: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """A plan that is not carried out yet. ``titles`` are by place in the plan."""

    studio: Studio
    rules: Rules
    cards: Mapping[str, Card]
    taken: Sequence[TakenSlot]
    plan: Plan
    titles: Mapping[str, str] = field(default_factory=dict)

    def times(self) -> dict[str, dict[int, Slot]]:
        """Return when each place in the plan goes out on each channel that has a day for it."""
        found: dict[str, dict[int, Slot]] = {slot.item_key: {} for slot in self.plan.slots}
        for channel in self.studio.channels:
            kept_by_channel = on_channel(
                self.plan.slots,
                self.rules.channel(channel.id),
                self.rules,
                self.studio.campaign.last_day,
            )
            for slot, own in zip(self.plan.slots, kept_by_channel, strict=True):
                if own is not None:
                    found[slot.item_key][channel.id] = own
        return found

    def problems(self) -> Iterator[str]:
        """Say what found no place and which rules are not kept, each with the way out."""
        made = self.plan
        for unplaced in made.unplaced:
            there = any(slot.plan_key == unplaced.item_key for slot in self.taken)
            stays = " It stays at its old time." if there else ""
            yield f"{self.titles[unplaced.item_key]}: {unplaced.why}{stays}"
        yield from dict.fromkeys(f"What would help: {one.relaxation}" for one in made.unplaced)
        yield from (f"{broken.rule}: {broken.why} {broken.relaxation}" for broken in made.broken)
        times = self.times()
        for channel in self.studio.channels:
            missing = [key for key, own in times.items() if channel.id not in own]
            if missing:
                titles = ", ".join(self.titles[key] for key in missing[:3])
                yield (
                    f"{channel.name} has no day left for {len(missing)} posts ({titles}…): give "
                    "the channel more weekdays or posts a day."
                )


def plan_campaign(
    office: Office, member: Member, campaign_id: int, *, progress: Progress | None = None
) -> Planned:
    """Give every card of the campaign's sheet a slot and make its post, as a draft.

    Posts that people moved, submitted, approved or that left stay as they are; other drafts move
    to where the plan has them now. A run that was cut short goes on where it stopped: each post
    is stored whole or not at all.
    """
    member.needs(Permission.PLAN)
    with office.sessions() as session:
        arranged = arrange(office, session, member, campaign_id)
    problems = [*arranged.problems(), *cannot_fetch(office, arranged.studio.channels)]
    moved = _move_drafts(office, arranged)
    there = {slot.plan_key for slot in arranged.taken}
    todo = [slot for slot in arranged.plan.slots if slot.item_key not in there]
    times, drawn = arranged.times(), dict[str, Pictured]()
    made = 0
    for slot in todo:
        key, _ = use_of(slot.item_key)
        if key not in drawn:
            drawn = {key: pictures(arranged.studio, arranged.cards[key])}
        new, troubles = _post(arranged, member, slot, times[slot.item_key], drawn[key])
        title = arranged.cards[key].headline
        problems += [f"{title}: {trouble}" for trouble in troubles]
        if new is None:
            continue
        with office.sessions.begin() as session:
            posts.add(session, new, at=office.now())
        made += 1
        if progress:
            progress(len(there) + made, len(there) + len(todo), title)
    return Planned(
        made=made,
        kept=len(there),
        moved=moved,
        problems=tuple(problems),
        notes=arranged.plan.notes,
    )


def arrange(office: Office, session: Session, member: Member, campaign_id: int) -> Arranged:
    """Plan a campaign without changing anything. Raises ``ActionError`` when that cannot be."""
    studio = studio_of(office, session, member, campaign_id)
    campaign = studio.campaign
    taken = plans.slots(session, campaign_id)
    try:
        rules = Rules.from_json(campaign.rules)
    except RuleError as error:
        raise ActionError(str(error)) from error
    gone = plans.archived_keys(session, campaign_id)
    cards = {
        key: card
        for key, card in cards_of_campaign(studio).items()
        if key not in gone and (card.role is not Role.ITEM or rules.in_scope(card.kind, key))
    }
    fixed = [slot for slot in taken if slot.is_fixed or use_of(slot.plan_key)[0] not in cards]
    items = [an_item(key, card.kind, Part(card.role.value)) for key, card in cards.items()]
    items += [
        an_item(slot.plan_key, slot.kind) for slot in fixed if use_of(slot.plan_key)[0] not in cards
    ]
    period = Period(
        first_day=campaign.first_day,
        last_day=campaign.last_day,
        zone=campaign.zone,
        not_before=office.now(),
        busy=_busy(office, session, studio),
    )
    try:
        made = plan(items, rules, period, [kept_slot(slot) for slot in fixed])
    except PlanError as error:
        raise ActionError(str(error)) from error
    titles = {slot.plan_key: slot.title for slot in taken}
    titles |= {
        slot.item_key: cards[use_of(slot.item_key)[0]].headline
        for slot in made.slots
        if use_of(slot.item_key)[0] in cards
    }
    titles |= {key: card.headline for key, card in cards.items()}
    return Arranged(studio=studio, rules=rules, cards=cards, taken=taken, plan=made, titles=titles)


def kept_slot(slot: TakenSlot) -> Slot:
    """Return a stored slot as the planner knows it."""
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


def studio_of(office: Office, session: Session, member: Member, campaign_id: int) -> Studio:
    campaign = campaign_of(session, member, campaign_id)
    brand = materials.open_brand(brand_of(session, member, campaign.brand_kit_id), office.media)
    material = materials.of_campaign(session, campaign, brand)
    return Studio(
        campaign=campaign,
        material=material,
        brand=materials.for_sheet(brand, material.extraction),
        channels=channels.of_campaign(session, campaign_id),
        media=office.media,
    )


def cards_of_campaign(studio: Studio) -> dict[str, Card]:
    """Return the campaign's cards by their place in the plan, in the order of the sheet."""
    extraction = studio.material.extraction
    cards = [
        opener(extraction, studio.brand),
        *cards_of(extraction, studio.brand),
        closer(extraction, studio.brand),
    ]
    return {
        card.role.value if card.role is not Role.ITEM else card.item_keys[0]: card for card in cards
    }


def _busy(office: Office, session: Session, studio: Studio) -> frozenset[tuple[int, int]]:
    """Return the hours in which another campaign posts on one of this one's channels."""
    campaign = studio.campaign
    others = plans.on_channels(
        session,
        campaign.organization_id,
        [channel.id for channel in studio.channels],
        office.now(),
    )
    return frozenset(
        (one.due_at.toordinal(), one.due_at.hour)
        for one in others
        if one.campaign_id != campaign.id
    )


def _move_drafts(office: Office, arranged: Arranged) -> int:
    loose = {slot.plan_key: slot for slot in arranged.taken if not slot.is_fixed}
    times, moved = arranged.times(), 0
    with office.sessions.begin() as session:
        for slot in arranged.plan.slots:
            there = loose.get(slot.item_key)
            if there is None or use_of(slot.item_key)[0] not in arranged.cards:
                continue
            for channel_id, own in times[slot.item_key].items():
                plans.move(session, there.post_id, channel_time(channel_id, own))
            plans.explain(session, there.post_id, slot.reason, pinned=False)
            moved += there.local_time != local_text(slot.local)
    return moved


def _post(
    arranged: Arranged,
    member: Member,
    slot: Slot,
    times: Mapping[int, Slot],
    pictured: Pictured,
) -> tuple[NewPost | None, list[str]]:
    """Return the post for the channels it fits, and what stands in the way of the others."""
    studio = arranged.studio
    campaign = studio.campaign
    key, time = use_of(slot.item_key)
    card = arranged.cards[key]
    # A repeat is worded anew where the patterns allow: platforms refuse the same text twice.
    seed = list(arranged.cards).index(key) + (time - 1) * 101
    by_key = {item.key: item for item in studio.material.extraction.items}
    written, problems = captions(studio, card, seed=seed)
    fitting, unfit = fitting_channels(studio, pictured, written)
    problems = [*pictured.problems, *problems, *unfit]
    fitting = [channel for channel in fitting if channel.id in times]
    if not fitting:  # a post that goes nowhere would be made again each time
        return None, problems
    new = NewPost(
        organization_id=campaign.organization_id,
        campaign_id=campaign.id,
        plan_key=slot.item_key,
        kind=card.kind,
        title=card.headline[:300],
        language=card.language,
        link=campaign.link or studio.material.extraction.publisher_url,
        reason=slot.reason[:500],
        author_id=member.person_id,
        sources=[
            SourceSentence(
                item_key=item.key,
                text=item.text,
                first_line=item.lines[0],
                last_line=item.lines[1],
            )
            for item in (by_key[key] for key in card.item_keys if key in by_key)
        ],
        assets=pictured.assets,
        captions=list(written.items()),
        deliveries=[
            NewDelivery(
                channel_id=channel.id,
                key=secrets.token_hex(16),
                due_at=own.due_at,
                local_time=local_text(own.local),
                zone=own.zone,
                window_opens=own.window_opens,
                window_closes=own.window_closes,
                format=format_of(channel),
            )
            for channel in fitting
            for own in (times[channel.id],)
        ],
    )
    return new, problems
