"""``awareness campaign``: set up, plan, pause."""

from __future__ import annotations

from datetime import date

import click

from scheduler.actions.campaigning import NewCampaign, create_campaign, plan_campaign
from scheduler.actions.office import ActionError
from scheduler.actions.pausing import pause as pause_action
from scheduler.actions.pausing import resume as resume_action
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table, tell
from scheduler.domain.campaign import RuleError, Rules
from scheduler.domain.pause import PauseScope
from scheduler.store import campaigns, channels, pauses, people, posts, sheets


@click.group("campaign")
def command() -> None:
    """Campaigns: create, plan, pause, resume."""


@command.command("list")
@acting
@json_option
def show(*, seat: Seat, as_json: bool) -> None:
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
@click.option("--from", "first_day", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--to", "last_day", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--zone", default="", help="IANA zone; the organization's when none is named.")
@click.option("--template", default="")
@click.option("--per-week", type=int, help="Posts per week.")
@click.option("--hashtag", "hashtags", multiple=True)
@click.option("--link", default="")
@acting
@json_option
def create(
    *,
    name: str,
    factsheet: int | None,
    brand: int | None,
    channel_ids: tuple[int, ...],
    first_day: date,
    last_day: date,
    zone: str,
    template: str,
    per_week: int | None,
    hashtags: tuple[str, ...],
    link: str,
    seat: Seat,
    as_json: bool,
) -> None:
    """Set up a campaign over real dates."""
    with seat.open() as (office, member):
        with office.sessions() as session:
            number = member.organization_id
            sheet_id = factsheet or _newest([s.id for s in sheets.sheets(session, number)])
            brand_id = brand or _newest([b.id for b in sheets.brands(session, number)][::-1])
            chosen = channel_ids or tuple(c.id for c in channels.channels(session, number))
            home = people.organization(session, number).zone
        try:
            rules = Rules.from_json({"posts_per_week": per_week} if per_week else {})
        except RuleError as error:
            raise ActionError(str(error)) from error
        campaign = create_campaign(
            office,
            member,
            NewCampaign(
                name=name,
                fact_sheet_id=sheet_id,
                brand_kit_id=brand_id,
                channel_ids=chosen,
                first_day=_day(first_day),
                last_day=_day(last_day),
                zone=zone or home,
                template=template,
                rules=rules,
                hashtags=hashtags,
                link=link,
            ),
        )
    emit(
        {"id": campaign.id, "name": campaign.name},
        as_json=as_json,
        text=lambda: f"Campaign {campaign.id} is set up: 'awareness campaign plan {campaign.id}'.",
    )


@command.command("plan")
@click.argument("number", type=int, metavar="ID")
@acting
@json_option
def plan(*, number: int, seat: Seat, as_json: bool) -> None:
    """Fill the calendar with drafts."""
    with seat.open() as (office, member):
        done = plan_campaign(
            office, member, number, progress=lambda n, of, title: tell(f"{n}/{of} {title}")
        )
    emit(
        {"made": done.made, "kept": done.kept, "problems": done.problems},
        as_json=as_json,
        text=lambda: "\n".join(
            [f"{done.made} posts made, {done.kept} were there.", *done.problems]
        ),
    )


@command.command("pause")
@click.argument("number", type=int, metavar="ID")
@click.option("--reason", required=True)
@acting
def pause(*, number: int, reason: str, seat: Seat) -> None:
    """Stop everything of a campaign that has not left yet."""
    with seat.open() as (office, member):
        begun = pause_action(office, member, PauseScope.CAMPAIGN, str(number), reason)
    click.echo(f"Paused (number {begun}); 'awareness campaign resume {number}' lets it go on.")


@command.command("resume")
@click.argument("number", type=int, metavar="ID")
@acting
def resume(*, number: int, seat: Seat) -> None:
    """Let a paused campaign go on."""
    with seat.open() as (office, member):
        with office.sessions() as session:
            running = [
                p.id
                for p in pauses.running(session, member.organization_id)
                if (p.scope, p.target) == (PauseScope.CAMPAIGN, str(number))
            ]
        if not running:
            raise ActionError(f"Campaign {number} is not paused.")
        for pause_id in running:
            resume_action(office, member, pause_id)
    click.echo(f"Campaign {number} goes on.")


def _newest(numbers: list[int]) -> int:
    """Return the first number, 0 (which nothing has) when there is none."""
    return numbers[0] if numbers else 0


def _day(given: date) -> date:
    return date(given.year, given.month, given.day)
