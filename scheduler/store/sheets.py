"""Fact sheets as given, version by version, and brand kits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.store import campaigns
from scheduler.store.tables import (
    AssetRow,
    BrandKitRow,
    CampaignRow,
    CampaignSheetRow,
    CaptionRow,
    DeliveryRow,
    FactSheetRow,
    PostRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSheet:
    """``extraction`` is the JSON form that ``content.factsheets.serial`` reads, as corrected.

    ``corrections`` are those people made, in the form of ``content.factsheets.corrections``.
    """

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
    corrections: tuple[Mapping[str, Any], ...] = ()
    replaces_id: int | None = None


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
        corrections=[dict(one) for one in sheet.corrections],
        imported_at=sheet.imported_at,
    )
    session.add(row)
    session.flush()  # the sheet's id, for the caller
    return _sheet(row)


def put_corrections(
    session: Session,
    sheet_id: int,
    corrections: Sequence[Mapping[str, Any]],
    extraction: Mapping[str, Any],
) -> None:
    """Replace what people corrected in a version, and what follows from it."""
    session.execute(
        update(FactSheetRow)
        .where(FactSheetRow.id == sheet_id)
        .values(corrections=[dict(one) for one in corrections], extraction=dict(extraction))
    )


def use_version(session: Session, *, before_id: int, now_id: int, since: date) -> list[int]:
    """Let campaigns that are not over on ``since`` use another version; return their numbers."""
    open_ones = select(CampaignRow.id).where(CampaignRow.last_day >= since)
    found = session.scalars(open_ones.where(campaigns.using(before_id))).all()
    session.execute(
        update(CampaignSheetRow)
        .where(CampaignSheetRow.campaign_id.in_(found), CampaignSheetRow.fact_sheet_id == before_id)
        .values(fact_sheet_id=now_id)
    )
    session.execute(
        update(CampaignRow)
        .where(CampaignRow.id.in_(found), CampaignRow.fact_sheet_id == before_id)
        .values(fact_sheet_id=now_id)
    )
    session.execute(
        update(PostRow)
        .where(PostRow.campaign_id.in_(found), PostRow.fact_sheet_id == before_id)
        .values(fact_sheet_id=now_id)
    )
    return list(found)


def rename_items(
    session: Session, campaign_ids: Sequence[int], sheet_id: int, renamed: Mapping[str, str]
) -> None:
    """Keep out of scope, or in it, what campaigns chose by a key that its item no longer has."""
    chosen = select(CampaignSheetRow).where(
        CampaignSheetRow.campaign_id.in_(campaign_ids), CampaignSheetRow.fact_sheet_id == sheet_id
    )
    for sheet in session.scalars(chosen).all():
        sheet.only = [renamed.get(key, key) for key in sheet.only]
        sheet.leave_out = [renamed.get(key, key) for key in sheet.leave_out]
    for row in session.scalars(select(CampaignRow).where(CampaignRow.id.in_(campaign_ids))).all():
        if left := row.rules.get("leave_out"):
            row.rules = {**row.rules, "leave_out": [renamed.get(key, key) for key in left]}


def campaigns_using(session: Session, sheet_id: int) -> list[int]:
    return list(session.scalars(select(CampaignRow.id).where(campaigns.using(sheet_id))))


def unpublished_posts(session: Session, campaign_ids: Sequence[int]) -> list[int]:
    """Return posts of which something may still leave: not archived, not all out or given up."""
    still_open = (
        select(DeliveryRow.id)
        .where(
            DeliveryRow.post_id == PostRow.id,
            DeliveryRow.state.not_in([State.PUBLISHED, State.CANCELLED]),
        )
        .exists()
    )
    has_any = select(DeliveryRow.id).where(DeliveryRow.post_id == PostRow.id).exists()
    return list(
        session.scalars(
            select(PostRow.id)
            .where(
                PostRow.campaign_id.in_(campaign_ids),
                PostRow.state != PostState.ARCHIVED,
                or_(still_open, ~has_any),
            )
            .order_by(PostRow.id)
        )
    )


def posts_from(session: Session, sheet_id: int) -> list[int]:
    """Return the posts that say the words of a sheet."""
    return list(
        session.scalars(
            select(PostRow.id)
            .join(CampaignRow, CampaignRow.id == PostRow.campaign_id)
            .where(campaigns.sheet_of_post() == sheet_id)
        )
    )


def words_shown(session: Session, post_id: int) -> str:
    """Return every word of a post that readers see: captions, pictures and their alt texts."""
    captions = session.scalars(select(CaptionRow.text).where(CaptionRow.post_id == post_id))
    pictures = session.execute(
        select(AssetRow.words, AssetRow.alt_text).where(AssetRow.post_id == post_id)
    )
    return "\n".join([*captions, *(text for row in pictures for text in row)])


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
        corrections=tuple(row.corrections),
        replaces_id=row.replaces_id,
    )


def _brand(row: BrandKitRow) -> StoredBrand:
    return StoredBrand(
        id=row.id,
        organization_id=row.organization_id,
        name=row.name,
        definition=row.definition,
        files={str(name): str(value) for name, value in row.files.items()},
    )
