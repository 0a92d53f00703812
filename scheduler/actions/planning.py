"""Fill a campaign's calendar with drafts, and fill it again when its rules have changed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scheduler.actions.arranging import Arranged, arrange
from scheduler.actions.following import follow
from scheduler.actions.office import Member, Office
from scheduler.actions.producing import (
    Pictured,
    captions,
    fitting_channels,
    format_of,
    pictures,
)
from scheduler.actions.sharing import cannot_fetch
from scheduler.domain.planning_slots import Slot, use_of
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import local_text
from scheduler.store import plans, posts
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


def plan_campaign(
    office: Office, member: Member, campaign_id: int, *, progress: Progress | None = None
) -> Planned:
    """Give every card of the campaign's sheets a slot and make its post, as a draft.

    Posts that people moved, submitted, approved or that left stay as they are; other drafts move
    to where the plan has them now. A run that was cut short goes on where it stopped: each post
    is stored whole or not at all.
    """
    member.needs(Permission.PLAN)
    with office.sessions() as session:
        arranged = arrange(office, session, member, campaign_id)
    problems = [*arranged.problems(), *cannot_fetch(office, arranged.channels)]
    followed = follow(office, member, arranged)
    problems += followed.notes
    there = {slot.plan_key for slot in arranged.taken}
    todo = [slot for slot in arranged.plan.slots if slot.item_key not in there]
    times, drawn = arranged.times(), dict[str, Pictured]()
    made = 0
    for slot in todo:
        key, _ = use_of(slot.item_key)
        if key not in drawn:
            drawn = {key: pictures(arranged.cards[key].studio, arranged.cards[key].card)}
        new, troubles = _post(arranged, member, slot, times[slot.item_key], drawn[key])
        title = arranged.cards[key].card.headline
        problems += [f"{title}: {trouble}" for trouble in troubles]
        if new is None:
            continue
        with office.sessions.begin() as session:
            if plans.is_taken(session, campaign_id, slot.item_key):
                continue  # somebody else plans this campaign at the same time
            posts.add(session, new, at=office.now())
        made += 1
        if progress:
            progress(len(there) + made, len(there) + len(todo), title)
    with office.sessions.begin() as session:
        plans.note_planned(session, campaign_id, arranged.frame.to_json())
    return Planned(
        made=made,
        kept=len(there),
        moved=followed.moved,
        problems=tuple(problems),
        notes=arranged.plan.notes,
    )


def _post(
    arranged: Arranged,
    member: Member,
    slot: Slot,
    times: Mapping[int, Slot],
    pictured: Pictured,
) -> tuple[NewPost | None, list[str]]:
    """Return the post for the channels it fits, and what stands in the way of the others."""
    campaign = arranged.campaign
    key, time = use_of(slot.item_key)
    card, studio = arranged.cards[key].card, arranged.cards[key].studio
    # A repeat is worded anew where the patterns allow: platforms refuse the same text twice.
    seed = arranged.cards[key].seed + (time - 1) * 101
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
        fact_sheet_id=studio.material.sheet_id,
        plan_key=slot.item_key,
        kind=card.kind,
        title=card.headline[:300],
        language=card.language,
        link=campaign.link or studio.material.extraction.publisher_url,
        reason=slot.reason[:500],
        slot_time=local_text(slot.local),
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
