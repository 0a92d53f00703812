"""Tokens of programs, and what programs were answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scheduler.store.people import Membership
from scheduler.store.tables import AccessTokenRow, AnswerRow, MemberRow, PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    id: int
    person_id: int
    person: str
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``status`` is None while the first request is still being done."""

    request_sha256: str
    status: int | None
    body: bytes


def add_token(  # noqa: PLR0913  # a token is exactly these facts
    session: Session,
    *,
    organization_id: int,
    person_id: int,
    name: str,
    token_sha256: str,
    scopes: Sequence[str],
    at: datetime,
    until: datetime,
) -> int:
    row = AccessTokenRow(
        organization_id=organization_id,
        person_id=person_id,
        name=name,
        token_sha256=token_sha256,
        scopes=list(scopes),
        made_at=at,
        expires_at=until,
    )
    session.add(row)
    session.flush()  # the token's id, for the caller
    return row.id


def tokens(session: Session, organization_id: int, person_id: int) -> list[AccessToken]:
    """Return a person's tokens that were not revoked, the newest first."""
    found = session.execute(
        select(AccessTokenRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == AccessTokenRow.person_id)
        .where(
            AccessTokenRow.organization_id == organization_id,
            AccessTokenRow.person_id == person_id,
            AccessTokenRow.revoked_at.is_(None),
        )
        .order_by(AccessTokenRow.id.desc())
    )
    return [_token(row, name) for row, name in found]


def by_token(
    session: Session, token_sha256: str, now: datetime
) -> tuple[AccessToken, Membership] | None:
    """Return a token that holds and for whom, as long as the person is a member."""
    found = session.execute(
        select(AccessTokenRow, MemberRow, PersonRow)
        .join(PersonRow, PersonRow.id == AccessTokenRow.person_id)
        .join(MemberRow, MemberRow.person_id == PersonRow.id)
        .where(
            AccessTokenRow.token_sha256 == token_sha256,
            AccessTokenRow.revoked_at.is_(None),
            AccessTokenRow.expires_at > now,
            AccessTokenRow.organization_id == MemberRow.organization_id,
            MemberRow.removed_at.is_(None),
        )
    ).first()
    if found is None:
        return None
    row, member, person = found
    membership = Membership(
        person_id=person.id,
        organization_id=member.organization_id,
        role=member.role,
        name=person.name,
        email=person.email,
    )
    return _token(row, person.name), membership


def note_use(session: Session, token_id: int, at: datetime) -> None:
    session.execute(update(AccessTokenRow).where(AccessTokenRow.id == token_id).values(used_at=at))


def revoke_token(
    session: Session, organization_id: int, person_id: int, token_id: int, *, at: datetime
) -> bool:
    """Say whether the person had such a token in this organization."""
    result = cast(
        "CursorResult[tuple[()]]",
        session.execute(
            update(AccessTokenRow)
            .where(
                AccessTokenRow.id == token_id,
                AccessTokenRow.organization_id == organization_id,
                AccessTokenRow.person_id == person_id,
                AccessTokenRow.revoked_at.is_(None),
            )
            .values(revoked_at=at)
        ),
    )
    return result.rowcount == 1


def reserve_answer(
    session: Session, who_sha256: str, key: str, request_sha256: str, *, at: datetime
) -> bool:
    """Take a key for a request that begins; say whether it was free."""
    try:
        with session.begin_nested():
            session.add(
                AnswerRow(who_sha256=who_sha256, key=key, request_sha256=request_sha256, at=at)
            )
    except IntegrityError:
        return False
    return True


def answer(session: Session, who_sha256: str, key: str) -> Answer | None:
    row = session.get(AnswerRow, (who_sha256, key))
    if row is None:
        return None
    return Answer(request_sha256=row.request_sha256, status=row.status, body=row.body)


def keep_answer(session: Session, who_sha256: str, key: str, status: int, body: bytes) -> None:
    session.execute(
        update(AnswerRow)
        .where(AnswerRow.who_sha256 == who_sha256, AnswerRow.key == key)
        .values(status=status, body=body)
    )


def forget_answer(session: Session, who_sha256: str, key: str) -> None:
    session.execute(
        delete(AnswerRow).where(AnswerRow.who_sha256 == who_sha256, AnswerRow.key == key)
    )


def forget_old_answers(session: Session, before: datetime) -> None:
    session.execute(delete(AnswerRow).where(AnswerRow.at < before))


def _token(row: AccessTokenRow, person: str) -> AccessToken:
    return AccessToken(
        id=row.id,
        person_id=row.person_id,
        person=person,
        name=row.name,
        scopes=tuple(row.scopes),
        made_at=row.made_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
