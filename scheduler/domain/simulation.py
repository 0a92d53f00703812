"""Plays a campaign on a clock that is not real: what leaves when, and what does not, and why."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum, auto

from scheduler.domain.campaign import MissedRule
from scheduler.domain.delivery import PUNCTUAL
from scheduler.domain.pause import PauseScope


class Outcome(StrEnum):
    ON_TIME = auto()
    LATE = auto()
    MISSED = auto()  # a person decides
    SKIPPED = auto()  # the campaign leaves out what missed its moment
    UNAPPROVED = auto()
    REFUSED = auto()  # the platform takes it at no time
    STOPPED = auto()  # it stands still already
    OUT = auto()  # it left before the play begins


GOES_OUT = frozenset({Outcome.ON_TIME, Outcome.LATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """``takes``: so many posts in so much time from one account. Costs are US dollars."""

    takes: tuple[tuple[int, timedelta], ...] = ()
    cost_post: float = 0.0
    cost_post_with_link: float = 0.0
    cost_alt_text: float = 0.0

    def cost(self, *, has_link: bool, alt_texts: int) -> float:
        """Return what one post costs."""
        post = self.cost_post_with_link if has_link else self.cost_post
        return post + alt_texts * self.cost_alt_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """A delivery as the play needs it. ``refusal``: why its platform would never take it.

    ``is_listed`` is off for other campaigns' deliveries: they use up limits, no more.
    """

    delivery_id: int
    post_id: int
    title: str
    campaign_id: int
    topic: str
    platform: str
    channel_id: int
    channel: str
    due_at: datetime
    window_opens: datetime
    window_closes: datetime
    local_time: str
    zone: str
    approved: bool = True
    stopped: str = ""
    is_out: bool = False
    refusal: str = ""
    has_link: bool = False
    alt_texts: int = 0
    posts_per_day: int = 0  # what the platform said of this account; 0: nothing
    is_listed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A pause or an outage. ``until`` None: nobody has ended it. ``is_outage``: nobody's choice."""

    scope: PauseScope
    target: str
    since: datetime
    until: datetime | None
    reason: str
    is_outage: bool = False

    def covers(self, going: Going, at: datetime) -> bool:
        if at < self.since or (self.until is not None and at >= self.until):
            return False
        names = {
            PauseScope.EVERYTHING: "",
            PauseScope.CAMPAIGN: str(going.campaign_id),
            PauseScope.PLATFORM: going.platform,
            PauseScope.CHANNEL: str(going.channel_id),
            PauseScope.TOPIC: going.topic,
        }
        return names[self.scope] == self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What became of one delivery; ``at`` is when, or when its moment was over."""

    going: Going
    outcome: Outcome
    at: datetime
    why: str = ""
    cost: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the play happens against."""

    now: datetime
    paces: Mapping[str, Pace]
    stops: Sequence[Stop] = ()
    missed_rule: MissedRule = MissedRule.LATE
    late: timedelta = timedelta(hours=6)


def play(deliveries: Iterable[Going], stage: Stage) -> list[Happening]:
    """Return what becomes of every listed delivery, in order of time. Sends nothing."""
    accounts: dict[int, _Account] = {}
    found: list[Happening] = []
    for going in sorted(deliveries, key=lambda one: (one.due_at, one.delivery_id)):
        if going.channel_id not in accounts:
            accounts[going.channel_id] = _Account(_pace_of(going, stage))
        account = accounts[going.channel_id]
        happening = _happen(going, account, stage)
        if going.is_listed:
            found.append(happening)
    return sorted(found, key=lambda one: (one.at, one.going.delivery_id))


def _pace_of(going: Going, stage: Stage) -> Pace:
    known = stage.paces.get(going.platform, Pace())
    if not going.posts_per_day:
        return known
    return replace(known, takes=(*known.takes, (going.posts_per_day, timedelta(days=1))))


class _Account:
    """What one account has posted, for its platform's limits."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._sent: list[datetime] = []

    def post(self, at: datetime) -> None:
        insort(self._sent, at)

    def free_at(self, at: datetime) -> tuple[datetime, str]:
        """Return when the platform takes the next post, and which limit made it wait."""
        why = ""
        for count, span in self.pace.takes:
            in_span = self._sent[bisect_right(self._sent, at - span) : bisect_right(self._sent, at)]
            if len(in_span) >= count:
                at = in_span[-count] + span
                why = f"over the limit of {count} posts in {_words(span)}"
        return at, why


def _happen(going: Going, account: _Account, stage: Stage) -> Happening:
    if going.is_out:
        account.post(going.due_at)
        return Happening(going=going, outcome=Outcome.OUT, at=going.due_at)
    if going.stopped:
        return Happening(going=going, outcome=Outcome.STOPPED, at=going.due_at, why=going.stopped)
    if going.refusal:
        return Happening(going=going, outcome=Outcome.REFUSED, at=going.due_at, why=going.refusal)
    last = _last_moment(going, stage)
    if not going.approved:
        why = f"nobody approved it; it needs that by {_clock(last)}"
        return Happening(going=going, outcome=Outcome.UNAPPROVED, at=last, why=why)
    at, reasons = _leaves(going, account, stage, last)
    why = "; ".join(dict.fromkeys(reasons))
    if at is None or at > last:
        skips = stage.missed_rule is MissedRule.SKIP
        outcome = Outcome.SKIPPED if skips else Outcome.MISSED
        return Happening(going=going, outcome=outcome, at=last, why=why)
    account.post(at)
    cost = account.pace.cost(has_link=going.has_link, alt_texts=going.alt_texts)
    outcome = Outcome.LATE if at - going.due_at > PUNCTUAL else Outcome.ON_TIME
    if outcome is Outcome.LATE:
        why = f"{_words(at - going.due_at)} late: {why}" if why else _words(at - going.due_at)
    return Happening(going=going, outcome=outcome, at=at, why=why, cost=cost)


def _last_moment(going: Going, stage: Stage) -> datetime:
    late = stage.late if stage.missed_rule is MissedRule.LATE else timedelta()
    return min(going.window_closes, going.due_at + max(late, PUNCTUAL))


def _leaves(
    going: Going, account: _Account, stage: Stage, last: datetime
) -> tuple[datetime | None, list[str]]:
    """Return when a delivery leaves (None: never) and what kept it."""
    at = max(going.due_at, going.window_opens, stage.now)
    reasons = [] if at == going.due_at else [f"its time was before {_clock(at)}"]
    while at <= last:
        stop = next(_covering(going, at, stage.stops), None)
        if stop is not None:
            reasons.append(f"{'outage' if stop.is_outage else 'paused'}: {stop.reason}")
            if stop.until is None:
                return None, reasons
            at = stop.until
            continue
        free, why = account.free_at(at)
        if free == at:
            return at, reasons
        reasons.append(why)
        at = free
    return at, reasons


def _covering(going: Going, at: datetime, stops: Sequence[Stop]) -> Iterator[Stop]:
    return (stop for stop in stops if stop.covers(going, at))


def costs(happenings: Iterable[Happening]) -> dict[str, float]:
    """Return what the play cost by platform, those that charge alone."""
    found: defaultdict[str, float] = defaultdict(float)
    for one in happenings:
        if one.cost:
            found[one.going.platform] += one.cost
    return {platform: round(cost, 3) for platform, cost in sorted(found.items())}


def _words(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes % (24 * 60) == 0 and minutes:
        days = minutes // (24 * 60)
        return f"{days} day" + "s" * (days != 1)
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours)
    return " ".join(parts)


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
