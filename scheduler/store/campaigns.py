"""Campaigns and the channels they use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from scheduler.store.tables import CampaignChannelRow, CampaignRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """``rules`` is the JSON form of ``scheduler.domain.campaign.Rules``.

    ``country`` is the ISO 3166-1 code of the one country its readers are in, where there is one.
    """

    id: int
    organization_id: int
    fact_sheet_id: int
    brand_kit_id: int
    name: str
    first_day: date
    last_day: date
    zone: str
    template: str
    rules: Mapping[str, Any]
    hashtags: tuple[str, ...]
    link: str
    country: str | None = None


def add(session: Session, campaign: Campaign, *, channel_ids: Sequence[int], at: datetime) -> int:
    """Store ``campaign`` (its id is ignored) with its channels and return its id."""
    row = CampaignRow(
        organization_id=campaign.organization_id,
        fact_sheet_id=campaign.fact_sheet_id,
        brand_kit_id=campaign.brand_kit_id,
        name=campaign.name,
        first_day=campaign.first_day,
        last_day=campaign.last_day,
        zone=campaign.zone,
        template=campaign.template,
        rules=dict(campaign.rules),
        hashtags=list(campaign.hashtags),
        link=campaign.link,
        country=campaign.country,
        created_at=at,
    )
    session.add(row)
    session.flush()  # the campaign's id, for its channels
    for channel_id in channel_ids:
        session.add(CampaignChannelRow(campaign_id=row.id, channel_id=channel_id))
    return row.id


def change(session: Session, campaign: Campaign, *, channel_ids: Sequence[int]) -> None:
    """Store a campaign that is there already as it is now, with its channels."""
    session.execute(
        update(CampaignRow)
        .where(
            CampaignRow.id == campaign.id, CampaignRow.organization_id == campaign.organization_id
        )
        .values(
            name=campaign.name,
            first_day=campaign.first_day,
            last_day=campaign.last_day,
            zone=campaign.zone,
            template=campaign.template,
            rules=dict(campaign.rules),
            hashtags=list(campaign.hashtags),
            link=campaign.link,
            country=campaign.country,
        )
    )
    session.execute(delete(CampaignChannelRow).where(CampaignChannelRow.campaign_id == campaign.id))
    session.add_all(
        CampaignChannelRow(campaign_id=campaign.id, channel_id=channel_id)
        for channel_id in channel_ids
    )


def channel_ids(session: Session, campaign_id: int) -> tuple[int, ...]:
    """Return the numbers of a campaign's channels, removed ones among them."""
    return tuple(
        session.scalars(
            select(CampaignChannelRow.channel_id)
            .where(CampaignChannelRow.campaign_id == campaign_id)
            .order_by(CampaignChannelRow.channel_id)
        )
    )


def campaign(session: Session, organization_id: int, campaign_id: int) -> Campaign | None:
    row = session.scalar(
        select(CampaignRow).where(
            CampaignRow.id == campaign_id, CampaignRow.organization_id == organization_id
        )
    )
    return None if row is None else _campaign(row)


def campaigns(session: Session, organization_id: int) -> list[Campaign]:
    """Return the organization's campaigns, the latest first."""
    rows = session.scalars(
        select(CampaignRow)
        .where(CampaignRow.organization_id == organization_id)
        .order_by(CampaignRow.first_day.desc(), CampaignRow.id.desc())
    )
    return [_campaign(row) for row in rows]


def _campaign(row: CampaignRow) -> Campaign:
    return Campaign(
        id=row.id,
        organization_id=row.organization_id,
        fact_sheet_id=row.fact_sheet_id,
        brand_kit_id=row.brand_kit_id,
        name=row.name,
        first_day=row.first_day,
        last_day=row.last_day,
        zone=row.zone,
        template=row.template,
        rules=row.rules,
        hashtags=tuple(row.hashtags),
        link=row.link,
        country=row.country,
    )
