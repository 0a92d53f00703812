"""Set up a campaign, and change its rules, days and channels afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

from sqlalchemy.orm import Session

from content.captions.demands import demand_address
from content.captions.hashtags import tags
from content.captions.model import CaptionError
from content.cards.templates import list_templates
from content.factsheets.serial import from_json
from scheduler.actions import material as materials
from scheduler.actions.finding import brand_of, campaign_of, channel_of, sheet_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.redrawing import void_undrawn
from scheduler.actions.scoping import check_kinds, check_sheets
from scheduler.domain.campaign import RuleError, Rules
from scheduler.domain.campaign_sheet import CampaignSheet
from scheduler.domain.countries import CountryError, check_country
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import ZoneError, check_zone, wall_clock
from scheduler.store import campaigns
from scheduler.store.campaigns import Campaign


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    """``sheets`` are all of its fact sheets; without them the whole of ``fact_sheet_id``.

    ``country`` None: the one that the sheet's and the organization's contacts name; "": none.
    """

    name: str
    fact_sheet_id: int = 0
    brand_kit_id: int
    channel_ids: tuple[int, ...]
    first_day: date
    last_day: date
    zone: str
    template: str = ""
    rules: Rules = field(default_factory=Rules)
    hashtags: tuple[str, ...] = ()
    link: str = ""
    country: str | None = None
    sheets: tuple[CampaignSheet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to be different; None leaves it. ``rules`` are all of them, not only new ones.

    ``country`` "" takes it out.
    """

    name: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    zone: str | None = None
    template: str | None = None
    rules: Rules | None = None
    hashtags: tuple[str, ...] | None = None
    link: str | None = None
    channel_ids: tuple[int, ...] | None = None
    country: str | None = None


def create_campaign(office: Office, member: Member, new: NewCampaign) -> Campaign:
    """Store a campaign. Raises ``ActionError`` for what cannot be, with what to change."""
    member.needs(Permission.PLAN)
    campaign = proposed(member, new)
    _check(campaign, new.channel_ids)
    today = wall_clock(office.now(), campaign.zone).date()
    if campaign.last_day < today:
        raise ActionError(
            f"The campaign would have ended on {campaign.last_day}; today is {today}.",
            "Give it days to come.",
        )
    with office.sessions.begin() as session:
        check_sheets(session, member, campaign.sheets)
        brand = brand_of(session, member, new.brand_kit_id)
        _check_channels(session, member, new.channel_ids)
        if new.country is None:
            used = [sheet_of(session, member, one.fact_sheet_id) for one in campaign.sheets]
            read = [from_json(dict(sheet.extraction)) for sheet in used]
            campaign = replace(campaign, country=materials.usual_country(read, brand))
        number = campaigns.add(session, campaign, channel_ids=new.channel_ids, at=office.now())
        return campaign_of(session, member, number)


def proposed(member: Member, new: NewCampaign) -> Campaign:
    """Return the campaign that ``new`` asks for, as if it were stored."""
    chosen = new.sheets or (CampaignSheet(fact_sheet_id=new.fact_sheet_id),)
    return Campaign(
        id=0,
        organization_id=member.organization_id,
        fact_sheet_id=chosen[0].fact_sheet_id,
        sheets=chosen,
        brand_kit_id=new.brand_kit_id,
        name=new.name.strip(),
        first_day=new.first_day,
        last_day=new.last_day,
        zone=new.zone,
        template=new.template or list_templates()[0],
        rules=new.rules.to_json(),
        hashtags=new.hashtags,
        link=new.link,
        country=_country(new.country),
    )


def change_campaign(office: Office, member: Member, campaign_id: int, changes: Changes) -> Campaign:
    """Store a campaign as it should be now. Its posts stay where they are until it is planned.

    With another template or brand, what is not out yet loses its approvals and must be drawn again.
    """
    member.needs(Permission.PLAN)
    with office.sessions.begin() as session:
        before = campaign_of(session, member, campaign_id)
        given = {
            one.name: value
            for one in fields(changes)
            if (value := getattr(changes, one.name)) is not None
        }
        chosen = given.pop("channel_ids", campaigns.channel_ids(session, campaign_id))
        if isinstance(given.get("rules"), Rules):
            given["rules"] = given["rules"].to_json()
        if "country" in given:
            given["country"] = _country(given["country"])
        campaign = replace(before, **given)
        _check(campaign, chosen)
        _check_channels(session, member, chosen)
        campaigns.change(session, campaign, channel_ids=chosen)
        looks = (campaign.template, campaign.brand_kit_id)
        if looks != (before.template, before.brand_kit_id):
            note = "the campaign's template or brand changed: draw the post again"
            void_undrawn(session, member, campaign_id, at=office.now(), note=note)
        return campaign_of(session, member, campaign_id)


def _country(given: str | None) -> str | None:
    try:
        return check_country(given) if given and given.strip() else None
    except CountryError as error:
        raise ActionError(str(error)) from error


def _check(campaign: Campaign, channel_ids: Sequence[int]) -> None:
    try:
        check_zone(campaign.zone)
        rules = Rules.from_json(campaign.rules)
    except (ZoneError, RuleError) as error:
        raise ActionError(str(error)) from error
    if not campaign.name.strip():
        raise ActionError("A campaign needs a name.")
    if campaign.last_day < campaign.first_day:
        raise ActionError(
            f"The campaign would end on {campaign.last_day}, before it starts on "
            f"{campaign.first_day}.",
            "Change one of the two days.",
        )
    if campaign.template not in list_templates():
        raise ActionError(
            f"There is no template {campaign.template!r}.",
            f"There are: {', '.join(list_templates())}.",
        )
    _check_words(campaign)
    if not channel_ids:
        raise ActionError(
            "The campaign has no channel.", "Add one with 'awareness channel add' and name it."
        )
    _check_kinds(rules)
    _check_days(campaign, rules)


def _check_words(campaign: Campaign) -> None:
    """Refuse hashtags and a link that no caption of the campaign could carry."""
    try:
        tags(campaign.hashtags, campaign.first_day.year)
        demand_address(campaign.link)
    except CaptionError as error:
        said = str(error).rstrip(".")
        raise ActionError(f"{said[:1].upper()}{said[1:]}.", "Correct it and try again.") from error


def _check_kinds(rules: Rules) -> None:
    named = [*rules.kinds, *rules.evergreen]
    named += [kind for phase in rules.phases for kind in phase.mix]
    named += [anchor.kind for anchor in rules.anchors if anchor.kind]
    check_kinds(named)


def _check_days(campaign: Campaign, rules: Rules) -> None:
    runs = f"It runs from {campaign.first_day} to {campaign.last_day}."
    for phase in rules.phases:
        if phase.first_day < campaign.first_day or phase.last_day > campaign.last_day:
            raise ActionError(
                f"The phase {phase.name!r} ({phase.first_day} to {phase.last_day}) reaches out of "
                "the campaign.",
                runs,
            )
    for anchor in rules.anchors:
        if not campaign.first_day <= anchor.local.date() <= campaign.last_day:
            raise ActionError(
                f"The anchor {anchor.name!r} on {anchor.local.date()} lies outside the campaign.",
                runs,
            )


def _check_channels(session: Session, member: Member, channel_ids: Sequence[int]) -> None:
    for channel_id in channel_ids:
        channel_of(session, member, channel_id)
