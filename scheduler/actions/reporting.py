"""What a campaign earned, by post, by claim and by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.actions.finding import campaign_of
from scheduler.actions.office import Member, Office
from scheduler.domain.roles import Permission
from scheduler.store import packs, reports
from scheduler.store.packs import PartnerSum
from scheduler.store.reports import DeliveryFigures, Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignReport:
    """``totals`` sums every number any platform reported."""

    name: str
    deliveries: list[DeliveryFigures]
    by_post: list[Figures]
    by_item: list[Figures]
    by_kind: list[Figures]
    totals: Mapping[str, int]
    partners: list[PartnerSum] = field(default_factory=list)  # what others' posts earned, apart


def report_of(office: Office, member: Member, campaign_id: int) -> CampaignReport:
    """Return the newest figures of a campaign."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        campaign = campaign_of(session, member, campaign_id)
        rows = reports.by_delivery(session, campaign_id)
        totals: Counter[str] = Counter()
        for row in rows:
            totals.update(row.figures)
        return CampaignReport(
            name=campaign.name,
            deliveries=rows,
            by_post=reports.by_post(rows),
            by_item=reports.by_item(session, rows),
            by_kind=reports.by_kind(rows),
            totals=dict(totals),
            partners=packs.partner_sums(session, campaign_id),
        )
