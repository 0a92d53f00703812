"""What can be paused."""

from __future__ import annotations

from enum import StrEnum, auto


class PauseScope(StrEnum):
    EVERYTHING = auto()
    CAMPAIGN = auto()
    PLATFORM = auto()
    CHANNEL = auto()
    TOPIC = auto()
