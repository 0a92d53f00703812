"""What every page shows of the organization: its name, what waits, what is paused."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.store import pauses, people, review_queue
from scheduler.store.pauses import Pause
from scheduler.store.people import Organization
from scheduler.store.tables import ChannelRow, DeliveryRow, PostRow

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
    return Overview(
        organization=people.organization(session, organization_id),
        waiting=review_queue.count(session, organization_id, person_id, only=only),
        attention=count_attention(session, organization_id) if only is None else 0,
        pauses=tuple(pauses.running(session, organization_id)),
    )


def count_attention(session: Session, organization_id: int) -> int:
    """Count what waits for somebody: deliveries, posts that expired, channels that stopped."""
    deliveries = select(func.count()).select_from(DeliveryRow)
    posts = select(func.count()).select_from(PostRow)
    channels = select(func.count()).select_from(ChannelRow)
    questions = (
        deliveries.where(needs_a_person(organization_id)),
        posts.where(PostRow.organization_id == organization_id, PostRow.state == PostState.EXPIRED),
        channels.where(
            ChannelRow.organization_id == organization_id,
            ChannelRow.removed_at.is_(None),
            ChannelRow.parked.is_(True),
        ),
    )
    return sum(session.scalar(question) or 0 for question in questions)


def needs_a_person(organization_id: int) -> ColumnElement[bool]:
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
