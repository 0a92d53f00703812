"""Keep what platforms let us do: counted in the database, so over all workers and restarts.

A try counts at its claim as the most it may ask, in the claim's own transaction, and as what it
did ask when its outcome is recorded. One that is cut off stays counted for the most.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.actions.budgeting import A_DAY, limits_of
from scheduler.actions.office import Office
from scheduler.connectors.listening import Saved
from scheduler.connectors.registry import connector_class
from scheduler.domain.budget import Allowance, Counted, Limits, Per, Share, Spent
from scheduler.store import channels, spendings
from scheduler.store.channels import Channel
from scheduler.store.contents import DeliveryContent

LOOKING = 3  # requests to find a post whose try before may be public
AT_LEAST = 3  # requests beside the pictures: a container, the post, where it stands
CROWD = 64  # as many may be claimed at once before one of them sees the others' spending
FOR_POSTS = 2  # reading numbers leaves one part in so many of every limit to posts
A_READING = 2  # requests that the numbers of one post may take
FORGET_EACH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing more may leave until then, and why."""

    until: datetime
    why: str


class Tally:
    """Counts the requests a connector makes, and nothing else."""

    def __init__(self) -> None:
        self.requests = 0
        self.uploads = 0

    def spent(self, _: float) -> None:
        pass

    def asked(self, uploads: int) -> None:
        self.requests += 1
        self.uploads += uploads

    def recall(self, _: str) -> Saved | None:
        return None

    def remember(self, _: str, __: Saved) -> None:
        pass

    def total(self, *, posts: int = 0) -> Spent:
        return Spent(posts=posts, requests=self.requests, uploads=self.uploads)


def wait_for(
    session: Session, channel: Channel, content: DeliveryContent, now: datetime
) -> Wait | None:
    """Say until when a delivery must wait for its platform's limits; None where it may leave."""
    limits, need = limits_of(channel), most(content)
    (found,) = spendings.shares(session, [limits], now=now)
    if any(_is_near(one, need) for one in found):
        spendings.alone(session, limits.shared)
        (found,) = spendings.shares(session, [limits], now=now)
    waits = [
        _wait(session, channel, limits, one, need, now) for one in found if not one.has_room(need)
    ]
    return max(waits, key=lambda wait: wait.until, default=None)


def reserve(
    session: Session, channel: Channel, content: DeliveryContent, now: datetime
) -> int | None:
    """Count a claim as the most it may ask; None where its platform counts nothing."""
    limits = limits_of(channel)
    return spendings.add(session, limits, most(content), at=now) if limits.allowances else None


def most(content: DeliveryContent) -> Spent:
    pictures, again = len(content.pictures), content.delivery.tries > 0
    asks = pictures + AT_LEAST + (LOOKING if again else 0)
    return Spent(posts=1, requests=asks, uploads=pictures)


def note(session: Session, channel_id: int, spent: Spent, now: datetime) -> None:
    """Count a look or a reading that has been done."""
    if not spent.requests:
        return
    limits = limits_of(channels.any_channel(session, channel_id))
    if limits.allowances:
        spendings.add(session, limits, spent, at=now)


def room_for_reading(session: Session, channel: Channel, now: datetime) -> int | None:
    """Return of how many posts the numbers may be read now; None: of all.

    Posts come first: reading never takes the second half of what a platform lets through.
    """
    (found,) = spendings.shares(session, [limits_of(channel)], now=now)
    counted = [one for one in found if one.allowance.of is Counted.REQUESTS]
    if not counted:
        return None
    left = min(one.allowance.count // FOR_POSTS - one.spent for one in counted)
    return max(0, left // A_READING)


def forget_spent(office: Office) -> None:
    """Drop what lies in no platform's window any more."""
    with office.sessions.begin() as session:
        spendings.forget(session, office.now() - A_DAY - FORGET_EACH)


def _is_near(share: Share, need: Spent) -> bool:
    """Say whether others that are being claimed now could use up what is shared with them."""
    one = share.allowance
    return one.per is not Per.ACCOUNT and share.spent + CROWD * need.of(one.of) > one.count


def _wait(
    session: Session, channel: Channel, limits: Limits, share: Share, need: Spent, now: datetime
) -> Wait:
    spent = spendings.newest_first(session, limits, share.allowance, now=now)
    until = share.opens_at(need, spent)
    return Wait(until, _why(channel, share.allowance, until))


def _why(channel: Channel, one: Allowance, until: datetime) -> str:
    if (one.of, one.per, one.within) == (Counted.POSTS, Per.ACCOUNT, A_DAY):
        return (
            f"The platform takes no more posts of this account today; it goes on at "
            f"{until:%Y-%m-%d %H:%M} UTC."
        )
    title = connector_class(channel.platform).title
    whose = {Per.ACCOUNT: "account", Per.APP: "app", Per.SERVER: "address"}[one.per]
    return (
        f"{title} takes {one.count:,} {one.of} in {one.time} of one {whose}, and they "
        f"are used up; it goes on at {until:%Y-%m-%d %H:%M:%S} UTC."
    )
