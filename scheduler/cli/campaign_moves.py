"""``awareness campaign move``, ``swap``, ``shift``: what they run into is said first."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

import click

from scheduler.actions.moving import Shift, Times, foresee, move_all, shifted, swapped
from scheduler.actions.office import ActionError, Member, Office
from scheduler.cli.days import DAY
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option
from scheduler.domain.wall_time import LocalTimeError, parse_local

anyway_option = click.option(
    "--anyway", is_flag=True, help="Save it although it runs into something."
)
dry_run_option = click.option("--dry-run", is_flag=True, help="Only say what it would run into.")


@click.command("move")
@click.argument("post", type=int)
@click.argument("local", metavar="YYYY-MM-DDTHH:MM")
@click.option("--channel", type=int, default=0, help="Only on this channel.")
@anyway_option
@dry_run_option
@acting
@json_option
def move(
    *, post: int, local: str, channel: int, anyway: bool, dry_run: bool, seat: Seat, as_json: bool
) -> None:
    """Give a post another time, in its own zone."""
    with seat.open() as (office, member):
        _save(
            office,
            member,
            {post: _wall_time(local)},
            channel=channel,
            anyway=anyway,
            dry_run=dry_run,
            as_json=as_json,
        )


@click.command("swap")
@click.argument("one", type=int)
@click.argument("other", type=int)
@anyway_option
@dry_run_option
@acting
@json_option
def swap(*, one: int, other: int, anyway: bool, dry_run: bool, seat: Seat, as_json: bool) -> None:
    """Let two posts change places."""
    with seat.open() as (office, member):
        times = swapped(office, member, one, other)
        _save(office, member, times, anyway=anyway, dry_run=dry_run, as_json=as_json)


@click.command("shift")
@click.argument("number", type=int, metavar="ID")
@click.option("--from", "first_day", type=DAY, required=True)
@click.option("--to", "last_day", type=DAY, required=True)
@click.option("--days", type=int, required=True, help="How many days later; below 0 earlier.")
@anyway_option
@dry_run_option
@acting
@json_option
def shift(
    *,
    number: int,
    first_day: date,
    last_day: date,
    days: int,
    anyway: bool,
    dry_run: bool,
    seat: Seat,
    as_json: bool,
) -> None:
    """Move all posts of a range of days."""
    wanted = Shift(first_day=first_day, last_day=last_day, days=days)
    with seat.open() as (office, member):
        times = shifted(office, member, number, wanted)
        _save(office, member, times, anyway=anyway, dry_run=dry_run, as_json=as_json)


COMMANDS = (move, swap, shift)


def _save(
    office: Office,
    member: Member,
    times: Times,
    *,
    anyway: bool,
    dry_run: bool,
    as_json: bool,
    channel: int = 0,
) -> None:
    found = foresee(office, member, times, channel_id=channel)
    said = list(dict.fromkeys(one.why for one in found))
    if said and not anyway and not dry_run:
        raise ActionError(
            f"Nothing was moved: {' '.join(said)}", "Add --anyway to save it all the same."
        )
    anew = () if dry_run else move_all(office, member, times, channel_id=channel)
    moved = () if dry_run else tuple(times.items())
    emit(
        {
            "moved": {str(post): local for post, local in moved},
            "approve_again": anew,
            "conflicts": [asdict(one) for one in found],
        },
        as_json=as_json,
        text=lambda: (
            "\n".join(
                [
                    *said,
                    *(f"Post {post} goes out {local:%Y-%m-%d %H:%M}." for post, local in moved),
                    *(f"Post {post} must be approved again." for post in anew),
                ]
            )
            or "It would run into nothing."
        ),
    )


def _wall_time(text: str) -> datetime:
    try:
        return parse_local(text)
    except LocalTimeError as error:
        raise ActionError(str(error)) from error
