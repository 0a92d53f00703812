"""``awareness campaign``: set up, plan, look at, change, copy; moves, pauses and plays beside."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from scheduler.actions.arranging import Arranged, arrange
from scheduler.actions.calendars import campaign_calendar
from scheduler.actions.copying import copy_campaign
from scheduler.actions.finding import campaign_of
from scheduler.actions.planning import plan_campaign
from scheduler.cli import (
    campaign_moves,
    campaign_pauses,
    campaign_play,
    campaign_setup,
    campaign_sheets,
)
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table, tell
from scheduler.domain.campaign import Rules
from scheduler.store import campaigns, plans, posts


@click.group("campaign")
def command() -> None:
    """Campaigns: create, plan, move, pause, simulate, copy."""


for _module in (campaign_setup, campaign_sheets, campaign_moves, campaign_pauses, campaign_play):
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
                "country": c.country,
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
            "country": campaign.country,
            "sheets": [asdict(one) for one in campaign.sheets],
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
@json_option
def export(*, number: int, out: Path, seat: Seat, as_json: bool) -> None:
    """Write a campaign as an iCalendar file."""
    with seat.open() as (office, member):
        out.write_bytes(campaign_calendar(office, member, number))
    emit({"campaign": number, "file": str(out)}, as_json=as_json, text=lambda: f"{out} is written.")


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
