"""Posts that wait for one person's decision, the most urgent first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.post import Decision, PostState
from scheduler.store.tables import AssetRow, CampaignRow, DeliveryRow, PostRow, ReviewRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One line of the queue. ``local_time`` is the first delivery's wall time in ``zone``."""

    post_id: int
    title: str
    kind: str
    campaign: str
    due_at: datetime | None
    local_time: str
    zone: str
    sha256: str  # of the first picture; empty when there is none


def waiting(
    session: Session,
    organization_id: int,
    person_id: int,
    *,
    only: Collection[int] | None = None,
    limit: int = 60,
) -> list[Waiting]:
    """Return what waits for this person: earliest first, at most ``limit``.

    ``only`` are the posts that a guest may see.
    """
    first = (
        select(func.min(DeliveryRow.due_at))
        .where(DeliveryRow.post_id == PostRow.id, DeliveryRow.state != State.CANCELLED)
        .scalar_subquery()
    )
    found = session.execute(
        select(
            PostRow.id,
            PostRow.title,
            PostRow.kind,
            CampaignRow.name,
            CampaignRow.zone,
            first.label("due_at"),
        )
        .join(CampaignRow, CampaignRow.id == PostRow.campaign_id)
        .where(waits_for(organization_id, person_id, only))
        .order_by(first.is_(None), first, PostRow.id)
        .limit(limit)
    ).all()
    ids = [row[0] for row in found]
    times = _local_times(session, ids)
    pictures = _pictures(session, ids)
    return [
        Waiting(
            post_id=post_id,
            title=title,
            kind=kind,
            campaign=campaign,
            due_at=due_at,
            local_time=times.get(post_id, ""),
            zone=zone,
            sha256=pictures.get(post_id, ""),
        )
        for post_id, title, kind, campaign, zone, due_at in found
    ]


def decided_since(session: Session, organization_id: int, person_id: int, since: datetime) -> int:
    """Count the posts this person decided on, for the progress bar."""
    return (
        session.scalar(
            select(func.count(func.distinct(ReviewRow.post_id)))
            .join(PostRow, PostRow.id == ReviewRow.post_id)
            .where(
                PostRow.organization_id == organization_id,
                ReviewRow.person_id == person_id,
                ReviewRow.void_at.is_(None),
                ReviewRow.at > since,
            )
        )
        or 0
    )


def waits_for(
    organization_id: int | BindParameter[int],
    person_id: int | BindParameter[int],
    only: Collection[int] | BindParameter[int] | None,
) -> ColumnElement[bool]:
    """Say which posts wait for this person.

    Not what they approved already while others are still to be heard.
    """
    approved = exists().where(
        ReviewRow.post_id == PostRow.id,
        ReviewRow.person_id == person_id,
        ReviewRow.decision == Decision.APPROVE,
        ReviewRow.void_at.is_(None),
    )
    theirs = (
        (PostRow.organization_id == organization_id)
        & (PostRow.state == PostState.IN_REVIEW)
        & ~approved
    )
    return theirs if only is None else theirs & PostRow.id.in_(only)


def _local_times(session: Session, post_ids: list[int]) -> dict[int, str]:
    found = session.execute(
        select(DeliveryRow.post_id, func.min(DeliveryRow.local_time))
        .where(DeliveryRow.post_id.in_(post_ids), DeliveryRow.state != State.CANCELLED)
        .group_by(DeliveryRow.post_id)
    ).all()
    return {post_id: local_time for post_id, local_time in found}  # noqa: C416  # rows, not pairs


def _pictures(session: Session, post_ids: list[int]) -> dict[int, str]:
    found = session.execute(
        select(AssetRow.post_id, AssetRow.sha256)
        .where(AssetRow.post_id.in_(post_ids), AssetRow.position == 0)
        .order_by(AssetRow.format.desc())  # square before portrait is fine for a thumbnail
    ).all()
    return {post_id: sha256 for post_id, sha256 in found}  # noqa: C416  # rows, not pairs
