"""Packs taken over from other organizations, and the numbers partners send back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.tables.base import Table, UtcDateTime


class PackImportRow(Table):
    """The newest pack a campaign was made from; ``manifest`` is compared with the next one's."""

    __tablename__ = "pack_imports"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    manifest: Mapped[dict[str, Any]] = mapped_column(JSON)
    signer: Mapped[str] = mapped_column(String(80), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PartnerNumberRow(Table):
    """One number of one post as a partner reported it; a later report replaces it."""

    __tablename__ = "partner_numbers"
    __table_args__ = (UniqueConstraint("campaign_id", "partner", "card", "platform", "metric"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    partner: Mapped[str] = mapped_column(String(200))
    card: Mapped[str] = mapped_column(String(80))  # the card's place in the plan
    platform: Mapped[str] = mapped_column(String(40))
    metric: Mapped[str] = mapped_column(String(40))
    value: Mapped[int]
    posted_on: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
