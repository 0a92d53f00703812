"""Awareness days: those that come with the program, and an organization's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from content.observances.dates import occurrence, occurrences
from content.observances.model import Observance, ObservanceError, Occurrence
from content.observances.reading import known_observances, parse_observance, to_json
from scheduler.actions.office import ActionError, Member, NotFoundError, Office
from scheduler.domain.roles import Permission
from scheduler.store import observances


def add_observance(office: Office, member: Member, given: Mapping[str, Any]) -> Observance:
    """Keep an observance for the organization; its own comes before one of ours of that name.

    Raises ``ActionError`` for a rule or a date that cannot be.
    """
    member.needs(Permission.PLAN)
    try:
        observance = parse_observance(given)
    except ObservanceError as error:
        raise ActionError(str(error)) from error
    with office.sessions.begin() as session:
        observances.put(session, member.organization_id, observance.name, to_json(observance))
    return observance


def enter_date(office: Office, member: Member, name: str, days: tuple[date, date]) -> Observance:
    """Enter the days an observance has in one year, over whatever its rule says."""
    member.needs(Permission.PLAN)
    with office.sessions() as session:
        there = find_observance(session, member, name)
    given = to_json(there)
    given["per_year"][str(days[0].year)] = [day.isoformat() for day in days]
    return add_observance(office, member, given)


def remove_observance(office: Office, member: Member, name: str) -> None:
    """Forget an observance of the organization's own; one of ours of that name counts again."""
    member.needs(Permission.PLAN)
    with office.sessions.begin() as session:
        if not observances.remove(session, member.organization_id, name):
            raise NotFoundError(
                f"{name!r} is none of your own observances.", "'awareness observance list' shows."
            )


def all_observances(session: Session, member: Member) -> list[Observance]:
    """Return ours and the organization's own; of one name its own alone."""
    own = _own(session, member)
    named = {observance.name for observance in own}
    return [*own, *(one for one in known_observances() if one.name not in named)]


def find_observance(session: Session, member: Member, name: str) -> Observance:
    """Return an observance by its name, or by a part of it that only one has."""
    there = all_observances(session, member)
    asked = name.strip().casefold()
    exact = [one for one in there if one.name.casefold() == asked]
    fitting = exact or [one for one in there if asked and asked in one.name.casefold()]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(repr(one.name) for one in fitting[:4])
        raise ActionError(f"{name!r} fits several observances: {names}.", "Write more of the name.")
    near = get_close_matches(name, [one.name for one in there], n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]!r}?" if near else "'awareness observance list' shows them."
    raise NotFoundError(f"There is no observance {name!r}.", hint)


def when(observance: Observance, year: int) -> Occurrence:
    """Return when an observance is in a year. Raises ``ActionError`` when nobody can say."""
    try:
        return occurrence(observance, year)
    except ObservanceError as error:
        raise ActionError(str(error)) from error


def observed(
    office: Office, member: Member, first_day: date, last_day: date, *, topic: str = ""
) -> list[Occurrence]:
    """Return what is observed in a period, earliest first; ``topic`` leaves only that."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        own = _own(session, member)
    named = {observance.name for observance in own}
    ours = (one for one in _ours_in(first_day, last_day) if one.observance.name not in named)
    found = [*occurrences(own, first_day, last_day), *ours]
    return sorted(
        (one for one in found if topic.casefold() in one.observance.topic.casefold()),
        key=lambda one: (one.first_day, one.last_day, one.observance.name),
    )


@lru_cache(maxsize=512)
def _ours_in(first_day: date, last_day: date) -> tuple[Occurrence, ...]:
    """Every calendar page asks, and they are the same for everybody."""
    return tuple(occurrences(known_observances(), first_day, last_day))


def _own(session: Session, member: Member) -> list[Observance]:
    return [
        parse_observance(given)
        for given in observances.of_organization(session, member.organization_id)
    ]
