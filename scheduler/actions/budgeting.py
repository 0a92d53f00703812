"""What a channel may still ask of its platform, for the publisher and for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.connectors.pace import allowances
from scheduler.domain.budget import Allowance, Counted, Limits, Per, Share
from scheduler.store import spendings
from scheduler.store.channels import Channel

A_DAY = timedelta(hours=24)


def limits_of(channel: Channel) -> Limits:
    """Return what the platform counts of this channel."""
    counted = _allowances(channel)
    return Limits(channel_id=channel.id, shared=_shared(channel, counted), allowances=counted)


def budgets_of(
    session: Session, several: Sequence[Channel], now: datetime
) -> dict[int, list[Share]]:
    """Return how much of each limit of each channel is spent, by the channel."""
    found = spendings.shares(session, [limits_of(one) for one in several], now=now)
    return {channel.id: shares for channel, shares in zip(several, found, strict=True)}


def tightest_first(shares: Sequence[Share]) -> list[Share]:
    return sorted(shares, key=lambda one: -one.spent / one.allowance.count)


def _allowances(channel: Channel) -> tuple[Allowance, ...]:
    """What a platform said of the account itself stands above what it says of all."""
    known = allowances(channel.platform)
    said = channel.limits.get("posts_per_day")
    if not isinstance(said, int) or said <= 0:
        return known
    own = Allowance(of=Counted.POSTS, count=said, within=A_DAY)
    same = (own.of, own.within, own.per)
    return (own, *(one for one in known if (one.of, one.within, one.per) != same))


def _shared(channel: Channel, counted: Sequence[Allowance]) -> str:
    """Name the app a channel was let in with, or its server, where that has a limit.

    Where a pasted token does not tell its app, an organization is taken to have one.
    """
    pers = {one.per for one in counted}
    if Per.SERVER in pers:
        return f"{channel.platform} at {channel.settings.get('server', '')}"[:200]
    if Per.APP in pers:
        app = channel.settings.get("client_id") or f"of organization {channel.organization_id}"
        return f"{channel.platform} app {app}"[:200]
    return ""
