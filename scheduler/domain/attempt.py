"""One try of a delivery, step by step through the fence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Any


class Step(StrEnum):
    """How far a try came. From LEAVING on the post may be public."""

    CLAIMED = auto()
    PREPARED = auto()
    LEAVING = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    id: int
    delivery_id: int
    number: int
    key: str
    step: Step
    worker: str
    digest: str
    request: dict[str, Any] | None
    claimed_at: datetime
    lease_until: datetime
    left_at: datetime | None = None
