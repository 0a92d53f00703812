"""Campaigns and the channels they use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from content.captions.hashtags import advice, tags
from content.captions.model import CaptionError
from scheduler.domain.campaign_sheet import CampaignSheet
from scheduler.store.tables import CampaignChannelRow, CampaignRow, CampaignSheetRow, PostRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """``rules`` is the JSON form of ``scheduler.domain.campaign.Rules``.

    ``sheets`` are all of its fact sheets, the first of which is ``fact_sheet_id``: it opens and
    closes the campaign. ``country`` is the ISO 3166-1 code of the one country its readers are in,
    where there is one.
    """

    id: int
    organization_id: int
    fact_sheet_id: int
    brand_kit_id: int
    name: str
    first_day: date
    last_day: date
    zone: str
    template: str
    rules: Mapping[str, Any]
    hashtags: tuple[str, ...]
    link: str
    country: str | None = None
    sheets: tuple[CampaignSheet, ...] = ()

    def __post_init__(self) -> None:
        if not self.sheets:
            whole = CampaignSheet(fact_sheet_id=self.fact_sheet_id)
            object.__setattr__(self, "sheets", (whole,))
        if self.sheets[0].fact_sheet_id != self.fact_sheet_id:
            raise ValueError("fact_sheet_id is the first of the sheets")

    @property
    def hashtag_notes(self) -> tuple[str, ...]:
        """What people should know of its hashtags, in the words that captions are given with."""
        try:
            made, _ = tags(self.hashtags, self.first_day.year)
        except CaptionError as error:  # stored before they were looked at
            return (str(error),)
        return advice(made)


def add(session: Session, campaign: Campaign, *, channel_ids: Sequence[int], at: datetime) -> int:
    """Store ``campaign`` (its id is ignored) with its channels and return its id."""
    row = CampaignRow(
        organization_id=campaign.organization_id,
        fact_sheet_id=campaign.fact_sheet_id,
        brand_kit_id=campaign.brand_kit_id,
        name=campaign.name,
        first_day=campaign.first_day,
        last_day=campaign.last_day,
        zone=campaign.zone,
        template=campaign.template,
        rules=dict(campaign.rules),
        hashtags=list(campaign.hashtags),
        link=campaign.link,
        country=campaign.country,
        created_at=at,
    )
    session.add(row)
    session.flush()  # the campaign's id, for its channels and sheets
    _add_sheets(session, row.id, campaign.sheets)
    for channel_id in channel_ids:
        session.add(CampaignChannelRow(campaign_id=row.id, channel_id=channel_id))
    return row.id


def change(session: Session, campaign: Campaign, *, channel_ids: Sequence[int]) -> None:
    """Store a campaign that is there already as it is now, with its channels; not its sheets."""
    session.execute(
        update(CampaignRow)
        .where(
            CampaignRow.id == campaign.id, CampaignRow.organization_id == campaign.organization_id
        )
        .values(
            name=campaign.name,
            first_day=campaign.first_day,
            last_day=campaign.last_day,
            zone=campaign.zone,
            template=campaign.template,
            rules=dict(campaign.rules),
            hashtags=list(campaign.hashtags),
            link=campaign.link,
            country=campaign.country,
        )
    )
    session.execute(delete(CampaignChannelRow).where(CampaignChannelRow.campaign_id == campaign.id))
    session.add_all(
        CampaignChannelRow(campaign_id=campaign.id, channel_id=channel_id)
        for channel_id in channel_ids
    )


def channel_ids(session: Session, campaign_id: int) -> tuple[int, ...]:
    """Return the numbers of a campaign's channels, removed ones among them."""
    return tuple(
        session.scalars(
            select(CampaignChannelRow.channel_id)
            .where(CampaignChannelRow.campaign_id == campaign_id)
            .order_by(CampaignChannelRow.channel_id)
        )
    )


def campaign(session: Session, organization_id: int, campaign_id: int) -> Campaign | None:
    found = _read(
        session, CampaignRow.id == campaign_id, CampaignRow.organization_id == organization_id
    )
    return next(iter(found), None)


