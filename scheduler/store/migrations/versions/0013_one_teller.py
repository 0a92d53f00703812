"""Webhooks are told by one process at a time, whichever that is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.store.tables.base import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("webhooks", sa.Column("taken_until", UtcDateTime(), nullable=True))
