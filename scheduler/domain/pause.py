"""What can be paused, and what becomes of what fell due meanwhile."""

from __future__ import annotations

from enum import StrEnum, auto


class PauseScope(StrEnum):
    EVERYTHING = auto()
    CAMPAIGN = auto()
    PLATFORM = auto()
    CHANNEL = auto()
    TOPIC = auto()


class AfterPause(StrEnum):
    """What a person wants with deliveries whose time came while they were paused."""

    SEND = auto()  # one after another, while their window is open
    HOLD = auto()  # a person decides about each
    SKIP = auto()  # they are given up
