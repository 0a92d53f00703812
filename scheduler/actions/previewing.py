"""The plan a campaign would have, before anything of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from content.brand_file import default_brand
from content.cards.model import Card
from scheduler.actions.campaigning import NewCampaign, proposed
from scheduler.actions.composing import cards_of_campaign, items_of, studios_with
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.scoping import check_sheets
from scheduler.domain.planning import plan
from scheduler.domain.planning_calendar import Period
from scheduler.domain.planning_slots import Plan, PlanError
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import ZoneError, check_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """``cards`` are by their place in the plan."""

    plan: Plan
    cards: Mapping[str, Card]
    tag_notes: tuple[str, ...] = ()  # what people should know of its hashtags


def preview(office: Office, member: Member, new: NewCampaign) -> Preview:
    """Plan without storing anything. Raises ``ActionError`` when that cannot be."""
    member.needs(Permission.PLAN)
    campaign = proposed(member, new)
    try:
        check_zone(new.zone)
    except ZoneError as error:
        raise ActionError(str(error)) from error
    with office.sessions() as session:
        check_sheets(session, member, campaign.sheets)
        brand = default_brand(new.name or "Awareness")
        studios = studios_with(session, campaign, brand, office.media)
    cards = cards_of_campaign(studios, new.rules)
    period = Period(
        first_day=new.first_day, last_day=new.last_day, zone=new.zone, not_before=office.now()
    )
    try:
        made = plan(items_of(cards), new.rules, period)
    except PlanError as error:
        raise ActionError(str(error)) from error
    return Preview(
        plan=made,
        cards={key: one.card for key, one in cards.items()},
        tag_notes=campaign.hashtag_notes,
    )
