"""Pauses: what must not leave, since when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from scheduler.domain.pause import PauseScope
from scheduler.store.tables import PauseRow, PersonRow


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


def running(session: Session, organization_id: int) -> list[Pause]:
    found = session.execute(
        select(PauseRow, PersonRow.name)
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
            person=name,
            began_at=row.began_at,
        )
        for row, name in found
    ]
