"""Moments that passed: what becomes of a delivery that could not leave in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.actions.office import Office
from scheduler.domain.campaign import MissedRule, Rules
from scheduler.domain.delivery import Delivery, Event, State
from scheduler.domain.post import PostEvent, PostState
from scheduler.store import campaigns, deliveries, due, posts
from scheduler.store.campaigns import Campaign
from scheduler.store.deliveries import Move, StaleDeliveryError
from scheduler.store.due import Overdue

AT_ONCE = 200  # so that a long absence does not keep the database busy in one go


def miss(
    session: Session, delivery: Delivery, campaign: Campaign, now: datetime, why: str = ""
) -> Delivery:
    """Note that a delivery's moment passed, and apply the campaign's rule for that."""
    late = _words(now - delivery.due_at)
    note = why or f"It was {late} late when it could have left: nobody was there to send it."
    missed = deliveries.record(session, delivery, Event.MISS, Move(at=now, note=note))
    if Rules.from_json(dict(campaign.rules)).missed_rule is not MissedRule.SKIP:
        return missed
    rule = "The campaign leaves out what missed its moment."
    return deliveries.record(session, missed, Event.CANCEL, Move(at=now, note=rule))


def sweep_missed(office: Office) -> list[Delivery]:
    """Move what waited until its window closed; return it."""
    with office.sessions() as session:
        if not due.overdue(session, office.now(), 1):
            return []
    moved: list[Delivery] = []
    with office.sessions.begin() as session:
        now = office.now()
        for late in due.overdue(session, now, AT_ONCE):
            campaign = campaigns.campaign(session, late.organization_id, late.campaign_id)
            if campaign is None:
                continue
            try:
                moved.append(miss(session, late.delivery, campaign, now, _why(late)))
            except StaleDeliveryError:
                continue
            _expire(session, late, now)
    return moved


def _why(late: Overdue) -> str:
    if late.post_state is not PostState.APPROVED:
        return "Its moment passed before it was approved."
    if late.paused:
        return f"Its moment passed while it was paused: {late.paused}"
    if late.trouble:
        return f"Its moment passed while the channel was in trouble: {late.trouble}"
    return ""


def _expire(session: Session, late: Overdue, now: datetime) -> None:
    """A post nobody decided on in time leaves the review queue with its last moment."""
    post = posts.post(session, late.organization_id, late.delivery.post_id, lock=True)
    if post is None or post.state is not PostState.IN_REVIEW:
        return
    if any(one.state is State.SCHEDULED for one in deliveries.of_post(session, post.id)):
        return
    note = "nobody decided before its moment passed"
    posts.record(session, post, PostEvent.EXPIRE, at=now, person_id=None, note=note)


def _words(late: timedelta) -> str:
    minutes = int(late.total_seconds() // 60)
    if minutes < 120:  # noqa: PLR2004  # two hours read better in minutes than in hours
        return f"{minutes} minutes"
    return f"{minutes // 60} hours"
