"""What was asked of platforms lately, so that their limits are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.store.tables.base import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spendings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("shared", sa.String(length=200), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("uploads", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_spendings_channel_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spendings")),
    )
    op.create_index("ix_spendings_channel", "spendings", ["channel_id", "at"])
    op.create_index("ix_spendings_shared", "spendings", ["shared", "at"])
    # Posts of the day before the upgrade still count; what is older is forgotten in an hour.
    op.execute(
        "INSERT INTO spendings (channel_id, shared, posts, requests, uploads, at) "
        "SELECT channel_id, '', 1, 0, 0, left_at FROM attempts WHERE left_at IS NOT NULL"
    )
