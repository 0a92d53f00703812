"""Packs taken over, and numbers that partners send back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.store.tables.base import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pack_imports",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("signer", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_pack_imports_campaign_id")
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_pack_imports")),
    )
    op.create_table(
        "partner_numbers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("partner", sa.String(length=200), nullable=False),
        sa.Column("card", sa.String(length=80), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_partner_numbers_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_numbers")),
        sa.UniqueConstraint(
            "campaign_id",
            "partner",
            "card",
            "platform",
            "metric",
            name=op.f("uq_partner_numbers_campaign_id"),
        ),
    )
