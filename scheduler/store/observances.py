"""An organization's own observances, as they were entered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from scheduler.store.tables import ObservanceRow


def put(session: Session, organization_id: int, name: str, definition: Mapping[str, Any]) -> None:
    """Store an observance; one of the same name is replaced."""
    row = session.scalar(
        select(ObservanceRow).where(
            ObservanceRow.organization_id == organization_id, ObservanceRow.name == name
        )
    )
    if row is None:
        row = ObservanceRow(organization_id=organization_id, name=name)
        session.add(row)
    row.definition = dict(definition)


def of_organization(session: Session, organization_id: int) -> list[dict[str, Any]]:
    """Return the definitions of an organization's own observances, by name."""
    found = session.scalars(
        select(ObservanceRow.definition)
        .where(ObservanceRow.organization_id == organization_id)
        .order_by(ObservanceRow.name)
    )
    return [dict(definition) for definition in found]


def remove(session: Session, organization_id: int, name: str) -> bool:
    """Say whether there was one of that name to remove."""
    result = cast(
        "CursorResult[tuple[()]]",
        session.execute(
            delete(ObservanceRow).where(
                ObservanceRow.organization_id == organization_id, ObservanceRow.name == name
            )
        ),
    )
    return result.rowcount == 1
