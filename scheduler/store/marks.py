"""Small facts that outlive a process."""

from __future__ import annotations

from typing import cast

from sqlalchemy import CursorResult, delete
from sqlalchemy.orm import Session

from scheduler.store.tables import MarkRow


def mark(session: Session, name: str) -> str:
    """Return what was marked under ``name``; empty where nothing was."""
    row = session.get(MarkRow, name)
    return "" if row is None else row.value


def take_mark(session: Session, name: str) -> str:
    """Return what was marked and forget it, so that it serves once; empty where nothing was."""
    row = session.get(MarkRow, name)
    if row is None:
        return ""
    value = row.value
    gone = session.execute(delete(MarkRow).where(MarkRow.name == name, MarkRow.value == value))
    # Of two who come at once only one finds it there.
    return value if cast("CursorResult[tuple[()]]", gone).rowcount == 1 else ""


def put_mark(session: Session, name: str, value: str) -> None:
    session.merge(MarkRow(name=name, value=value))
