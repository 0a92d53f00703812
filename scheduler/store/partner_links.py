"""Links by which partners fetch a campaign's pack and send their numbers back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, CursorResult, select, update
from sqlalchemy.orm import Session

from scheduler.store.tables import CampaignRow, OrganizationRow, PartnerLinkRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerLink:
    """``made_by_id`` is the member in whose right the partner sees the campaign's posts."""

    id: int
    organization_id: int
    organization: str
    campaign_id: int
    campaign: str
    made_by_id: int
    partner: str
    takes_numbers: bool
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


def add(  # noqa: PLR0913  # a link is exactly these facts
    session: Session,
    organization_id: int,
    campaign_id: int,
    *,
    made_by_id: int,
    partner: str,
    takes_numbers: bool,
    token_sha256: str,
    at: datetime,
    expires_at: datetime,
) -> int:
    row = PartnerLinkRow(
        organization_id=organization_id,
        campaign_id=campaign_id,
        made_by_id=made_by_id,
        partner=partner,
        takes_numbers=takes_numbers,
        token_sha256=token_sha256,
        made_at=at,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()  # the link's id, for the caller
    return row.id


def by_token(session: Session, token_sha256: str) -> PartnerLink | None:
    return next(iter(_links(session, PartnerLinkRow.token_sha256 == token_sha256)), None)


def links(session: Session, organization_id: int) -> list[PartnerLink]:
    """Return the organization's links, the newest first."""
    return _links(session, PartnerLinkRow.organization_id == organization_id)


def revoke(session: Session, organization_id: int, link_id: int, *, at: datetime) -> bool:
    """Say whether there was such a link that still worked."""
    result = cast(
        "CursorResult[tuple[()]]",
        session.execute(
            update(PartnerLinkRow)
            .where(
                PartnerLinkRow.id == link_id,
                PartnerLinkRow.organization_id == organization_id,
                PartnerLinkRow.revoked_at.is_(None),
            )
            .values(revoked_at=at)
        ),
    )
    return result.rowcount == 1


def _links(session: Session, condition: ColumnElement[bool]) -> list[PartnerLink]:
    found = session.execute(
        select(PartnerLinkRow, CampaignRow.name, OrganizationRow.name)
        .join(CampaignRow, CampaignRow.id == PartnerLinkRow.campaign_id)
        .join(OrganizationRow, OrganizationRow.id == PartnerLinkRow.organization_id)
        .where(condition)
        .order_by(PartnerLinkRow.id.desc())
    )
    return [
        PartnerLink(
            id=row.id,
            organization_id=row.organization_id,
            organization=organization,
            campaign_id=row.campaign_id,
            campaign=campaign,
            made_by_id=row.made_by_id,
            partner=row.partner,
            takes_numbers=row.takes_numbers,
            made_at=row.made_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
        )
        for row, campaign, organization in found
    ]
