"""What a campaign was planned with, and where the plan has each post."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("planned_with", sa.JSON(), nullable=True))
    op.add_column("posts", sa.Column("slot_time", sa.String(length=16), nullable=True))
