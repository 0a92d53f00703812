"""Several fact sheets for one campaign, and which of them each post is made from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sheets = op.create_table(
        "campaign_sheets",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("fact_sheet_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("only", sa.JSON(), nullable=False),
        sa.Column("leave_out", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_sheets_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["fact_sheet_id"], ["fact_sheets.id"], name=op.f("fk_campaign_sheets_fact_sheet_id")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "fact_sheet_id", name=op.f("pk_campaign_sheets")),
    )
    op.create_index(op.f("ix_campaign_sheets_fact_sheet_id"), "campaign_sheets", ["fact_sheet_id"])
    campaigns = sa.table("campaigns", sa.column("id"), sa.column("fact_sheet_id"))
    whole = [
        {
            "campaign_id": campaign_id,
            "fact_sheet_id": fact_sheet_id,
            "position": 0,
            "kinds": [],
            "only": [],
            "leave_out": [],
        }
        for campaign_id, fact_sheet_id in op.get_bind().execute(
            sa.select(campaigns.c.id, campaigns.c.fact_sheet_id)
        )
    ]
    op.bulk_insert(sheets, whole)
    # In words, because SQLite takes a reference with a new column but none afterwards.
    op.execute(
        "ALTER TABLE posts ADD COLUMN fact_sheet_id INTEGER "
        "CONSTRAINT fk_posts_fact_sheet_id REFERENCES fact_sheets (id)"
    )
