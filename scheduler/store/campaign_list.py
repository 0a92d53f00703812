"""Campaigns to choose from: their names and days, how their posts stand, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from scheduler.domain.post import PostState
from scheduler.store.tables import CampaignRow, PostRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCampaign:
    id: int
    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class PostCount:
    """A campaign's posts: how many there are, are approved, and wait for a decision."""

    posts: int = 0
    approved: int = 0
    waiting: int = 0


def named(
    session: Session, organization_id: int, *, limit: int | None = None, offset: int = 0
) -> list[NamedCampaign]:
    """Return the organization's campaigns, the latest first."""
    found = session.execute(
        select(CampaignRow.id, CampaignRow.name, CampaignRow.first_day, CampaignRow.last_day)
        .where(CampaignRow.organization_id == organization_id)
        .order_by(CampaignRow.first_day.desc(), CampaignRow.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        NamedCampaign(id=row.id, name=row.name, first_day=row.first_day, last_day=row.last_day)
        for row in found
    ]


def post_counts(session: Session, campaign_ids: Sequence[int]) -> dict[int, PostCount]:
    """Count the posts of some campaigns, archived ones left out."""

    def those(state: PostState) -> ColumnElement[int]:
        return func.sum(case((PostRow.state == state, 1), else_=0))

    found = session.execute(
        select(
            PostRow.campaign_id,
            func.count(),
            those(PostState.APPROVED),
            those(PostState.IN_REVIEW),
        )
        .where(PostRow.campaign_id.in_(campaign_ids), PostRow.state != PostState.ARCHIVED)
        .group_by(PostRow.campaign_id)
    )
    return {campaign_id: PostCount(*counts) for campaign_id, *counts in found}
