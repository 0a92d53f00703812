"""Messages that wait to be sent to people. The same occasion is said once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from scheduler.store.tables import NoticeRow, OrganizationRow, PersonRow

MOST_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """``key`` names the occasion; a second notice of the same key is not stored."""

    organization_id: int
    person_id: int
    post_id: int | None
    key: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    id: int
    organization: str
    person_id: int
    email: str
    name: str
    subject: str
    text: str
    at: datetime


def add(session: Session, notice: Notice, *, at: datetime) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(
        dialect.insert(NoticeRow)
        .values(
            organization_id=notice.organization_id,
            person_id=notice.person_id,
            post_id=notice.post_id,
            key=notice.key,
            subject=notice.subject,
            text=notice.text,
            at=at,
            tries=0,
        )
        .on_conflict_do_nothing(index_elements=["key"])
    )


def unsent(session: Session, *, limit: int = 500) -> list[Unsent]:
    """Return what waits, oldest first, without what failed too often."""
    found = session.execute(
        select(NoticeRow, PersonRow, OrganizationRow.name)
        .join(PersonRow, PersonRow.id == NoticeRow.person_id)
        .join(OrganizationRow, OrganizationRow.id == NoticeRow.organization_id)
        .where(NoticeRow.sent_at.is_(None), NoticeRow.tries < MOST_TRIES)
        .order_by(NoticeRow.id)
        .limit(limit)
    )
    return [
        Unsent(
            id=row.id,
            organization=organization,
            person_id=person.id,
            email=person.email,
            name=person.name,
            subject=row.subject,
            text=row.text,
            at=row.at,
        )
        for row, person, organization in found
    ]


def mark_sent(session: Session, notice_ids: list[int], *, at: datetime) -> None:
    session.execute(update(NoticeRow).where(NoticeRow.id.in_(notice_ids)).values(sent_at=at))


def mark_failed(session: Session, notice_ids: list[int]) -> None:
    session.execute(
        update(NoticeRow).where(NoticeRow.id.in_(notice_ids)).values(tries=NoticeRow.tries + 1)
    )
