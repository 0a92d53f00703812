"""Which deliveries may leave now, which must be stopped, and when to look again.

What a sender asks for each post is put together once, with ``now`` to be filled in: to build such
a question costs more than to ask it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from scheduler.domain.attempt import Step
from scheduler.domain.delivery import Delivery, State
from scheduler.domain.pause import PauseScope
from scheduler.domain.post import PostState
from scheduler.store import rows
from scheduler.store.campaigns import sheet_of_post
from scheduler.store.tables import (
    AttemptRow,
    CampaignRow,
    ChannelRow,
    DeliveryRow,
    FactSheetRow,
    PauseRow,
    PostRow,
)
from scheduler.store.tables.base import UtcDateTime

JOB_BEGINS_WITHIN = timedelta(seconds=10)  # else it was lost, and another one is put
Moment = datetime | BindParameter[datetime]
Question = TypeVar("Question", bound="Select[*tuple[Any, ...]]")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueChannel:
    """A channel with something to send, and since when that waits."""

    channel_id: int
    platform: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A delivery whose window closed while it waited, and what kept it."""

    delivery: Delivery
    organization_id: int
    campaign_id: int
    post_state: PostState
    paused: str  # the reason of the pause; empty where nothing was paused
    trouble: str  # the channel's


def due_channels(session: Session, now: datetime) -> list[DueChannel]:
    """Return the channels that have something to send and are free, longest waiting first.

    Channels for which a job waits in a queue are left out, until that should have begun.
    """
    found = session.execute(_due_channels(), {"now": now, "lost": now - JOB_BEGINS_WITHIN})
    return [
        DueChannel(channel_id=channel_id, platform=platform, since=waiting)
        for channel_id, platform, waiting in found
    ]


def next_due(session: Session, channel_id: int, now: datetime) -> int | None:
    """Return the delivery of a free channel that may leave now and waits longest."""
    return session.scalar(_next_due(), {"now": now, "channel": channel_id})


def may_still_leave(session: Session, delivery_id: int, now: datetime) -> bool:
    """Say whether nothing has forbidden meanwhile what is being made ready."""
    return session.scalar(_may_still_leave(), {"now": now, "delivery": delivery_id}) is not None


def oldest_waiting(session: Session, now: datetime) -> datetime | None:
    """Return since when the delivery waits that should have left first; None when all did.

    What rests with its channel, for a limit or after failures of the platform, waits rightly.
    """
    return session.scalar(
        _joined(select(func.min(DeliveryRow.due_at))).where(
            _is_due(now), *_may_leave(now), _does_not_rest(now)
        )
    )


def on_unusable_channels(session: Session, now: datetime, limit: int) -> list[Delivery]:
    """Return what is due on channels that were removed, or must be connected again."""
    found = session.scalars(
        select(DeliveryRow)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .where(
            _is_due(now),
            DeliveryRow.approved_digest != "",
            DeliveryRow.window_closes > now,
            or_(ChannelRow.removed_at.is_not(None), ChannelRow.parked.is_(True)),
        )
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
        .limit(limit)
    )
    return [rows.delivery(row) for row in found]


def overdue(session: Session, now: datetime, limit: int) -> list[Overdue]:
    """Return deliveries that still wait although their window has closed."""
    why_paused = _pause().scalar_subquery().label("why")
    found = session.execute(
        _joined(select(DeliveryRow, PostRow, ChannelRow.trouble, why_paused))
        .where(DeliveryRow.state == State.SCHEDULED, DeliveryRow.window_closes <= now)
        .order_by(DeliveryRow.window_closes, DeliveryRow.id)
        .limit(limit)
    )
    return [
        Overdue(
            delivery=rows.delivery(delivery),
            organization_id=post.organization_id,
            campaign_id=post.campaign_id,
            post_state=post.state,
            paused=why or "",
            trouble=trouble,
        )
        for delivery, post, trouble, why in found
    ]


def next_due_at(session: Session, now: datetime) -> datetime | None:
    """Return when the next delivery falls due, by its plan or because it is tried again."""
    planned = session.scalar(
        select(DeliveryRow.due_at)
        .where(DeliveryRow.state == State.SCHEDULED, DeliveryRow.due_at > now)
        .order_by(DeliveryRow.due_at)
        .limit(1)
    )
    again = session.scalar(
        select(func.min(DeliveryRow.retry_at)).where(
            DeliveryRow.retry_at > now, DeliveryRow.state == State.SCHEDULED
        )
    )
    return min((moment for moment in (planned, again) if moment), default=None)


