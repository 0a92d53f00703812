"""Packs taken over from other organizations, and the numbers partners send back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
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


class PartnerLinkRow(Table):
    """An address under which a partner looks at a campaign's pack and makes it its own."""

    __tablename__ = "partner_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    partner: Mapped[str] = mapped_column(String(200))  # its numbers are kept under this name
    takes_numbers: Mapped[bool]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PackBuildRow(Table):
    """One pack being made, or made. A row outlives the process that works on it.

    ``key`` is its unguessable address; ``leased_until`` is when another process may take it up.
    """

    __tablename__ = "pack_builds"
    __table_args__ = (Index("ix_pack_builds_state_id", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))  # in whose right it is made
    link_id: Mapped[int | None] = mapped_column(ForeignKey("partner_links.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    wishes: Mapped[dict[str, Any]] = mapped_column(JSON)
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)
    notes: Mapped[list[str]] = mapped_column(JSON)
    trouble: Mapped[str] = mapped_column(String(500), default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
