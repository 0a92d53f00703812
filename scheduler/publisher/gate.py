"""What must hold at the moment of sending, whatever pages and commands said before."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from content.checks.model import Severity
from scheduler.actions.checking import examiner
from scheduler.domain.campaign import MissedRule, Rules
from scheduler.store import campaigns, posts
from scheduler.store.campaigns import Campaign
from scheduler.store.contents import DeliveryContent


def campaign_of(session: Session, content: DeliveryContent) -> Campaign:
    campaign = campaigns.campaign(session, content.organization_id, content.campaign_id)
    if campaign is None:
        raise LookupError(f"delivery {content.delivery.id} names a campaign that is gone")
    return campaign


def lateness(campaign: Campaign) -> timedelta:
    """Return how late the campaign lets a post go out whose moment passed."""
    rules = Rules.from_json(dict(campaign.rules))
    return timedelta(hours=rules.late_hours if rules.missed_rule is MissedRule.LATE else 0)


def objection(session: Session, content: DeliveryContent, *, at: datetime) -> str:
    """Return why this delivery must not leave as it stands; empty when nothing speaks against it.

    Rules may have become stricter, or a contact may have expired, since it was approved.
    """
    post = posts.post(session, content.organization_id, content.delivery.post_id)
    if post is None:
        raise LookupError(f"delivery {content.delivery.id} names a post that is gone")
    for finding in examiner(session, post, at=at).findings(content):
        if finding.severity is Severity.BLOCK:
            return f"{finding.message} {finding.suggestion}".strip()
    return ""
