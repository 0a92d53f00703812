"""What was measured on the pictures of posts, and whether a person wrote their alt texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assets", sa.Column("framing", sa.Text(), nullable=True))
    op.add_column("assets", sa.Column("contrast", sa.Float(), nullable=True))
    op.add_column("assets", sa.Column("smallest_text", sa.Integer(), nullable=True))
    op.add_column("assets", sa.Column("alt_edited", sa.Boolean(), nullable=True))
