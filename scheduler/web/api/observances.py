"""Awareness months, weeks and days: those that come with the program, and one's own."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field

from scheduler.actions import observing
from scheduler.web.api.caller import Planner, Reader
from scheduler.web.api.paging import FIRST, AfterName, Limit, Name, page_of
from scheduler.web.api.shapes import Given, Page, Shape

router = APIRouter(prefix="/observances", tags=["Calendar"])
Year = Annotated[int, Query(ge=1900, le=2999)]


class OtherRuleIn(Given):
    """Another reading of the same observance's days, and who reads it so."""

    rule: dict[str, Any]
    source: str = Field(min_length=1, max_length=500)


class ObservanceIn(Given):
    """An observance as in our list; ``rule`` says its days in any year.

    For example ``{"type": "date", "month": 1, "day": 11}``.
    """

    name: str = Field(min_length=1, max_length=200)
    rule: dict[str, Any]
    topic: str = Field(default="", max_length=80)
    region: str = Field(default="", max_length=80)
    hashtags: list[str] = Field(default_factory=list, max_length=30)
    source: str = Field(default="", max_length=500)
    note: str = Field(default="", max_length=1000)
    per_year: dict[str, list[str]] = Field(default_factory=dict, max_length=200)
    other_rules: list[OtherRuleIn] = Field(default_factory=list, max_length=10)
    checked_on: str = Field(default="", max_length=10)


class ObservanceOut(Shape):
    name: str
    first_day: date
    last_day: date
    hashtags: list[str]
    topic: str
    region: str
    source: str
    note: str
    checked_on: date | None
    doubts: list[str]


@router.get("")
def list_observances(
    caller: Reader,
    request: Request,
    year: Year,
    topic: Annotated[str, Query(max_length=80)] = "",
    after: AfterName = "",
    limit: Limit = FIRST,
) -> Page[ObservanceOut]:
    """List the observances of a year in the order of their days."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = observing.observed(caller.office, caller.member, first, last, topic=topic)
    every = [
        ObservanceOut(
            name=one.observance.name,
            first_day=one.first_day,
            last_day=one.last_day,
            hashtags=list(one.hashtags),
            topic=one.observance.topic,
            region=one.observance.region,
            source=one.observance.source,
            note=one.observance.note,
            checked_on=one.observance.checked_on,
            doubts=list(one.doubts),
        )
        for one in found
    ]
    return page_of(request, every, after, limit, lambda one: one, _mark)


@router.put("", status_code=204)
def keep(caller: Planner, given: ObservanceIn) -> None:
    """Keep an observance of your own, written as in our list; one of its name is replaced."""
    told = given.model_dump(exclude_unset=True)
    observing.add_observance(caller.office, caller.member, told)


@router.delete("/{name}", status_code=204)
def forget(caller: Planner, name: Name) -> None:
    """Forget an observance of your own."""
    observing.remove_observance(caller.office, caller.member, name)


def _mark(one: ObservanceOut) -> str:
    return f"{one.first_day.isoformat()} {one.name}"
