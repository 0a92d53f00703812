"""``awareness observance``: awareness months, weeks and days."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from content.observances.model import Occurrence
from content.observances.reading import to_json
from scheduler.actions.calendars import observance_calendar
from scheduler.actions.observing import (
    add_observance,
    enter_date,
    find_observance,
    observed,
    remove_observance,
    when,
)
from scheduler.actions.office import ActionError
from scheduler.cli.days import DAY
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table


@click.group("observance")
def command() -> None:
    """Awareness months, weeks and days."""


@command.command("list")
@click.option("--year", type=int, help="This year when none is named.")
@click.option("--topic", default="", help="Only those whose topic holds this.")
@click.option("--ics", type=click.Path(path_type=Path, dir_okay=False), help="Write a calendar.")
@acting
@json_option
def show_all(*, year: int | None, topic: str, ics: Path | None, seat: Seat, as_json: bool) -> None:
    """List what is observed in a year."""
    with seat.open() as (office, member):
        number = year or office.now().year
        found = observed(office, member, date(number, 1, 1), date(number, 12, 31), topic=topic)
    if ics is not None:
        ics.write_bytes(observance_calendar(f"Observances {number}", found))
    emit(
        [_document(one) for one in found],
        as_json=as_json,
        text=lambda: table(
            [(_days(one), _name(one), " ".join(_tags(one))) for one in found],
            empty=f"Nothing is observed in {number}.",
        ),
    )


@command.command("show")
@click.argument("name")
@click.option("--year", type=int)
@acting
@json_option
def show(*, name: str, year: int | None, seat: Seat, as_json: bool) -> None:
    """Show an observance: its rule, its days in a year, its source."""
    with seat.open() as (office, member):
        with office.sessions() as session:
            observance = find_observance(session, member, name)
        one = when(observance, year or office.now().year)
    emit(
        {**_document(one), "definition": to_json(observance)},
        as_json=as_json,
        text=lambda: "\n".join(
            part
            for part in (
                f"{observance.name}: {_days(one)}",
                " ".join(_tags(one)),
                observance.note,
                *one.doubts,
                f"Source: {observance.source} (checked {observance.checked_on})",
            )
            if part
        ),
    )


@command.command("add")
@click.argument("name")
@click.option("--rule", required=True, help='JSON, like {"type": "date", "month": 1, "day": 11}.')
@click.option("--topic", default="")
@click.option("--hashtag", "hashtags", multiple=True)
@click.option("--source", default="")
@click.option("--note", default="")
@acting
@json_option
def add(
    *,
    name: str,
    rule: str,
    topic: str,
    hashtags: tuple[str, ...],
    source: str,
    note: str,
    seat: Seat,
    as_json: bool,
) -> None:
    """Keep an observance of your own."""
    given: dict[str, Any] = {
        "name": name,
        "rule": _json(rule),
        "topic": topic,
        "hashtags": list(hashtags),
        "source": source,
        "note": note,
    }
    with seat.open() as (office, member):
        observance = add_observance(office, member, {**given, "checked_on": _today(office.now())})
    emit(to_json(observance), as_json=as_json, text=lambda: f"{observance.name!r} is kept.")


@command.command("date")
@click.argument("name")
@click.option("--from", "first_day", type=DAY, required=True)
@click.option("--to", "last_day", type=DAY)
@acting
@json_option
def enter(*, name: str, first_day: date, last_day: date | None, seat: Seat, as_json: bool) -> None:
    """Enter the announced days of one year."""
    days = (first_day, last_day or first_day)
    with seat.open() as (office, member):
        observance = enter_date(office, member, name, days)
    emit(to_json(observance), as_json=as_json, text=lambda: f"{observance.name!r}: {days[0]}.")


@command.command("remove")
@click.argument("name")
@acting
@json_option
def remove(*, name: str, seat: Seat, as_json: bool) -> None:
    """Forget an observance of your own."""
    with seat.open() as (office, member):
        remove_observance(office, member, name)
    emit({"removed": name}, as_json=as_json, text=lambda: f"{name!r} is forgotten.")


def _document(one: Occurrence) -> dict[str, Any]:
    observance = one.observance
    return {
        "name": observance.name,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "hashtags": [f"#{tag}" for tag in one.hashtags],
        "topic": observance.topic,
        "region": observance.region,
        "source": observance.source,
        "checked_on": observance.checked_on,
        "note": observance.note,
        "doubts": list(one.doubts),
    }


def _days(one: Occurrence) -> str:
    if one.first_day == one.last_day:
        return f"{one.first_day}"
    return f"{one.first_day} to {one.last_day}"


def _name(one: Occurrence) -> str:
    return f"{one.observance.name} (sources disagree)" if one.doubts else one.observance.name


def _tags(one: Occurrence) -> list[str]:
    return [f"#{tag}" for tag in one.hashtags]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ActionError(
            f"The rule is no JSON: {error.msg}.",
            'Write it like {"type": "date", "month": 1, "day": 11}.',
        ) from error


def _today(now: datetime) -> str:
    return now.date().isoformat()
