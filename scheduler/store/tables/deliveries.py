"""Deliveries, every try of one, what the platforms answered, and what people did with the posts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.attempt import Step
from scheduler.domain.delivery import Event, State
from scheduler.store.tables.base import Table, UtcDateTime, by_value


class DeliveryRow(Table):
    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("post_id", "channel_id"),
        Index("ix_deliveries_due", "state", "due_at"),
        Index("ix_deliveries_closing", "state", "window_closes"),
        Index("ix_deliveries_retry", "state", "retry_at"),
        Index(  # one at a time on each channel, whoever sends
            "uq_deliveries_in_flight",
            "channel_id",
            unique=True,
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        CheckConstraint(
            "state NOT IN ('sending', 'published', 'unconfirmed') OR approved_digest <> ''",
            name="approved_before_sending",
        ),
        CheckConstraint("window_closes > window_opens", name="window"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), index=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    local_time: Mapped[str] = mapped_column(String(20))  # YYYY-MM-DDTHH:MM in `zone`
    zone: Mapped[str] = mapped_column(String(60))
    window_opens: Mapped[datetime] = mapped_column(UtcDateTime)
    window_closes: Mapped[datetime] = mapped_column(UtcDateTime)
    format: Mapped[str] = mapped_column(String(20))
    state: Mapped[State] = mapped_column(by_value(State))
    tries: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_digest: Mapped[str] = mapped_column(String(64), default="")
    late_allowed: Mapped[bool] = mapped_column(default=False)  # a person said: still, in its window


class DeliveryEventRow(Table):
    """The audit trail of a delivery: one row for each move, never changed."""

    __tablename__ = "delivery_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"), index=True)
    event: Mapped[Event] = mapped_column(by_value(Event))
    came_from: Mapped[State] = mapped_column(by_value(State, "came_from"))
    went_to: Mapped[State] = mapped_column(by_value(State, "went_to"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # none: the publisher
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AttemptRow(Table):
    """One try. ``request`` is frozen before it leaves; ``left_at`` is committed before it does."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("delivery_id", "number"),
        Index("ix_attempts_lease", "step", "lease_until"),
        Index("ix_attempts_look", "look_at"),
        Index("ix_attempts_channel", "channel_id", "left_at"),
        Index(
            "uq_attempts_open",
            "delivery_id",
            unique=True,
            sqlite_where=text("step <> 'ended'"),
            postgresql_where=text("step <> 'ended'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    number: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    step: Mapped[Step] = mapped_column(by_value(Step))
    worker: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64))
    request: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    request_sha256: Mapped[str] = mapped_column(String(64), default="")
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(20), default="")  # accepted, found, or a verdict
    note: Mapped[str] = mapped_column(Text, default="")
    lookups: Mapped[int] = mapped_column(default=0)  # how often it was looked for afterwards
    look_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when to look again


class ReceiptRow(Table):
    __tablename__ = "receipts"

    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"), primary_key=True)
    remote_id: Mapped[str] = mapped_column(String(500))
    url: Mapped[str] = mapped_column(String(1000))
    digest: Mapped[str] = mapped_column(String(64))  # what was approved and sent
    request_sha256: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # who confirmed by hand
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when its numbers were read last


class ReadingRow(Table):
    """One number a platform reported at one time; a number it did not report has no row."""

    __tablename__ = "readings"
    __table_args__ = (Index("ix_readings_series", "delivery_id", "metric", "read_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"))
    metric: Mapped[str] = mapped_column(String(40))
    value: Mapped[int]
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