def campaigns(session: Session, organization_id: int) -> list[Campaign]:
    """Return the organization's campaigns, the latest first."""
    return _read(session, CampaignRow.organization_id == organization_id)


def put_sheets(session: Session, campaign: Campaign, sheets: Sequence[CampaignSheet]) -> None:
    """Replace a campaign's sheets. Its posts keep the sheet whose words they say."""
    session.execute(
        update(PostRow)
        .where(PostRow.campaign_id == campaign.id, PostRow.fact_sheet_id.is_(None))
        .values(fact_sheet_id=campaign.fact_sheet_id)
    )
    session.execute(
        update(CampaignRow)
        .where(CampaignRow.id == campaign.id)
        .values(fact_sheet_id=sheets[0].fact_sheet_id)
    )
    session.execute(delete(CampaignSheetRow).where(CampaignSheetRow.campaign_id == campaign.id))
    _add_sheets(session, campaign.id, sheets)


def using(sheet_id: int) -> ColumnElement[bool]:
    """Say of a campaign whether a fact sheet is one of its own."""
    further = select(CampaignSheetRow.campaign_id).where(CampaignSheetRow.fact_sheet_id == sheet_id)
    return or_(CampaignRow.fact_sheet_id == sheet_id, CampaignRow.id.in_(further))


def sheet_of_post() -> ColumnElement[int]:
    """Return the sheet of a post, for a question that joins posts with their campaigns."""
    return func.coalesce(PostRow.fact_sheet_id, CampaignRow.fact_sheet_id)


def _add_sheets(session: Session, campaign_id: int, sheets: Sequence[CampaignSheet]) -> None:
    session.add_all(
        CampaignSheetRow(
            campaign_id=campaign_id,
            fact_sheet_id=one.fact_sheet_id,
            position=position,
            kinds=list(one.kinds),
            only=list(one.only),
            leave_out=list(one.leave_out),
        )
        for position, one in enumerate(sheets)
    )


def _read(session: Session, *which: ColumnElement[bool]) -> list[Campaign]:
    found: dict[int, tuple[CampaignRow, list[CampaignSheet]]] = {}
    for row, sheet in session.execute(
        select(CampaignRow, CampaignSheetRow)
        .outerjoin(CampaignSheetRow, CampaignSheetRow.campaign_id == CampaignRow.id)
        .where(*which)
        .order_by(CampaignRow.first_day.desc(), CampaignRow.id.desc(), CampaignSheetRow.position)
    ):
        _, sheets = found.setdefault(row.id, (row, []))
        if sheet is not None:
            sheets.append(
                CampaignSheet(
                    fact_sheet_id=sheet.fact_sheet_id,
                    kinds=tuple(sheet.kinds),
                    only=tuple(sheet.only),
                    leave_out=tuple(sheet.leave_out),
                )
            )
    return [_campaign(row, sheets) for row, sheets in found.values()]


def _campaign(row: CampaignRow, sheets: Sequence[CampaignSheet]) -> Campaign:
    return Campaign(
        id=row.id,
        organization_id=row.organization_id,
        fact_sheet_id=row.fact_sheet_id,
        brand_kit_id=row.brand_kit_id,
        name=row.name,
        first_day=row.first_day,
        last_day=row.last_day,
        zone=row.zone,
        template=row.template,
        rules=row.rules,
        hashtags=tuple(row.hashtags),
        link=row.link,
        country=row.country,
        sheets=_first_first(row.fact_sheet_id, sheets),
    )


def _first_first(first: int, sheets: Sequence[CampaignSheet]) -> tuple[CampaignSheet, ...]:
    """Let the row's own sheet lead: an earlier release changes only that when a version comes."""
    if not sheets or sheets[0].fact_sheet_id == first:
        return tuple(sheets)
    rest = (one for one in sheets[1:] if one.fact_sheet_id != first)
    return (replace(sheets[0], fact_sheet_id=first), *rest)
