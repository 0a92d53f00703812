"""Rule packs that organizations added, and rules they switched off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scheduler.store.tables import RulePackRow, SwitchedOffRuleRow


@dataclass(frozen=True, slots=True)
class StoredPack:
    name: str
    text: str


def packs(session: Session, organization_id: int) -> Sequence[StoredPack]:
    """Return the packs in the order they were added."""
    rows = session.scalars(
        select(RulePackRow)
        .where(RulePackRow.organization_id == organization_id)
        .order_by(RulePackRow.id)
    )
    return [StoredPack(name=row.name, text=row.text) for row in rows]


def put_pack(session: Session, organization_id: int, pack: StoredPack, *, at: datetime) -> None:
    """Store a pack, in place of the one that had its name."""
    take_away(session, organization_id, pack.name)
    session.add(
        RulePackRow(organization_id=organization_id, name=pack.name, text=pack.text, added_at=at)
    )
    session.flush()  # what follows in the transaction reads the packs again


def take_away(session: Session, organization_id: int, name: str) -> bool:
    """Remove a pack; say whether there was one."""
    removed = session.scalars(
        delete(RulePackRow)
        .where(RulePackRow.organization_id == organization_id, RulePackRow.name == name)
        .returning(RulePackRow.id)
    ).all()
    return bool(removed)


def switched_off(session: Session, organization_id: int) -> frozenset[str]:
    rows = session.scalars(
        select(SwitchedOffRuleRow.rule).where(SwitchedOffRuleRow.organization_id == organization_id)
    )
    return frozenset(rows)


def switch_off(session: Session, organization_id: int, rule: str) -> None:
    if rule not in switched_off(session, organization_id):
        session.add(SwitchedOffRuleRow(organization_id=organization_id, rule=rule))
        session.flush()  # what follows in the transaction reads the rules again


def switch_on(session: Session, organization_id: int, rule: str) -> bool:
    """Let a rule hold again; say whether it was off."""
    removed = session.scalars(
        delete(SwitchedOffRuleRow)
        .where(
            SwitchedOffRuleRow.organization_id == organization_id, SwitchedOffRuleRow.rule == rule
        )
        .returning(SwitchedOffRuleRow.rule)
    ).all()
    return bool(removed)
