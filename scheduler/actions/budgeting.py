"""What a channel may still ask of its platform, for the publisher and for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.connectors.pace import allowances
from scheduler.domain.budget import Allowance, Counted, Per, Share
from scheduler.store import spendings
from scheduler.store.channels import Channel

A_DAY = timedelta(hours=24)


def allowances_of(channel: Channel) -> tuple[Allowance, ...]:
    """Return what the platform counts of this channel.

    What it said of the account itself, when that was connected, stands above what it says of all.
    """
    known = allowances(channel.platform)
    said = channel.limits.get("posts_per_day")
    if not isinstance(said, int) or said <= 0:
        return known
    own = Allowance(of=Counted.POSTS, count=said, within=A_DAY)
    same = (own.of, own.within, own.per)
    return (own, *(one for one in known if (one.of, one.within, one.per) != same))


def shared_of(channel: Channel, counted: Sequence[Allowance]) -> str:
    """Name what channels share a limit by: the app they were let in with, or the server.

    Where a pasted token does not tell its app, an organization is taken to have one.
    """
    pers = {one.per for one in counted}
    if Per.SERVER in pers:
        return f"{channel.platform} at {channel.settings.get('server', '')}"[:200]
    if Per.APP in pers:
        app = channel.settings.get("client_id") or f"of organization {channel.organization_id}"
        return f"{channel.platform} app {app}"[:200]
    return ""


def budget_of(session: Session, channel: Channel, now: datetime) -> list[Share]:
    """Return how much of each limit of a channel is spent."""
    counted = allowances_of(channel)
    shared = shared_of(channel, counted)
    return spendings.shares(session, channel.id, shared, counted, now=now)
