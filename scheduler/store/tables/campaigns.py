"""Fact sheets, brand kits, channels, campaigns and pauses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.pause import PauseScope
from scheduler.store.tables.base import Table, UtcDateTime, by_value


class FactSheetRow(Table):
    """One version of a sheet as it was given, with what was taken from it."""

    __tablename__ = "fact_sheets"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))  # the file's
    title: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(20))
    topic: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("fact_sheets.id"))
    source: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    extraction: Mapped[dict[str, Any]] = mapped_column(JSON)  # as corrected by people
    corrections: Mapped[list[Any]] = mapped_column(JSON, default=list)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BrandKitRow(Table):
    __tablename__ = "brand_kits"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    definition: Mapped[str] = mapped_column(Text)  # the brand file, TOML
    files: Mapped[dict[str, Any]] = mapped_column(JSON)  # file name -> SHA-256 in the media store
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChannelRow(Table):
    """One connected account. ``secrets`` is encrypted; ``settings`` holds nothing secret."""

    __tablename__ = "channels"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    platform: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    secrets: Mapped[str] = mapped_column(Text)
    account_id: Mapped[str] = mapped_column(String(300), default="")  # what the platform calls it
    account_name: Mapped[str] = mapped_column(String(200), default="")
    account_url: Mapped[str] = mapped_column(String(500), default="")
    limits: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # rate limit
    trouble: Mapped[str] = mapped_column(String(500), default="")  # last error, plain words
    failures: Mapped[int] = mapped_column(default=0)  # in a row; many of them stop the channel
    parked: Mapped[bool] = mapped_column(default=False)  # until somebody connects it again
    taken_by: Mapped[str] = mapped_column(String(100), default="")  # who speaks for it now
    taken_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when a job was put for it
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CampaignRow(Table):
    """``fact_sheet_id`` is the first of its sheets: all of them are ``CampaignSheetRow``s."""

    __tablename__ = "campaigns"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    fact_sheet_id: Mapped[int] = mapped_column(ForeignKey("fact_sheets.id"))
    brand_kit_id: Mapped[int] = mapped_column(ForeignKey("brand_kits.id"))
    name: Mapped[str] = mapped_column(String(200))
    first_day: Mapped[date]
    last_day: Mapped[date]
    zone: Mapped[str] = mapped_column(String(60))
    country: Mapped[str | None] = mapped_column(String(2))  # of its readers; none: of several
    template: Mapped[str] = mapped_column(String(60))
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    hashtags: Mapped[list[str]] = mapped_column(JSON)
    link: Mapped[str] = mapped_column(String(500), default="")
    planned_with: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # domain.planning_frame
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CampaignSheetRow(Table):
    """A sheet of a campaign and what of it is in scope; see ``domain.campaign_sheet``."""

    __tablename__ = "campaign_sheets"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    fact_sheet_id: Mapped[int] = mapped_column(
        ForeignKey("fact_sheets.id"), primary_key=True, index=True
    )
    position: Mapped[int]
    kinds: Mapped[list[str]] = mapped_column(JSON)
    only: Mapped[list[str]] = mapped_column(JSON)  # item keys, as are those left out
    leave_out: Mapped[list[str]] = mapped_column(JSON)


class CampaignChannelRow(Table):
    __tablename__ = "campaign_channels"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True)


class ObservanceRow(Table):
    """An awareness day, week or month of an organization's own; ``rule`` as in the shared list."""

    __tablename__ = "observances"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    name: Mapped[str] = mapped_column(String(200))
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)


class PauseRow(Table):
    """``target`` is a campaign's or channel's id, a platform's name, a topic; empty for all."""

    __tablename__ = "pauses"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    scope: Mapped[PauseScope] = mapped_column(by_value(PauseScope))
    target: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(String(500))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
