"""What every page shows of the organization: its name, what waits, what is paused."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.store import pauses, review_queue
from scheduler.store.pauses import Pause
from scheduler.store.people import Organization
from scheduler.store.tables import ChannelRow, DeliveryRow, OrganizationRow, PostRow

NEED_A_PERSON = (State.UNCONFIRMED, State.HELD, State.MISSED, State.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    organization: Organization
    waiting: int  # posts this person could review
    attention: int  # deliveries a person must look at
    pauses: tuple[Pause, ...]


def overview(
    session: Session, organization_id: int, person_id: int, *, only: Collection[int] | None = None
) -> Overview:
    """Sum up for one person; ``only`` are the posts a guest may see."""
    asked = {"organization_id": organization_id, "person_id": person_id, "only": list(only or ())}
    row = session.execute(_question(for_guest=only is not None), asked).one()
    return Overview(
        organization=Organization(id=row.id, slug=row.slug, name=row.name, zone=row.zone),
        waiting=row.waiting,
        attention=row.attention if only is None else 0,
        pauses=tuple(pauses.running(session, organization_id)),
    )


@cache
def _question(*, for_guest: bool) -> Select[Any]:
    """Return all sums as one question, put together once: every page asks it."""
    organization_id = bindparam("organization_id", type_=Integer)
    waiting = (
        select(func.count())
        .select_from(PostRow)
        .where(
            review_queue.waits_for(
                organization_id,
                bindparam("person_id", type_=Integer),
                bindparam("only", type_=Integer, expanding=True) if for_guest else None,
            )
        )
    )
    question = select(
        OrganizationRow.id,
        OrganizationRow.slug,
        OrganizationRow.name,
        OrganizationRow.zone,
        waiting.scalar_subquery().label("waiting"),
        _attention(organization_id).label("attention"),
    )
    return question.where(OrganizationRow.id == organization_id)


def _attention(organization_id: BindParameter[int]) -> ColumnElement[int]:
    """Count what waits for somebody: deliveries, posts that expired, channels that stopped."""
    deliveries = select(func.count()).select_from(DeliveryRow)
    posts = select(func.count()).select_from(PostRow)
    channels = select(func.count()).select_from(ChannelRow)
    return (
        deliveries.where(needs_a_person(organization_id)).scalar_subquery()
        + posts.where(
            PostRow.organization_id == organization_id, PostRow.state == PostState.EXPIRED
        ).scalar_subquery()
        + channels.where(
            ChannelRow.organization_id == organization_id,
            ChannelRow.removed_at.is_(None),
            ChannelRow.parked.is_(True),
        ).scalar_subquery()
    )


def needs_a_person(organization_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Say which deliveries stand still.

    Written with EXISTS, so that SQLite looks at the few that stand still first and at their posts
    then; with a join it went through all posts of the organization.
    """
    theirs = exists().where(
        PostRow.id == DeliveryRow.post_id,
        PostRow.organization_id == organization_id,
        PostRow.state != PostState.ARCHIVED,
    )
    return DeliveryRow.state.in_(NEED_A_PERSON) & theirs


def is_reachable(session: Session) -> bool:
    """Say whether the database answers."""
    return session.scalar(select(1)) == 1
