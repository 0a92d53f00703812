"""An organization's own rules for what may go out, and which of ours it has switched off."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.tables.base import Table, UtcDateTime


class RulePackRow(Table):
    """A rule pack as it was given; ``name`` is its file's, whose ending says how to read it."""

    __tablename__ = "rule_packs"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SwitchedOffRuleRow(Table):
    __tablename__ = "switched_off_rules"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(200), primary_key=True)
