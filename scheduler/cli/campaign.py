"""``awareness campaign``: set up, plan, look at, change, copy; moves, pauses and plays beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from scheduler.actions.calendars import campaign_calendar
from scheduler.actions.campaigning import Changes, NewCampaign, change_campaign, create_campaign
from scheduler.actions.copying import copy_campaign
from scheduler.actions.finding import campaign_of
from scheduler.actions.observing import find_observance, when
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.planning import Arranged, arrange, plan_campaign
from scheduler.cli import campaign_moves, campaign_pauses, campaign_play
from scheduler.cli.campaign_rules import rule_options, rules_from
from scheduler.cli.days import DAY
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table, tell
from scheduler.domain.campaign import Rules
from scheduler.store import campaigns, channels, people, plans, posts, sheets


@click.group("campaign")
def command() -> None:
    """Campaigns: create, plan, move, pause, simulate, copy."""


for _module in (campaign_moves, campaign_pauses, campaign_play):
    for _one in _module.COMMANDS:
        command.add_command(_one)


@command.command("list")
@acting
@json_option
def show_all(*, seat: Seat, as_json: bool) -> None:
    """List the campaigns."""
    with seat.open() as (office, member), office.sessions() as session:
        found = campaigns.campaigns(session, member.organization_id)
        counts = {c.id: posts.count_by_state(session, c.id) for c in found}
    emit(
        [
            {
                "id": c.id,
                "name": c.name,
                "first_day": c.first_day,
                "last_day": c.last_day,
                "zone": c.zone,
                "posts": counts[c.id],
            }
            for c in found
        ],
        as_json=as_json,
        text=lambda: table(
            [
                (c.id, c.name, f"{c.first_day} to {c.last_day}", c.zone, sum(counts[c.id].values()))
                for c in found
            ],
            empty="There is no campaign yet.",
        ),
    )


@command.command("create")
@click.argument("name")
@click.option("--factsheet", type=int, help="Fact sheet; the newest when none is named.")
@click.option("--brand", type=int, help="Brand kit; the newest when none is named.")
@click.option("--channel", "channel_ids", type=int, multiple=True, help="All when none is named.")
@click.option("--from", "first_day", type=DAY)
@click.option("--to", "last_day", type=DAY)
@click.option("--observance", default="", help="Awareness month, week or day: gives the days.")
@click.option("--year", type=int, help="Year of the observance; the next one to come.")
@click.option("--zone", default="", help="IANA zone; the organization's when none is named.")
@click.option("--template", default="")
@click.option("--hashtag", "hashtags", multiple=True)
@click.option("--link", default="")
@rule_options
@acting
@json_option
def create(
    *,
    name: str,
    factsheet: int | None,
    brand: int | None,
    channel_ids: tuple[int, ...],
    first_day: date | None,
    last_day: date | None,
    observance: str,
    year: int | None,
    zone: str,
    template: str,
    hashtags: tuple[str, ...],
    link: str,
    given: Mapping[str, Any],
    seat: Seat,
    as_json: bool,
) -> None:
    """Set up a campaign over real dates, or over an observance's."""
    with seat.open() as (office, member):
        with office.sessions() as session:
            number = member.organization_id
            sheet_id = factsheet or _newest([s.id for s in sheets.sheets(session, number)])
            brand_id = brand or _newest([b.id for b in sheets.brands(session, number)][::-1])
            chosen = channel_ids or tuple(c.id for c in channels.channels(session, number))
            home = people.organization(session, number).zone
        days = (first_day, last_day)
        if observance:
            days, tags, observance = _observed(office, member, observance, year, days)
            hashtags = hashtags or tags
            given = {"observance": observance, **given}
        if None in days:
            raise ActionError(
                "A campaign needs its days.", "Name --from and --to, or an --observance."
            )
        campaign = create_campaign(
            office,
            member,
            NewCampaign(
                name=name,
                fact_sheet_id=sheet_id,
                brand_kit_id=brand_id,
                channel_ids=chosen,
                first_day=days[0] or date.min,
                last_day=days[1] or date.min,
                zone=zone or home,
                template=template,
                rules=rules_from({}, given),
                hashtags=hashtags,
                link=link,
            ),
        )
    emit(
        {
            "id": campaign.id,
            "name": campaign.name,
            "first_day": campaign.first_day,
            "last_day": campaign.last_day,
        },
        as_json=as_json,
        text=lambda: (
            f"Campaign {campaign.id} is set up from {campaign.first_day} to {campaign.last_day}: "
            f"'awareness campaign plan {campaign.id}'."
        ),
    )


