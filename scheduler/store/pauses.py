"""Pauses: what must not leave, since when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never, cast

from sqlalchemy import ColumnElement, CursorResult, String, select, true, update
from sqlalchemy import cast as cast_
from sqlalchemy.orm import Session

from scheduler.domain.delivery import Delivery, State
from scheduler.domain.pause import PauseScope
from scheduler.store import rows
from scheduler.store.campaigns import sheet_of_post
from scheduler.store.tables import (
    CampaignRow,
    ChannelRow,
    DeliveryRow,
    FactSheetRow,
    PauseRow,
    PersonRow,
    PostRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    id: int
    scope: PauseScope
    target: str
    reason: str
    person: str
    began_at: datetime


def begin(  # noqa: PLR0913  # a pause is exactly these facts
    session: Session,
    *,
    organization_id: int,
    scope: PauseScope,
    target: str,
    reason: str,
    person_id: int,
    at: datetime,
) -> int:
    row = PauseRow(
        organization_id=organization_id,
        scope=scope,
        target=target,
        reason=reason,
        person_id=person_id,
        began_at=at,
    )
    session.add(row)
    session.flush()  # the pause's id, for the caller
    return row.id


def end(session: Session, organization_id: int, pause_id: int, *, at: datetime) -> bool:
    """Say whether there was a running pause to end."""
    result = cast(
        "CursorResult[tuple[()]]",
        session.execute(
            update(PauseRow)
            .where(
                PauseRow.id == pause_id,
                PauseRow.organization_id == organization_id,
                PauseRow.ended_at.is_(None),
            )
            .values(ended_at=at)
        ),
    )
    return result.rowcount == 1


def pause(session: Session, organization_id: int, pause_id: int) -> Pause | None:
    """Return a running pause of the organization."""
    found = (one for one in running(session, organization_id) if one.id == pause_id)
    return next(found, None)


def fell_due(session: Session, organization_id: int, pause: Pause, now: datetime) -> list[Delivery]:
    """Return approved deliveries the pause kept from leaving, earliest first.

    Those whose time came since it began: still waiting, or missed in the meantime.
    """
    found = session.scalars(
        select(DeliveryRow)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(CampaignRow, CampaignRow.id == PostRow.campaign_id)
        .join(FactSheetRow, FactSheetRow.id == sheet_of_post())
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .where(
            PostRow.organization_id == organization_id,
            DeliveryRow.approved_digest != "",
            DeliveryRow.state.in_((State.SCHEDULED, State.MISSED)),
            DeliveryRow.due_at <= now,
            DeliveryRow.window_closes > pause.began_at,
            _covers(pause),
        )
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
    )
    return [rows.delivery(row) for row in found]


def _covers(pause: Pause) -> ColumnElement[bool]:
    match pause.scope:
        case PauseScope.EVERYTHING:
            return true()
        case PauseScope.CAMPAIGN:
            return cast_(PostRow.campaign_id, String) == pause.target
        case PauseScope.CHANNEL:
            return cast_(DeliveryRow.channel_id, String) == pause.target
        case PauseScope.PLATFORM:
            return ChannelRow.platform == pause.target
        case PauseScope.TOPIC:
            return FactSheetRow.topic == pause.target
        case _:
            assert_never(pause.scope)


def running(session: Session, organization_id: int) -> list[Pause]:
    found = session.execute(
        select(
            PauseRow.id,
            PauseRow.scope,
            PauseRow.target,
            PauseRow.reason,
            PauseRow.began_at,
            PersonRow.name,
        )
        .join(PersonRow, PersonRow.id == PauseRow.person_id)
        .where(PauseRow.organization_id == organization_id, PauseRow.ended_at.is_(None))
        .order_by(PauseRow.id)
    )
    return [
        Pause(
            id=row.id,
            scope=row.scope,
            target=row.target,
            reason=row.reason,
            person=row.name,
            began_at=row.began_at,
        )
        for row in found
    ]
