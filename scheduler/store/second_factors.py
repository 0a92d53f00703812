"""The second step by which people log in: its locked secret, and which codes were used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from scheduler.store.tables import SecondFactorRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    locked_secret: str
    confirmed: bool
    last_step: int
    spare_sha256: tuple[str, ...]


def second_factor(session: Session, person_id: int) -> SecondFactor | None:
    row = session.get(SecondFactorRow, person_id)
    if row is None:
        return None
    return SecondFactor(
        locked_secret=row.secret,
        confirmed=row.confirmed_at is not None,
        last_step=row.last_step,
        spare_sha256=tuple(row.spare_sha256),
    )


def put(session: Session, person_id: int, locked_secret: str) -> None:
    """Store a secret that is not confirmed yet, in place of any before."""
    session.merge(
        SecondFactorRow(
            person_id=person_id,
            secret=locked_secret,
            confirmed_at=None,
            last_step=0,
            spare_sha256=[],
        )
    )


def confirm(session: Session, person_id: int, spare_sha256: list[str], *, at: datetime) -> None:
    row = session.get_one(SecondFactorRow, person_id)
    row.confirmed_at = at
    row.spare_sha256 = spare_sha256


def note_step(session: Session, person_id: int, step: int) -> None:
    session.get_one(SecondFactorRow, person_id).last_step = step


def use_spare(session: Session, person_id: int, sha256: str) -> None:
    row = session.get_one(SecondFactorRow, person_id)
    row.spare_sha256 = [one for one in row.spare_sha256 if one != sha256]


def remove(session: Session, person_id: int) -> None:
    session.execute(delete(SecondFactorRow).where(SecondFactorRow.person_id == person_id))
