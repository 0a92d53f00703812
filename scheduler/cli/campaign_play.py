"""``awareness campaign simulate``: a campaign on a clock that is not real."""

from __future__ import annotations

from datetime import datetime

import click

from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError
from scheduler.actions.simulating import Rehearsal, WhatIf, read_stop
from scheduler.actions.simulating import simulate as simulate_action
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table
from scheduler.domain.simulation import GOES_OUT, Happening, Outcome, Stop
from scheduler.domain.wall_time import LocalTimeError, instant, parse_local, wall_clock

SHAPE = "WHAT:FROM..TO"


@click.command("simulate")
@click.argument("number", type=int, metavar="ID")
@click.option("--outage", "outages", multiple=True, metavar=SHAPE, help="A platform that is down.")
@click.option("--pause", "supposed", multiple=True, metavar=SHAPE, help="A pause to suppose.")
@click.option("--now", default="", metavar="LOCAL", help="When the play begins; now.")
@click.option("--approve-all", is_flag=True, help="Suppose that everything is approved in time.")
@acting
@json_option
def simulate(
    *,
    number: int,
    outages: tuple[str, ...],
    supposed: tuple[str, ...],
    now: str,
    approve_all: bool,
    seat: Seat,
    as_json: bool,
) -> None:
    """Play a campaign against limits, costs, pauses and outages; nothing is sent."""
    with seat.open() as (office, member):
        with office.sessions() as session:
            zone = campaign_of(session, member, number).zone
        stops = [read_stop(text, zone, is_outage=True) for text in outages]
        stops += [read_stop(text, zone, is_outage=False) for text in supposed]
        what_if = WhatIf(now=_now(now, zone), stops=tuple(stops), all_approved=approve_all)
        played = simulate_action(office, member, number, what_if)
    emit(_document(played), as_json=as_json, text=lambda: _text(played))


COMMANDS = (simulate,)


def _now(text: str, zone: str) -> datetime | None:
    if not text:
        return None
    try:
        return instant(parse_local(text), zone)
    except LocalTimeError as error:
        raise ActionError(str(error)) from error


def _document(played: Rehearsal) -> dict[str, object]:
    return {
        "campaign": played.campaign.id,
        "zone": played.campaign.zone,
        "began": played.began.isoformat(),
        "counts": {outcome.value: played.counts.get(outcome, 0) for outcome in Outcome},
        "costs": dict(played.costs),
        "stops": [
            {
                "what": "outage" if stop.is_outage else "pause",
                "scope": stop.scope,
                "target": stop.target,
                "since": stop.since.isoformat(),
                "until": stop.until.isoformat() if stop.until else None,
                "reason": stop.reason,
            }
            for stop in played.stops
        ],
        "timeline": [
            {
                "at": one.at.isoformat(),
                "outcome": one.outcome,
                "delivery": one.going.delivery_id,
                "post": one.going.post_id,
                "title": one.going.title,
                "channel": one.going.channel,
                "platform": one.going.platform,
                "local_time": one.going.local_time,
                "zone": one.going.zone,
                "why": one.why,
                "cost": one.cost,
            }
            for one in played.timeline
        ],
    }


def _text(played: Rehearsal) -> str:
    zone = played.campaign.zone
    rows: list[tuple[object, ...]] = [
        (
            f"{wall_clock(one.at, zone):%a %Y-%m-%d %H:%M}",
            one.outcome.replace("_", " "),
            one.going.channel,
            f"post {one.going.post_id}",
            one.going.title[:48],
            _more(one),
        )
        for one in played.timeline
    ]
    counted = ", ".join(
        f"{count} {outcome.value.replace('_', ' ')}" for outcome, count in played.counts.items()
    )
    costs = [f"{platform} would charge ${cost:.2f}." for platform, cost in played.costs.items()]
    return "\n".join(
        [
            *_stops(played),
            table(rows, empty=""),
            "",
            f"Times are of {zone}. {counted}.",
            *costs,
            "Nothing was sent.",
        ]
    )


def _stops(played: Rehearsal) -> list[str]:
    zone = played.campaign.zone
    return [
        f"{'Outage' if stop.is_outage else 'Pause'} ({f'{stop.scope} {stop.target}'.strip()}) from "
        f"{wall_clock(stop.since, zone):%Y-%m-%d %H:%M} to {_end(stop, zone)}: {stop.reason}"
        for stop in played.stops
    ]


def _end(stop: Stop, zone: str) -> str:
    return "no end" if stop.until is None else f"{wall_clock(stop.until, zone):%Y-%m-%d %H:%M}"


def _more(one: Happening) -> str:
    cost = f"${one.cost:.3f}" if one.cost and one.outcome in GOES_OUT else ""
    return " ".join(part for part in (one.why, cost) if part)
