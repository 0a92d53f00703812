"""The record of who did what: one chain of hashes for each organization, only ever added to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from scheduler.store.tables import AuditHeadRow, AuditRow, PersonRow
from scheduler.store.tables.base import bare

START = "0" * 64
_PAGE = 1000

# Put together once: every move of a delivery adds an entry.
_HEAD = (
    select(AuditHeadRow.number, AuditHeadRow.sha256)
    .where(AuditHeadRow.organization_id == bindparam("organization"))
    .with_for_update()
)
_ENTRY, _HEADS = insert(bare(AuditRow)), bare(AuditHeadRow)
_MOVE_HEAD = (
    update(_HEADS)
    .where(_HEADS.c.organization_id == bindparam("organization"))
    .values(number=bindparam("to"), sha256=bindparam("hash"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """``sha256`` covers every other field and the hash of the entry before."""

    number: int
    at: datetime
    who: str
    what: str
    subject: str
    digest: str
    note: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """``broken_at`` is the first entry that is not what was written; None when all are."""

    entries: int
    broken_at: int | None = None
    why: str = ""


def append(  # noqa: PLR0913  # an entry is exactly these facts
    session: Session,
    organization_id: int,
    *,
    at: datetime,
    person_id: int | None,
    what: str,
    subject: str,
    digest: str = "",
    note: str = "",
) -> None:
    """Add an entry in the transaction that does the thing; ``person_id`` None is the publisher.

    The chain's head is locked until that transaction ends, so entries stand in one line.
    """
    who = "" if person_id is None else session.get_one(PersonRow, person_id).email
    number, before = _locked_head(session, organization_id)
    number += 1
    facts = (organization_id, number, at, who, what, subject, digest, note)
    sha256 = _sha256(before, *facts)
    entry = {
        "organization_id": organization_id,
        "number": number,
        "at": at,
        "who": who,
        "what": what,
        "subject": subject,
        "digest": digest,
        "note": note,
        "sha256": sha256,
    }
    session.execute(_ENTRY, entry)
    session.execute(_MOVE_HEAD, {"organization": organization_id, "to": number, "hash": sha256})


def entries(session: Session, organization_id: int, *, after: int = 0) -> Iterator[Entry]:
    """Yield the entries in order, a page at a time."""
    while True:
        rows = session.scalars(
            select(AuditRow)
            .where(AuditRow.organization_id == organization_id, AuditRow.number > after)
            .order_by(AuditRow.number)
            .limit(_PAGE)
        ).all()
        for row in rows:
            yield _entry(row)
        if len(rows) < _PAGE:
            return
        after = rows[-1].number


def latest_of(
    session: Session, organization_id: int, what: str, subjects: Collection[str]
) -> Mapping[str, Entry]:
    """Return the newest entry of one kind for each of the subjects that has one."""
    rows = session.scalars(
        select(AuditRow)
        .where(
            AuditRow.organization_id == organization_id,
            AuditRow.what == what,
            AuditRow.subject.in_(subjects),
        )
        .order_by(AuditRow.number)
    )
    return {row.subject: _entry(row) for row in rows}


def verify(session: Session, organization_id: int) -> Verified:
    """Recompute the whole chain: a changed, missing, added or cut-off entry breaks it."""
    number, sha256 = 0, START
    for entry in entries(session, organization_id):
        if entry.number != number + 1:
            return Verified(
                entries=number, broken_at=number + 1, why=f"entry {number + 1} is missing"
            )
        facts = (
            organization_id,
            entry.number,
            entry.at,
            entry.who,
            entry.what,
            entry.subject,
            entry.digest,
            entry.note,
        )
        if entry.sha256 != _sha256(sha256, *facts):
            why = f"entry {entry.number} is not what was written"
            return Verified(entries=number, broken_at=entry.number, why=why)
        number, sha256 = entry.number, entry.sha256
    head = session.get(AuditHeadRow, organization_id)
    if (head.number, head.sha256) != (number, sha256) if head else number:
        return Verified(
            entries=number,
            broken_at=number + 1,
            why=f"the chain ends at entry {number}, where more were written",
        )
    return Verified(entries=number)


def _locked_head(session: Session, organization_id: int) -> tuple[int, str]:
    head = session.execute(_HEAD, {"organization": organization_id}).one_or_none()
    if head is not None:
        return head.number, head.sha256
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(
        dialect.insert(AuditHeadRow)
        .values(organization_id=organization_id, number=0, sha256=START)
        .on_conflict_do_nothing()
    )
    head = session.execute(_HEAD, {"organization": organization_id}).one()
    return head.number, head.sha256


def _entry(row: AuditRow) -> Entry:
    return Entry(
        number=row.number,
        at=row.at,
        who=row.who,
        what=row.what,
        subject=row.subject,
        digest=row.digest,
        note=row.note,
        sha256=row.sha256,
    )


def _sha256(before: str, *facts: object) -> str:
    plain = [fact.isoformat() if isinstance(fact, datetime) else fact for fact in facts]
    text = json.dumps([before, *plain], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
