"""Alembic's entry: runs the migrations on the connection it is given."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from scheduler.store.tables import Table
from scheduler.store.tables.base import UtcDateTime


def short_name(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column type into a migration as it is imported there."""
    return "UtcDateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,  # SQLite cannot alter most things in place
    render_item=short_name,
)
with context.begin_transaction():
    context.run_migrations()
