"""Find things by number inside the member's own organization, or say that there are none."""

from __future__ import annotations

from sqlalchemy.orm import Session

from scheduler.actions.office import Member, NotFoundError
from scheduler.store import campaigns, channels, posts, sheets
from scheduler.store.campaigns import Campaign
from scheduler.store.channels import Channel
from scheduler.store.posts import Post
from scheduler.store.sheets import FactSheet, StoredBrand


def post_of(session: Session, member: Member, post_id: int, *, lock: bool = False) -> Post:
    found = posts.post(session, member.organization_id, post_id, lock=lock)
    if found is None or not (member.only_posts is None or post_id in member.only_posts):
        raise NotFoundError(f"There is no post {post_id}.", "'awareness post list' shows them.")
    return found


def campaign_of(session: Session, member: Member, campaign_id: int) -> Campaign:
    found = campaigns.campaign(session, member.organization_id, campaign_id)
    if found is None or member.only_posts is not None:
        raise NotFoundError(
            f"There is no campaign {campaign_id}.", "'awareness campaign list' shows them."
        )
    return found


def sheet_of(session: Session, member: Member, sheet_id: int) -> FactSheet:
    found = sheets.sheet(session, member.organization_id, sheet_id)
    if found is None or member.only_posts is not None:
        raise NotFoundError(
            f"There is no fact sheet {sheet_id}.", "'awareness factsheet list' shows them."
        )
    return found


def brand_of(session: Session, member: Member, brand_id: int) -> StoredBrand:
    found = sheets.brand(session, member.organization_id, brand_id)
    if found is None or member.only_posts is not None:
        raise NotFoundError(
            f"There is no brand kit {brand_id}.", "'awareness brand list' shows them."
        )
    return found


def channel_of(session: Session, member: Member, channel_id: int) -> Channel:
    found = channels.channel(session, member.organization_id, channel_id)
    if found is None or member.only_posts is not None:
        raise NotFoundError(
            f"There is no channel {channel_id}.", "'awareness channel list' shows them."
        )
    return found
