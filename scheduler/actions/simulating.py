"""Rehearse a campaign: what would go out when, what would not, and what it would cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from content.captions.counting import measure
from content.captions.limits import limit_for, platforms
from content.captions.model import CaptionError
from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.connectors.pace import paces
from scheduler.domain.campaign import Rules
from scheduler.domain.delivery import State
from scheduler.domain.pause import PauseScope
from scheduler.domain.post import PostState
from scheduler.domain.roles import Permission
from scheduler.domain.simulation import Going, Happening, Outcome, Stage, Stop, costs, play
from scheduler.domain.wall_time import LocalTimeError, instant, parse_local
from scheduler.store import pauses, rehearsals
from scheduler.store.campaigns import Campaign
from scheduler.store.rehearsals import Rehearsed

LOOK_BACK = timedelta(days=1)  # as far as any platform's limit reaches

_STOPPED = {
    State.HELD: "it is held: somebody must decide",
    State.MISSED: "it missed its moment: somebody must decide",
    State.FAILED: "it failed: somebody must look at it",
    State.UNCONFIRMED: "nobody knows whether it is out: somebody must settle that",
}

WRITTEN = "Write it like mastodon:2027-01-12T08:00..2027-01-12T14:00."


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What to suppose. ``now`` None: the play begins now."""

    now: datetime | None = None
    stops: tuple[Stop, ...] = ()
    all_approved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    campaign: Campaign
    began: datetime
    stops: tuple[Stop, ...]
    timeline: tuple[Happening, ...]
    counts: Mapping[Outcome, int]
    costs: Mapping[str, float] = field(default_factory=dict)


def simulate(
    office: Office, member: Member, campaign_id: int, what_if: WhatIf | None = None
) -> Rehearsal:
    """Play a campaign on a clock of its own against limits, costs, pauses and outages.

    Nothing is sent and nothing changes. Raises ``ActionError`` when nothing is planned yet.
    """
    member.needs(Permission.SEE)
    supposed = what_if or WhatIf()
    began = supposed.now or office.now()
    with office.sessions() as session:
        campaign = campaign_of(session, member, campaign_id)
        running = _running(session, member)
        found = rehearsals.deliveries(
            session, member.organization_id, campaign_id, began - LOOK_BACK
        )
    rules = Rules.from_json(campaign.rules)
    going = [_going(one, campaign_id) for one in found if one.delivery.state != State.CANCELLED]
    if not any(one.is_listed for one in going):
        raise ActionError(
            f"Campaign {campaign_id} has no posts to play.",
            f"Plan it first: 'awareness campaign plan {campaign_id}'.",
        )
    if supposed.all_approved:
        going = [replace(one, approved=True) for one in going]
    stops = (*running, *supposed.stops)
    timeline = play(
        going,
        Stage(
            now=began,
            paces=paces(),
            stops=stops,
            missed_rule=rules.missed_rule,
            late=timedelta(hours=rules.late_hours),
        ),
    )
    return Rehearsal(
        campaign=campaign,
        began=began,
        stops=stops,
        timeline=tuple(timeline),
        counts=Counter(one.outcome for one in timeline),
        costs=costs(timeline),
    )


def read_stop(text: str, zone: str, *, is_outage: bool) -> Stop:
    """Read ``WHAT:FROM..TO``, like ``mastodon:2027-01-12T08:00..2027-01-12T14:00``.

    WHAT is ``everything``, a platform, or ``campaign/3``, ``channel/2``, ``topic/NAME``; without
    TO it lasts. Times are wall times in ``zone``. Raises ``ActionError``.
    """
    what, _, days = text.partition(":")
    since_text, _, until_text = days.partition("..")
    if not since_text:
        raise ActionError(f"{text!r} does not say from when to when.", WRITTEN)
    try:
        since = instant(parse_local(since_text), zone)
        until = instant(parse_local(until_text), zone) if until_text else None
    except LocalTimeError as error:
        raise ActionError(
            f"{text!r} cannot be read: {error}",
            WRITTEN,
        ) from error
    if until is not None and until <= since:
        raise ActionError(f"{text!r} would end before it begins.", "Change one of the times.")
    scope, target = _scope(what.strip())
    reason = f"{target or 'everything'}, as supposed"
    return Stop(
        scope=scope, target=target, since=since, until=until, reason=reason, is_outage=is_outage
    )


def _scope(what: str) -> tuple[PauseScope, str]:
    name, slash, target = what.partition("/")
    if name == PauseScope.EVERYTHING and not slash:
        return PauseScope.EVERYTHING, ""
    if slash and name in set(PauseScope):
        return PauseScope(name), target
    if what and not slash:
        return PauseScope.PLATFORM, what
    raise ActionError(
        f"{what!r} cannot stop.",
        "Name everything, a platform, or campaign/3, channel/2, topic/NAME.",
    )


def _running(session: Session, member: Member) -> Sequence[Stop]:
    return [
        Stop(
            scope=one.scope,
            target=one.target,
            since=one.began_at,
            until=None,
            reason=one.reason,
        )
        for one in pauses.running(session, member.organization_id)
    ]


def _going(one: Rehearsed, campaign_id: int) -> Going:
    delivery = one.delivery
    stopped = _STOPPED.get(delivery.state, "")
    if one.is_removed and not stopped:
        stopped = "its channel was removed or must be connected again"
    return Going(
        delivery_id=delivery.id,
        post_id=delivery.post_id,
        title=one.title,
        campaign_id=one.campaign_id,
        topic=one.topic,
        platform=one.platform,
        channel_id=delivery.channel_id,
        channel=one.channel,
        due_at=delivery.due_at,
        window_opens=delivery.window_opens,
        window_closes=delivery.window_closes,
        local_time=delivery.local_time,
        zone=delivery.zone,
        approved=one.post_state is PostState.APPROVED,
        stopped=stopped,
        is_out=delivery.state in {State.PUBLISHED, State.SENDING},
        refusal=_refusal(one),
        has_link="://" in one.caption,
        alt_texts=one.alt_texts,
        posts_per_day=one.posts_per_day,
        is_listed=one.campaign_id == campaign_id,
    )


def _refusal(one: Rehearsed) -> str:
    """Say why the platform would take this caption at no time."""
    if one.platform not in platforms():  # nothing is known of its limits
        return ""
    try:
        measured = measure(one.caption, limit_for(one.platform))
    except CaptionError as error:
        return str(error)
    if measured.fits:
        return ""
    return (
        f"over the limit: its caption has {measured.length} {measured.unit.replace('_', ' ')}, "
        f"{one.platform} takes {measured.limit}"
    )
