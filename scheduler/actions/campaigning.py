"""Set up a campaign and fill its calendar with drafts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from content.captions.model import CaptionError
from content.cards.composing import cards_of, closer, opener
from content.cards.model import Card, CardError, Role
from content.cards.templates import list_templates
from scheduler.actions import material as materials
from scheduler.actions.finding import brand_of, campaign_of, channel_of, sheet_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.producing import Studio, captions, format_of, pictures
from scheduler.domain.campaign import RuleError, Rules
from scheduler.domain.planning import plan
from scheduler.domain.planning_calendar import Period
from scheduler.domain.planning_slots import Part, PlanError, PlanItem, Slot
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import ZoneError, check_zone, local_text, parse_local
from scheduler.store import campaigns, channels, plans, posts
from scheduler.store.campaigns import Campaign
from scheduler.store.posts import NewDelivery, NewPost, SourceSentence

HEAVY = frozenset({"warning_sign", "tactic"})
SENSITIVE = frozenset({"warning_sign", "question"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    name: str
    fact_sheet_id: int
    brand_kit_id: int
    channel_ids: tuple[int, ...]
    first_day: date
    last_day: date
    zone: str
    template: str = ""
    rules: Rules = field(default_factory=Rules)
    hashtags: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What planning did. ``problems`` says what found no place or could not be made, and why."""

    made: int
    kept: int
    problems: tuple[str, ...]


Progress = Callable[[int, int, str], None]
"""Told how many posts of how many are made, and the newest one's title."""


def create_campaign(office: Office, member: Member, new: NewCampaign) -> Campaign:
    """Store a campaign. Raises ``ActionError`` for dates, a zone or a template that cannot be."""
    member.needs(Permission.PLAN)
    _check(new)
    template = new.template or list_templates()[0]
    if template not in list_templates():
        raise ActionError(
            f"There is no template {template!r}.", f"There are: {', '.join(list_templates())}."
        )
    with office.sessions.begin() as session:
        sheet_of(session, member, new.fact_sheet_id)
        brand_of(session, member, new.brand_kit_id)
        for channel_id in new.channel_ids:
            channel_of(session, member, channel_id)
        campaign = Campaign(
            id=0,
            organization_id=member.organization_id,
            fact_sheet_id=new.fact_sheet_id,
            brand_kit_id=new.brand_kit_id,
            name=new.name,
            first_day=new.first_day,
            last_day=new.last_day,
            zone=new.zone,
            template=template,
            rules=new.rules.to_json(),
            hashtags=new.hashtags,
            link=new.link,
        )
        number = campaigns.add(session, campaign, channel_ids=new.channel_ids, at=office.now())
        return campaign_of(session, member, number)


def plan_campaign(
    office: Office, member: Member, campaign_id: int, *, progress: Progress | None = None
) -> Planned:
    """Give every card of the campaign's sheet a slot and make its post, as a draft.

    Posts that are there already stay as they are, so a run that was cut short goes on where
    it stopped. Each post is stored whole or not at all.
    """
    member.needs(Permission.PLAN)
    with office.sessions() as session:
        studio = _studio(office, session, member, campaign_id)
        there = posts.of_campaign(session, campaign_id)
        taken = plans.slots(session, campaign_id)
    cards = _cards(studio)
    slots, problems = _slots(office, studio, cards, taken)
    have = {post.plan_key for post in there}
    todo = [slot for slot in slots if slot.item_key not in have]
    made = 0
    for slot in todo:
        card = cards[slot.item_key]
        try:
            new = _post(studio, member, slot, card, seed=list(cards).index(slot.item_key))
        except (CardError, CaptionError) as error:
            problems.append(f"{card.headline}: {error}")
            continue
        with office.sessions.begin() as session:
            posts.add(session, new, at=office.now())
        made += 1
        if progress:
            progress(len(have) + made, len(have) + len(todo), card.headline)
    return Planned(made=made, kept=len(have), problems=tuple(problems))


def _check(new: NewCampaign) -> None:
    try:
        check_zone(new.zone)
    except ZoneError as error:
        raise ActionError(str(error)) from error
    if not new.name.strip():
        raise ActionError("A campaign needs a name.")
    if new.last_day < new.first_day:
        raise ActionError(
            f"The campaign would end on {new.last_day}, before it starts on {new.first_day}.",
            "Change one of the two days.",
        )
    if not new.channel_ids:
        raise ActionError(
            "The campaign has no channel.", "Add one with 'awareness channel add' and name it."
        )


def _studio(office: Office, session: Session, member: Member, campaign_id: int) -> Studio:
    campaign = campaign_of(session, member, campaign_id)
    brand = materials.open_brand(brand_of(session, member, campaign.brand_kit_id), office.media)
    return Studio(
        campaign=campaign,
        material=materials.of_campaign(session, campaign, brand),
        brand=brand,
        channels=channels.of_campaign(session, campaign_id),
        media=office.media,
    )


def _cards(studio: Studio) -> dict[str, Card]:
    """Return the campaign's cards by their place in the plan, in the order of the sheet."""
    extraction = studio.material.extraction
    cards = [
        opener(extraction, studio.brand),
        *cards_of(extraction, studio.brand),
        closer(extraction, studio.brand),
    ]
    return {_plan_key(card): card for card in cards}


def _plan_key(card: Card) -> str:
    return card.role if card.role is not Role.ITEM else card.item_keys[0]


def _slots(
    office: Office, studio: Studio, cards: dict[str, Card], taken: Sequence[plans.TakenSlot]
) -> tuple[list[Slot], list[str]]:
    campaign = studio.campaign
    try:
        made = plan(
            [_plan_item(key, card) for key, card in cards.items()],
            Rules.from_json(campaign.rules),
            Period(
                first_day=campaign.first_day,
                last_day=campaign.last_day,
                zone=campaign.zone,
                not_before=office.now(),
            ),
            [_kept(slot) for slot in taken],
        )
    except (PlanError, RuleError) as error:
        raise ActionError(str(error)) from error
    problems = [
        f"{cards[unplaced.item_key].headline}: {unplaced.why} {unplaced.relaxation}".strip()
        for unplaced in made.unplaced
    ]
    problems += [f"{broken.rule}: {broken.why} {broken.relaxation}" for broken in made.broken]
    return list(made.slots), problems


def _plan_item(key: str, card: Card) -> PlanItem:
    return PlanItem(
        key=key,
        kind=card.kind,
        heavy=card.role is Role.ITEM and card.kind in HEAVY,
        sensitive=card.role is Role.ITEM and card.kind in SENSITIVE,
        role=Part(card.role.value),
    )


def _kept(slot: plans.TakenSlot) -> Slot:
    return Slot(
        item_key=slot.plan_key,
        local=parse_local(slot.local_time),
        zone=slot.zone,
        due_at=slot.due_at,
        window_opens=slot.window_opens,
        window_closes=slot.window_closes,
        reason="",
    )


def _post(studio: Studio, member: Member, slot: Slot, card: Card, *, seed: int) -> NewPost:
    campaign = studio.campaign
    by_key = {item.key: item for item in studio.material.extraction.items}
    return NewPost(
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
        assets=pictures(studio, card),
        captions=captions(studio, card, seed=seed),
        deliveries=[
            NewDelivery(
                channel_id=channel.id,
                key=secrets.token_hex(16),
                due_at=slot.due_at,
                local_time=local_text(slot.local),
                zone=slot.zone,
                window_opens=slot.window_opens,
                window_closes=slot.window_closes,
                format=format_of(channel),
            )
            for channel in studio.channels
        ],
    )
