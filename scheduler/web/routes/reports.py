"""What people did with the posts, by kind, by claim and by post."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from scheduler.actions.finding import campaign_of
from scheduler.domain.delivery import State
from scheduler.store import campaign_list, packs, reports
from scheduler.store.reports import DeliveryFigures, Figures
from scheduler.web.report_table import metrics_of, report_table
from scheduler.web.trend import trend_of
from scheduler.web.visit import Visitor, go

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row of a chart: ``share`` of the longest, in thousandths; None is not reported."""

    label: str
    key: str
    published: int
    total: int | None
    share: int
    figures: dict[str, int]


@router.get("/report")
def nearest(visit: Visitor) -> Response:
    with visit.office.sessions() as session:
        found = campaign_list.named(session, visit.member.organization_id)
    if not found:
        return visit.page("no_campaign.html")
    now = visit.office.now().date()
    begun = [campaign for campaign in found if campaign.first_day <= now]
    return go(f"/campaigns/{(begun or found)[0].id}/report")


@router.get("/campaigns/{campaign_id}/report")
def report(visit: Visitor, campaign_id: int) -> Response:
    with visit.office.sessions() as session:
        campaign = campaign_of(session, visit.member, campaign_id)
        rows = reports.by_delivery(session, campaign_id)
        by_item = reports.by_item(session, rows)
        others = campaign_list.named(session, visit.member.organization_id, limit=4)
        partners = packs.partner_sums(session, campaign_id)
        series = reports.readings(session, campaign_id)
    published = [row for row in rows if row.state is State.PUBLISHED]
    return visit.page(
        "report.html",
        campaign=campaign,
        campaigns=others,
        sums=partners,
        rows=published,
        metrics=metrics_of(published),
        totals=_totals(published),
        trend=trend_of(series, campaign.zone),
        planned=len(rows),
        by_kind=bars(reports.by_kind(rows)),
        by_item=bars(by_item)[:20],
        by_channel=bars(_by_channel(rows)),
        read_at=max((row.read_at for row in rows if row.read_at), default=None),
    )


@router.get("/campaigns/{campaign_id}/report.csv")
def as_table(visit: Visitor, campaign_id: int) -> Response:
    """Return every delivery with its newest figures, for a spreadsheet."""
    with visit.office.sessions() as session:
        campaign_of(session, visit.member, campaign_id)
        rows = reports.by_delivery(session, campaign_id)
    return report_table(campaign_id, rows)


def bars(found: Iterable[Figures]) -> list[Bar]:
    """Return rows for a chart, the largest first; what was never reported stays unknown."""
    summed = [(row, reports.interactions(row.figures)) for row in found]
    most = max((total or 0 for _, total in summed), default=0)
    made = [
        Bar(
            label=row.label,
            key=row.key,
            published=row.published,
            total=total,
            share=(total or 0) * 1000 // most if most else 0,
            figures=dict(row.figures),
        )
        for row, total in summed
        if row.published
    ]
    return sorted(made, key=lambda bar: -(bar.total or 0))


def _totals(rows: Sequence[DeliveryFigures]) -> dict[str, int]:
    return {metric: sum(row.figures.get(metric, 0) for row in rows) for metric in metrics_of(rows)}


def _by_channel(rows: Sequence[DeliveryFigures]) -> list[Figures]:
    names = dict.fromkeys(row.channel for row in rows)
    return [_sum(name, [row for row in rows if row.channel == name]) for name in names]


def _sum(name: str, rows: Sequence[DeliveryFigures]) -> Figures:
    metrics = {metric for row in rows for metric in row.figures}
    return Figures(
        key=name,
        label=name,
        published=sum(row.state is State.PUBLISHED for row in rows),
        figures={m: sum(row.figures.get(m, 0) for row in rows) for m in metrics},
    )
