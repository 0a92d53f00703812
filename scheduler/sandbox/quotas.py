"""How much an account may do in a while. Counted always, enforced when somebody asks for it.

Real quotas would stop a campaign that is played in a minute after its first posts, so they are
told in the headers but not enforced until ``POST /_sandbox/quotas`` says so.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.sandbox.ledger import Clock


@dataclass(frozen=True, slots=True)
class Quota:
    name: str
    limit: int
    window: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What is left after a request. ``exceeded`` says that it must be refused."""

    limit: int
    remaining: int
    reset: datetime
    exceeded: bool


class Quotas:
    def __init__(self, now: Clock) -> None:
        self._now = now
        self._spent: dict[tuple[str, str, str], deque[datetime]] = {}
        self._enforced: dict[tuple[str, str, str], Quota | None] = {}

    def enforce(
        self, platform: str, name: str, changed: Quota | None = None, *, account: str = ""
    ) -> None:
        """Refuse what goes over a quota from now on, of one account or of each.

        ``changed`` replaces the platform's own limit and window.
        """
        self._enforced[platform, account, name] = changed

    def relax(self) -> None:
        self._enforced.clear()
        self._spent.clear()

    def spend(self, platform: str, account: str, quota: Quota, points: int = 1) -> Budget:
        """Count a request against a sliding window and say what is left of it."""
        places = [(platform, one, quota.name) for one in (account, "")]
        place = next((one for one in places if one in self._enforced), None)
        enforced = place is not None
        quota = (self._enforced[place] if place else None) or quota
        now = self._now()
        spent = self._spent.setdefault((platform, account, quota.name), deque())
        while spent and spent[0] <= now - quota.window:
            spent.popleft()
        exceeded = enforced and len(spent) + points > quota.limit
        if not exceeded and len(spent) < 2 * quota.limit:
            spent.extend([now] * points)
        return Budget(
            limit=quota.limit,
            remaining=max(quota.limit - len(spent), 0) if enforced else quota.limit - 1,
            reset=(spent[0] if spent else now) + quota.window,
            exceeded=exceeded,
        )

    def used(self, platform: str, account: str, quota: Quota) -> int:
        spent = self._spent.get((platform, account, quota.name), deque())
        return sum(1 for at in spent if at > self._now() - quota.window)
