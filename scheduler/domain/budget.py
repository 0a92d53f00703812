"""What a platform lets an account, an app or a machine do in some time, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto


class Counted(StrEnum):
    """What platforms count. An upload is one picture, and a request besides."""

    POSTS = auto()
    REQUESTS = auto()
    UPLOADS = auto()


class Per(StrEnum):
    """Who shares a limit. A server knows the machines that ask by their address."""

    ACCOUNT = auto()
    APP = auto()
    SERVER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """A platform takes ``count`` of something in any stretch of time ``within``."""

    of: Counted
    count: int
    within: timedelta
    per: Per = Per.ACCOUNT

    @property
    def time(self) -> str:
        """Say ``within`` as people do."""
        seconds = int(self.within.total_seconds())
        for unit, name in ((3600, "hours"), (60, "minutes")):
            if seconds > unit and seconds % unit == 0:
                return f"{seconds // unit} {name}"
        return {3600: "an hour", 60: "a minute", 1: "a second"}.get(seconds, f"{seconds} seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is counted of a channel. ``shared`` names the app or server other channels share."""

    channel_id: int
    shared: str
    allowances: tuple[Allowance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one try, look or reading has cost, or may cost."""

    posts: int = 0
    requests: int = 0
    uploads: int = 0

    def of(self, counted: Counted) -> int:
        match counted:
            case Counted.POSTS:
                return self.posts
            case Counted.REQUESTS:
                return self.requests
            case Counted.UPLOADS:
                return self.uploads


NOTHING = Spent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of an allowance is spent now."""

    allowance: Allowance
    spent: int

    def has_room(self, need: Spent) -> bool:
        """Say whether ``need`` fits; what fits no empty window either needs the whole of one."""
        return self.spent + self._takes(need) <= self.allowance.count

    def opens_at(self, need: Spent, newest_first: Iterable[tuple[datetime, int]]) -> datetime:
        """Return when ``need`` fits again, by when what was spent leaves the window."""
        left = self.allowance.count - self._takes(need)
        for at, count in newest_first:
            left -= count
            if left < 0:
                return at + self.allowance.within
        raise ValueError("there is room already")

    def _takes(self, need: Spent) -> int:
        return min(need.of(self.allowance.of), self.allowance.count)