@command.command("change")
@click.argument("number", type=int, metavar="ID")
@click.option("--name")
@click.option("--from", "first_day", type=DAY)
@click.option("--to", "last_day", type=DAY)
@click.option("--zone")
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
        )
        campaign = change_campaign(office, member, number, changes)
    emit(
        {"id": campaign.id, "rules": campaign.rules},
        as_json=as_json,
        text=lambda: f"Changed. 'awareness campaign plan {number}' moves the drafts accordingly.",
    )


@command.command("plan")
@click.argument("number", type=int, metavar="ID")
@click.option("--dry-run", is_flag=True, help="Only show what would stand where, and why.")
@acting
@json_option
def plan(*, number: int, dry_run: bool, seat: Seat, as_json: bool) -> None:
    """Fill the calendar with drafts; drafts nobody touched follow changed rules."""
    with seat.open() as (office, member):
        if dry_run:
            with office.sessions() as session:
                arranged = arrange(office, session, member, number)
            _show_plan(arranged, as_json=as_json)
            return
        done = plan_campaign(
            office, member, number, progress=lambda n, of, title: tell(f"{n}/{of} {title}")
        )
    emit(
        asdict(done),
        as_json=as_json,
        text=lambda: "\n".join(
            [
                f"{done.made} posts made, {done.kept} were there, {done.moved} of them moved.",
                *done.notes,
                *done.problems,
            ]
        ),
    )


@command.command("show")
@click.argument("number", type=int, metavar="ID")
@acting
@json_option
def show(*, number: int, seat: Seat, as_json: bool) -> None:
    """Show when each post goes out and why then."""
    with seat.open() as (office, member), office.sessions() as session:
        campaign = campaign_of(session, member, number)
        slots = plans.slots(session, number)
    rules = Rules.from_json(campaign.rules)
    emit(
        {
            "id": campaign.id,
            "name": campaign.name,
            "first_day": campaign.first_day,
            "last_day": campaign.last_day,
            "zone": campaign.zone,
            "rules": rules.to_json(),
            "posts": [
                {
                    "id": slot.post_id,
                    "local_time": slot.local_time,
                    "due_at": slot.due_at.isoformat(),
                    "kind": slot.kind,
                    "state": slot.post_state,
                    "title": slot.title,
                    "reason": slot.reason,
                }
                for slot in slots
            ],
        },
        as_json=as_json,
        text=lambda: table(
            [(s.local_time, s.post_id, s.post_state, s.title[:50], s.reason) for s in slots],
            empty="Nothing is planned yet.",
        ),
    )


@command.command("copy")
@click.argument("number", type=int, metavar="ID")
@click.option("--year", type=int, help="The next one when none is named.")
@click.option("--name", default="")
@acting
@json_option
def copy(*, number: int, year: int | None, name: str, seat: Seat, as_json: bool) -> None:
    """Set up the same campaign in another year, and say what went stale."""
    with seat.open() as (office, member):
        copied = copy_campaign(office, member, number, year=year, name=name)
    new = copied.campaign
    emit(
        {
            "id": new.id,
            "name": new.name,
            "first_day": new.first_day,
            "last_day": new.last_day,
            "notes": copied.notes,
            "stale": [asdict(one) for one in copied.stale],
        },
        as_json=as_json,
        text=lambda: "\n".join(
            [
                f"Campaign {new.id}, {new.name!r}, runs from {new.first_day} to {new.last_day}.",
                *copied.notes,
                *(f"Look again: {one.what} - {one.why}" for one in copied.stale),
            ]
        ),
    )


@command.command("export")
@click.argument("number", type=int, metavar="ID")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@acting
def export(*, number: int, out: Path, seat: Seat) -> None:
    """Write a campaign as an iCalendar file."""
    with seat.open() as (office, member):
        out.write_bytes(campaign_calendar(office, member, number))
    click.echo(f"{out} is written.")


def _show_plan(arranged: Arranged, *, as_json: bool) -> None:
    made, problems = arranged.plan, list(arranged.problems())
    emit(
        {
            "slots": [
                {
                    "key": slot.item_key,
                    "local_time": slot.local.isoformat(timespec="minutes"),
                    "due_at": slot.due_at.isoformat(),
                    "title": arranged.titles.get(slot.item_key, ""),
                    "reason": slot.reason,
                }
                for slot in made.slots
            ],
            "unplaced": [asdict(one) for one in made.unplaced],
            "broken": [asdict(one) for one in made.broken],
            "notes": made.notes,
            "problems": problems,
            "spare": made.spare,
        },
        as_json=as_json,
        text=lambda: "\n".join(
            [
                table(
                    [(f"{s.local:%a %d %b %H:%M}", s.reason) for s in made.slots],
                    empty="Nothing found a place.",
                ),
                *made.notes,
                *problems,
            ]
        ),
    )


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
