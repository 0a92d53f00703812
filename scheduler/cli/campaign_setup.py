"""``awareness campaign create``, ``change``: days, rules, channels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from scheduler.actions import suggesting
from scheduler.actions.campaigning import Changes, NewCampaign, change_campaign, create_campaign
from scheduler.actions.finding import campaign_of
from scheduler.actions.observing import find_observance, when
from scheduler.actions.office import ActionError, Member, Office
from scheduler.cli.campaign_rules import rule_options, rules_from
from scheduler.cli.days import DAY
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, tell
from scheduler.domain.campaign_sheet import CampaignSheet
from scheduler.store import channels, people, sheets


@click.command("create")
@click.argument("name")
@click.option(
    "--sheet",
    "--factsheet",
    "sheet_ids",
    type=int,
    multiple=True,
    help="Fact sheet, once for each; the newest when none is named.",
)
@click.option("--brand", type=int, help="Brand kit; the newest when none is named.")
@click.option("--channel", "channel_ids", type=int, multiple=True, help="All when none is named.")
@click.option("--from", "first_day", type=DAY)
@click.option("--to", "last_day", type=DAY)
@click.option("--observance", default="", help="Awareness month, week or day: gives the days.")
@click.option("--year", type=int, help="Year of the observance; the next one to come.")
@click.option("--zone", default="", help="IANA zone; the organization's when none is named.")
@click.option("--country", help="Whom it is for, for example MX; the contacts say it if not you.")
@click.option("--template", default="")
@click.option("--hashtag", "hashtags", multiple=True)
@click.option("--link", default="")
@click.option("--usual-phases", is_flag=True, help="Build-up, call to action, day-of, thank-you.")
@click.option("--day-of", type=DAY, help="The day that gets a phase of its own.")
@click.option("--anchor", "anchors", multiple=True, metavar="NAME@TIME", help="An exact time.")
@click.option("--advised-hours", is_flag=True, help="Each channel's hour as studies advise it.")
@rule_options
@acting
@json_option
def create(
    *,
    name: str,
    sheet_ids: tuple[int, ...],
    brand: int | None,
    channel_ids: tuple[int, ...],
    first_day: date | None,
    last_day: date | None,
    observance: str,
    year: int | None,
    zone: str,
    country: str | None,
    template: str,
    hashtags: tuple[str, ...],
    link: str,
    usual_phases: bool,
    day_of: date | None,
    anchors: tuple[str, ...],
    advised_hours: bool,
    given: Mapping[str, Any],
    seat: Seat,
    as_json: bool,
) -> None:
    """Set up a campaign over real dates, or over an observance's."""
    with seat.open() as (office, member):
        with office.sessions() as session:
            number = member.organization_id
            used = sheet_ids or (_newest([s.id for s in sheets.sheets(session, number)]),)
            brand_id = brand or _newest([b.id for b in sheets.brands(session, number)][::-1])
            there = channels.channels(session, number)
            home = people.organization(session, number).zone
        chosen = channel_ids or tuple(c.id for c in there)
        days = (first_day, last_day)
        if observance:
            days, tags, observance = _observed(office, member, observance, year, days)
            hashtags = hashtags or tags
            given = {"observance": observance, **given}
        first, last = days
        if first is None or last is None:
            raise ActionError(
                "A campaign needs its days.", "Name --from and --to, or an --observance."
            )
        if usual_phases:
            given = {"phases": suggesting.phases(first, last, day_of), **given}
        if advised_hours:
            own = suggesting.advised_hours([c for c in there if c.id in chosen])
            given = {"channels": own, **given}
        if anchors:
            with office.sessions() as session:
                read = [suggesting.anchor(session, member, a, first.year) for a in anchors]
            given = {"anchors": read, **given}
        campaign = create_campaign(
            office,
            member,
            NewCampaign(
                name=name,
                sheets=tuple(CampaignSheet(fact_sheet_id=one) for one in dict.fromkeys(used)),
                brand_kit_id=brand_id,
                channel_ids=chosen,
                first_day=first,
                last_day=last,
                zone=zone or home,
                template=template,
                rules=rules_from({}, given),
                hashtags=hashtags,
                link=link,
                country=country,
            ),
        )
    period = f"{campaign.first_day} to {campaign.last_day}"
    next_step = f"awareness campaign plan {campaign.id}"
    emit(
        {
            "id": campaign.id,
            "name": campaign.name,
            "first_day": campaign.first_day,
            "last_day": campaign.last_day,
            "country": campaign.country,
            "sheets": [one.fact_sheet_id for one in campaign.sheets],
            "notes": campaign.hashtag_notes,
        },
        as_json=as_json,
        text=lambda: "\n".join(
            [
                f"Campaign {campaign.id} is set up from {period}: '{next_step}'.",
                *(f"note: {note}" for note in campaign.hashtag_notes),
            ]
        ),
    )


@click.command("change")
@click.argument("number", type=int, metavar="ID")
@click.option("--name")
@click.option("--from", "first_day", type=DAY)
@click.option("--to", "last_day", type=DAY)
@click.option("--zone")
@click.option("--country", help='For example MX; "" for none.')
@click.option("--template")
@click.option("--channel", "channel_ids", type=int, multiple=True, help="Instead of those it has.")
@click.option("--hashtag", "hashtags", multiple=True, help="Instead of those it has.")
@click.option("--link")
@rule_options
@acting
@json_option
def change(
    *,
    number: int,
    name: str | None,
    first_day: date | None,
    last_day: date | None,
    zone: str | None,
    country: str | None,
    template: str | None,
    channel_ids: tuple[int, ...],
    hashtags: tuple[str, ...],
    link: str | None,
    given: Mapping[str, Any],
    seat: Seat,
    as_json: bool,
) -> None:
    """Change days, rules or channels; posts stay until it is planned again."""
    with seat.open() as (office, member):
        with office.sessions() as session:
            before = campaign_of(session, member, number).rules
        changes = Changes(
            name=name,
            first_day=first_day,
            last_day=last_day,
            zone=zone,
            template=template,
            rules=rules_from(before, given) if given else None,
            hashtags=hashtags or None,
            link=link,
            channel_ids=channel_ids or None,
            country=country,
        )
        campaign = change_campaign(office, member, number, changes)
    emit(
        {
            "id": campaign.id,
            "country": campaign.country,
            "rules": campaign.rules,
            "notes": campaign.hashtag_notes,
        },
        as_json=as_json,
        text=lambda: "\n".join(
            [
                f"Changed. 'awareness campaign plan {number}' moves the drafts accordingly.",
                *(f"note: {note}" for note in campaign.hashtag_notes),
            ]
        ),
    )


COMMANDS = (create, change)


def _observed(
    office: Office,
    member: Member,
    name: str,
    year: int | None,
    days: tuple[date | None, date | None],
) -> tuple[tuple[date | None, date | None], tuple[str, ...], str]:
    """Return the days of an observance unless given, its hashtags and its whole name."""
    with office.sessions() as session:
        observance = find_observance(session, member, name)
    today = office.now().date()
    found = when(observance, year or today.year)
    if year is None and found.last_day < today:
        found = when(observance, today.year + 1)
    for doubt in (*found.doubts, observance.note):
        if doubt:
            tell(doubt)
    return (days[0] or found.first_day, days[1] or found.last_day), found.hashtags, observance.name


def _newest(numbers: list[int]) -> int:
    """Return the first number, 0 (which nothing has) when there is none."""
    return numbers[0] if numbers else 0