def next_moment(session: Session, now: datetime) -> datetime | None:
    """Return when the next thing will happen that is sure to: None when all is done.

    What was never approved or is paused may never leave, so nobody waits for it.
    """
    ready = func.coalesce(DeliveryRow.retry_at, DeliveryRow.due_at)
    sending = session.scalar(
        _joined(
            select(
                func.min(
                    case((ChannelRow.blocked_until > ready, ChannelRow.blocked_until), else_=ready)
                )
            )
        ).where(DeliveryRow.state == State.SCHEDULED, *_may_leave_some_day(now))
    )
    looking = session.scalar(select(func.min(AttemptRow.look_at)))
    lease = session.scalar(
        select(func.min(AttemptRow.lease_until)).where(AttemptRow.step != Step.ENDED)
    )
    return min((moment for moment in (sending, looking, lease) if moment), default=None)


@cache
def _due_channels() -> Select[int, str, datetime]:
    now, lost = _moment("now"), _moment("lost")
    since = func.min(DeliveryRow.due_at)
    return (
        _joined(select(DeliveryRow.channel_id, ChannelRow.platform, since))
        .where(
            _is_due(now),
            *_may_leave(now),
            _channel_is_free(now),
            or_(ChannelRow.queued_at.is_(None), ChannelRow.queued_at <= lost),
        )
        .group_by(DeliveryRow.channel_id, ChannelRow.platform)
        .order_by(since, DeliveryRow.channel_id)
    )


@cache
def _next_due() -> Select[int]:
    now = _moment("now")
    return (
        _joined(select(DeliveryRow.id))
        .where(
            _is_due(now),
            DeliveryRow.channel_id == bindparam("channel"),
            *_may_leave(now),
            _channel_is_free(now),
        )
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
        .limit(1)
    )


@cache
def _may_still_leave() -> Select[int]:
    return _joined(select(DeliveryRow.id)).where(
        DeliveryRow.id == bindparam("delivery"),
        DeliveryRow.state == State.SENDING,
        *_may_leave_some_day(_moment("now")),
    )


def _moment(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=UtcDateTime)


def _joined(question: Question) -> Question:
    return (
        question.select_from(DeliveryRow)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(CampaignRow, CampaignRow.id == PostRow.campaign_id)
        .join(FactSheetRow, FactSheetRow.id == sheet_of_post())
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
    )


def _is_due(now: Moment) -> ColumnElement[bool]:
    # The two that the index knows stand alone, so that a full calendar costs nothing.
    return and_(DeliveryRow.state == State.SCHEDULED, DeliveryRow.due_at <= now)


def _may_leave(now: Moment) -> tuple[ColumnElement[bool], ...]:
    return (
        or_(DeliveryRow.retry_at.is_(None), DeliveryRow.retry_at <= now),
        DeliveryRow.window_opens <= now,
        *_may_leave_some_day(now),
    )


def _may_leave_some_day(now: Moment) -> tuple[ColumnElement[bool], ...]:
    return (
        DeliveryRow.approved_digest != "",
        # As a value, so that no planner walks the index of closing windows: nearly all are open.
        (DeliveryRow.window_closes > now).is_(True),
        PostRow.state == PostState.APPROVED,
        ChannelRow.removed_at.is_(None),
        ChannelRow.parked.is_(False),
        ~_pause().exists(),
    )


def _does_not_rest(now: Moment) -> ColumnElement[bool]:
    return or_(ChannelRow.blocked_until.is_(None), ChannelRow.blocked_until <= now)


def _channel_is_free(now: Moment) -> ColumnElement[bool]:
    in_flight = aliased(DeliveryRow)
    return and_(
        _does_not_rest(now),
        or_(ChannelRow.taken_until.is_(None), ChannelRow.taken_until <= now),
        ~select(in_flight.id)
        .where(in_flight.channel_id == ChannelRow.id, in_flight.state == State.SENDING)
        .exists(),
    )


def _pause() -> Select[str]:
    """Return the question for the running pause that covers a delivery, if there is one."""
    return (
        select(PauseRow.reason)
        .where(
            PauseRow.organization_id == PostRow.organization_id,
            PauseRow.ended_at.is_(None),
            or_(
                PauseRow.scope == PauseScope.EVERYTHING,
                _covers(PauseScope.CAMPAIGN, cast(PostRow.campaign_id, String)),
                _covers(PauseScope.CHANNEL, cast(DeliveryRow.channel_id, String)),
                _covers(PauseScope.PLATFORM, ChannelRow.platform),
                _covers(PauseScope.TOPIC, FactSheetRow.topic),
            ),
        )
        .correlate(PostRow, DeliveryRow, ChannelRow, FactSheetRow)
        .limit(1)
    )


def _covers(scope: PauseScope, target: SQLColumnExpression[str]) -> ColumnElement[bool]:
    return and_(PauseRow.scope == scope, PauseRow.target == target)
