"""Fact sheets as given, version by version, and brand kits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.store.tables import BrandKitRow, FactSheetRow


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSheet:
    """``extraction`` is the JSON form that ``content.factsheets.serial`` reads."""

    id: int
    organization_id: int
    name: str
    title: str
    language: str
    topic: str
    version: int
    sha256: str
    extraction: Mapping[str, Any]
    imported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBrand:
    """A brand kit's TOML and where its files lie in the media store."""

    id: int
    organization_id: int
    name: str
    definition: str
    files: Mapping[str, str]


def add_sheet(
    session: Session, sheet: FactSheet, *, source: bytes, replaces_id: int | None
) -> FactSheet:
    """Store ``sheet`` (its id is ignored) and return it as stored."""
    row = FactSheetRow(
        organization_id=sheet.organization_id,
        name=sheet.name,
        title=sheet.title,
        language=sheet.language,
        topic=sheet.topic,
        version=sheet.version,
        replaces_id=replaces_id,
        source=source,
        sha256=sheet.sha256,
        extraction=dict(sheet.extraction),
        imported_at=sheet.imported_at,
    )
    session.add(row)
    session.flush()  # the sheet's id, for the caller
    return _sheet(row)


def sheet(session: Session, organization_id: int, sheet_id: int) -> FactSheet | None:
    row = session.scalar(
        select(FactSheetRow).where(
            FactSheetRow.id == sheet_id, FactSheetRow.organization_id == organization_id
        )
    )
    return None if row is None else _sheet(row)


def sheets(session: Session, organization_id: int) -> list[FactSheet]:
    """Return all versions of all sheets, newest first."""
    rows = session.scalars(
        select(FactSheetRow)
        .where(FactSheetRow.organization_id == organization_id)
        .order_by(FactSheetRow.id.desc())
    )
    return [_sheet(row) for row in rows]


def latest(session: Session, organization_id: int, name: str) -> FactSheet | None:
    """Return the newest version of the sheet with this file name."""
    newest = (
        select(func.max(FactSheetRow.id))
        .where(FactSheetRow.organization_id == organization_id, FactSheetRow.name == name)
        .scalar_subquery()
    )
    row = session.scalar(select(FactSheetRow).where(FactSheetRow.id == newest))
    return None if row is None else _sheet(row)


def source(session: Session, sheet_id: int) -> bytes:
    return session.execute(
        select(FactSheetRow.source).where(FactSheetRow.id == sheet_id)
    ).scalar_one()


def add_brand(session: Session, brand: StoredBrand, *, at: datetime) -> int:
    row = BrandKitRow(
        organization_id=brand.organization_id,
        name=brand.name,
        definition=brand.definition,
        files=dict(brand.files),
        created_at=at,
    )
    session.add(row)
    session.flush()  # the kit's id, for the caller
    return row.id


def brand(session: Session, organization_id: int, brand_id: int) -> StoredBrand | None:
    row = session.scalar(
        select(BrandKitRow).where(
            BrandKitRow.id == brand_id, BrandKitRow.organization_id == organization_id
        )
    )
    return None if row is None else _brand(row)


def brands(session: Session, organization_id: int) -> list[StoredBrand]:
    rows = session.scalars(
        select(BrandKitRow)
        .where(BrandKitRow.organization_id == organization_id)
        .order_by(BrandKitRow.id)
    )
    return [_brand(row) for row in rows]


def _sheet(row: FactSheetRow) -> FactSheet:
    return FactSheet(
        id=row.id,
        organization_id=row.organization_id,
        name=row.name,
        title=row.title,
        language=row.language,
        topic=row.topic,
        version=row.version,
        sha256=row.sha256,
        extraction=row.extraction,
        imported_at=row.imported_at,
    )


def _brand(row: BrandKitRow) -> StoredBrand:
    return StoredBrand(
        id=row.id,
        organization_id=row.organization_id,
        name=row.name,
        definition=row.definition,
        files={str(name): str(value) for name, value in row.files.items()},
    )
