"""Connected accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduler.store.tables import CampaignChannelRow, ChannelRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """``locked_secrets`` opens only with the installation's vault."""

    id: int
    organization_id: int
    platform: str
    name: str
    settings: Mapping[str, str]
    locked_secrets: str
    account_id: str = ""
    account_name: str = ""
    account_url: str = ""
    limits: Mapping[str, Any]
    blocked_until: datetime | None = None
    trouble: str = ""
    failures: int = 0  # tries in a row that met trouble of the platform
    parked: bool = False  # nothing leaves until somebody connects it again
    removed_at: datetime | None = None

    def rests(self, now: datetime) -> bool:
        """Say whether the platform asked us to wait, or failed so often that we do."""
        return self.blocked_until is not None and self.blocked_until > now


def add(session: Session, channel: Channel, *, at: datetime) -> int:
    """Store ``channel`` (its id is ignored) and return its id."""
    row = ChannelRow(
        organization_id=channel.organization_id,
        platform=channel.platform,
        name=channel.name,
        settings=dict(channel.settings),
        secrets=channel.locked_secrets,
        account_id=channel.account_id,
        account_name=channel.account_name,
        account_url=channel.account_url,
        limits=dict(channel.limits),
        trouble=channel.trouble,
        added_at=at,
    )
    session.add(row)
    session.flush()  # the channel's id, for the caller
    return row.id


def reconnect(session: Session, channel: Channel) -> None:
    """Give an existing channel new settings, secrets and account; its history stays."""
    session.execute(
        update(ChannelRow)
        .where(ChannelRow.id == channel.id)
        .values(
            settings=dict(channel.settings),
            secrets=channel.locked_secrets,
            account_id=channel.account_id,
            account_name=channel.account_name,
            account_url=channel.account_url,
            limits=dict(channel.limits),
            trouble=channel.trouble,
            failures=0,
            blocked_until=None,
            parked=False,
        )
    )


def channel(session: Session, organization_id: int, channel_id: int) -> Channel | None:
    row = session.scalar(
        select(ChannelRow).where(
            ChannelRow.id == channel_id, ChannelRow.organization_id == organization_id
        )
    )
    return None if row is None else _channel(row)


def channels(session: Session, organization_id: int) -> list[Channel]:
    """Return the organization's channels that were not removed."""
    rows = session.scalars(
        select(ChannelRow)
        .where(ChannelRow.organization_id == organization_id, ChannelRow.removed_at.is_(None))
        .order_by(ChannelRow.id)
    )
    return [_channel(row) for row in rows]


def in_use(session: Session) -> list[Channel]:
    """Return the channels of all organizations that were not removed."""
    question = select(ChannelRow).where(ChannelRow.removed_at.is_(None)).order_by(ChannelRow.id)
    return [_channel(row) for row in session.scalars(question)]


def any_channel(session: Session, channel_id: int) -> Channel:
    """Return a channel whoever it belongs to, as it stands now."""
    return _channel(session.get_one(ChannelRow, channel_id, populate_existing=True))


def of_campaign(session: Session, campaign_id: int) -> list[Channel]:
    rows = session.scalars(
        select(ChannelRow)
        .join(CampaignChannelRow, CampaignChannelRow.channel_id == ChannelRow.id)
        .where(CampaignChannelRow.campaign_id == campaign_id, ChannelRow.removed_at.is_(None))
        .order_by(ChannelRow.id)
    )
    return [_channel(row) for row in rows]


def names_of_campaign(session: Session, campaign_id: int) -> list[str]:
    return list(
        session.scalars(
            select(ChannelRow.name)
            .join(CampaignChannelRow, CampaignChannelRow.channel_id == ChannelRow.id)
            .where(CampaignChannelRow.campaign_id == campaign_id, ChannelRow.removed_at.is_(None))
            .order_by(ChannelRow.id)
        )
    )


def remove(session: Session, channel_id: int, *, at: datetime) -> None:
    """Take a channel out of use; what it published stays on record."""
    session.execute(
        update(ChannelRow).where(ChannelRow.id == channel_id).values(removed_at=at, secrets="")
    )


def _channel(row: ChannelRow) -> Channel:
    return Channel(
        id=row.id,
        organization_id=row.organization_id,
        platform=row.platform,
        name=row.name,
        settings={str(name): str(value) for name, value in row.settings.items()},
        locked_secrets=row.secrets,
        account_id=row.account_id,
        account_name=row.account_name,
        account_url=row.account_url,
        limits=row.limits,
        blocked_until=row.blocked_until,
        trouble=row.trouble,
        failures=row.failures,
        parked=row.parked,
        removed_at=row.removed_at,
    )
