"""What was asked of platforms, so that the limits they set are kept over all processes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.tables.base import Table, UtcDateTime


class SpendingRow(Table):
    """One try, look or reading of a channel, and the requests it made; kept for a day.

    ``shared`` names the app or the server whose limit several channels share, where there is one.
    """

    __tablename__ = "spendings"
    __table_args__ = (
        Index("ix_spendings_channel", "channel_id", "at"),
        Index("ix_spendings_shared", "shared", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    shared: Mapped[str] = mapped_column(String(200), default="")
    posts: Mapped[int] = mapped_column(default=0)
    requests: Mapped[int] = mapped_column(default=0)
    uploads: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
