"""Which requests go wrong, and how. Switched by ``POST /_sandbox/faults``; see docs/sandbox.md.

A switch matches requests by platform, route and account, and strikes by number or by chance. The
chance comes from a seed, so a run can be repeated.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum, auto
from http import HTTPStatus

from scheduler.sandbox.database import Json


class Kind(StrEnum):
    """How an answer is spoilt."""

    DROP = auto()  # the connection ends without a word
    STATUS = auto()  # the platform's own words for a status, with Retry-After for 429
    SLOW = auto()  # the body comes in drops over some seconds
    HANG = auto()  # nothing comes for some seconds, then the answer; BEFORE: the post too
    TRUNCATE = auto()  # a whole answer that holds half of the JSON
    CUT = auto()  # half of the promised bytes, then the connection ends
    HTML = auto()  # a page where JSON should be
    EMPTY = auto()  # 204 and no body
    EXPIRED = auto()  # the token has run out
    REDIRECT = auto()  # 302 to another address
    HUGE = auto()  # an answer of many megabytes


class When(StrEnum):
    """BEFORE: nothing was done. AFTER: the post is out, and only the answer is spoilt."""

    BEFORE = auto()
    AFTER = auto()


class SwitchError(ValueError):
    """A fault switch that cannot be one; the message says what is wrong."""


@dataclass(slots=True, kw_only=True)
class Switch:
    """Empty names match everything. ``nth`` counts matching requests from 1 since it was set."""

    fault: Kind
    when: When = When.AFTER
    platform: str = ""
    route: str = ""
    account: str = ""
    nth: int = 0
    times: int = 0  # 0: as often as it matches
    probability: float = 1.0
    seed: int = 0
    status: int = HTTPStatus.BAD_GATEWAY
    retry_after: float = 0
    seconds: float = 1
    size: int = 8_000_000
    location: str = "http://127.0.0.1:9/"
    seen: int = 0
    struck: int = 0
    chance: random.Random = field(default_factory=random.Random, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  # faults, not secrets
        if self.fault is Kind.EXPIRED:
            self.when = When.BEFORE

    def strikes(self) -> bool:
        """Count one matching request and say whether it is to be spoilt."""
        self.seen += 1
        lucky = self.chance.random() >= self.probability
        if lucky or (self.nth and self.seen != self.nth) or (0 < self.times <= self.struck):
            return False
        self.struck += 1
        return True


class Faults:
    def __init__(self) -> None:
        self._switches: list[Switch] = []

    def set(self, told: object) -> Switch:
        """Add a switch from its JSON form. Raises ``SwitchError``."""
        switch = _switch(told)
        self._switches.append(switch)
        return switch

    def clear(self) -> None:
        self._switches.clear()

    def pick(self, platform: str, route: str, accounts: Sequence[str]) -> Switch | None:
        """Return the switch that strikes this request; each matching one counts it."""
        if not self._switches:
            return None
        struck = [
            switch
            for switch in self._switches
            if switch.platform in {"", platform}
            and switch.route in {"", route}
            and (not switch.account or switch.account in accounts)
            and switch.strikes()
        ]
        return struck[0] if struck else None

    @property
    def asks_for_accounts(self) -> bool:
        return any(switch.account for switch in self._switches)

    def as_plain(self) -> list[Json]:
        """Return the switches with how often each was seen and struck."""
        told = (*_NAMES, "seen", "struck")
        return [{name: getattr(switch, name) for name in told} for switch in self._switches]


_INNER = {"seen", "struck", "chance"}
_NAMES = tuple(one.name for one in fields(Switch) if one.name not in _INNER)
_NUMBERS = ("nth", "times", "probability", "seed", "status", "retry_after", "seconds", "size")
_WORDS = ("platform", "route", "account", "location")


def _switch(told: object) -> Switch:
    if not isinstance(told, dict):
        raise SwitchError("A switch is a JSON object.")
    for name in told:
        if name not in _NAMES:
            raise SwitchError(f"A switch has no “{name}”; it has: {', '.join(_NAMES)}.")
    values = dict(told)
    for name, kind in (("fault", Kind), ("when", When)):
        if name in told or name == "fault":
            values[name] = _one_of(name, kind, told.get(name))
    for name in _NUMBERS:
        value = values.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise SwitchError(f"“{name}” is a number from 0 up.")
    for name in _WORDS:
        if not isinstance(values.get(name, ""), str):
            raise SwitchError(f"“{name}” is a word.")
    return Switch(**values)


def _one_of(name: str, kind: type[StrEnum], told: object) -> StrEnum:
    try:
        return kind(str(told))
    except ValueError:
        raise SwitchError(f"“{name}” is one of: {', '.join(kind)}.") from None
