"""What people did with a campaign's posts: figures by delivery, post, claim and kind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from scheduler.actions import reporting
from scheduler.domain.delivery import State
from scheduler.web.api.caller import Reader
from scheduler.web.api.paging import Number
from scheduler.web.api.shapes import Shape
from scheduler.web.report_table import report_table

router = APIRouter(prefix="/campaigns/{number}", tags=["Reports"])


class FiguresOut(Shape):
    """``figures`` holds only numbers the platform reported: a missing one is not zero."""

    delivery_id: int
    post_id: int
    title: str
    kind: str
    platform: str
    channel: str
    local_time: str
    state: State
    url: str
    figures: dict[str, int]
    read_at: datetime | None


class SumOut(Shape):
    key: str
    label: str
    published: int
    figures: dict[str, int]


class PartnerOut(Shape):
    """What one partner's posts earned, and with how many cards."""

    partner: str
    cards: int
    figures: dict[str, int]


class ReportOut(Shape):
    name: str
    totals: dict[str, int]
    deliveries: list[FiguresOut]
    by_post: list[SumOut]
    by_item: list[SumOut]
    by_kind: list[SumOut]
    partners: list[PartnerOut]


TABLE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}


@router.get("/report")
def report(caller: Reader, number: Number) -> ReportOut:
    """Report a campaign: every delivery with its newest figures, and sums of them."""
    found = reporting.report_of(caller.office, caller.member, number)
    return ReportOut.model_validate(found)


@router.get("/report.csv", response_class=Response, responses=TABLE)
def as_table(caller: Reader, number: Number) -> Response:
    """Return every delivery with its newest figures as a table for spreadsheets."""
    found = reporting.report_of(caller.office, caller.member, number)
    return report_table(number, found.deliveries)
