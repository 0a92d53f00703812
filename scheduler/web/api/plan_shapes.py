"""Shapes of plans, moves, plays and observances on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import Field, StrictBool, StrictInt

from scheduler.domain.conflicts import Clash
from scheduler.domain.post import PostState
from scheduler.domain.simulation import Outcome
from scheduler.web.api.shapes import MOST, Given, Shape


class ChangesIn(Given):
    """What is to be different; what is left out stays. Rules are added to those there are."""

    name: str | None = Field(default=None, max_length=200)
    first_day: date | None = None
    last_day: date | None = None
    zone: str | None = Field(default=None, max_length=60)
    template: str | None = Field(default=None, max_length=60)
    rules: dict[str, Any] | None = None
    hashtags: list[str] | None = Field(default=None, max_length=30)
    link: str | None = Field(default=None, max_length=500)
    channel_ids: list[StrictInt] | None = Field(default=None, max_length=500)


class SlotOut(Shape):
    key: str
    local_time: str
    zone: str
    due_at: datetime
    title: str
    reason: str
    post_id: int | None = None
    post_state: PostState | None = None


class UnplacedOut(Shape):
    item_key: str
    why: str
    relaxation: str


class BrokenOut(Shape):
    rule: str
    keys: list[str]
    why: str
    relaxation: str


class PreviewOut(Shape):
    slots: list[SlotOut]
    unplaced: list[UnplacedOut]
    broken: list[BrokenOut]
    notes: list[str]
    problems: list[str]
    spare: int


class MovesIn(Given):
    """Wall times by post. Without ``anyway`` nothing is saved that runs into something."""

    times: dict[int, str] = Field(min_length=1, max_length=500)
    channel_id: int = Field(strict=True, default=0, ge=0, le=MOST, description="0: every channel")
    anyway: StrictBool = False
    dry_run: StrictBool = False


class ConflictOut(Shape):
    clash: Clash
    post_id: int
    why: str


class MovesOut(Shape):
    saved: bool
    conflicts: list[ConflictOut]
    approve_again: list[int]


class SupposedIn(Given):
    """Outages and pauses are written WHAT:FROM..TO, like mastodon:2027-01-12T08:00..T14:00."""

    now: str = Field(default="", max_length=20)
    outages: list[str] = Field(default_factory=list, max_length=50)
    pauses: list[str] = Field(default_factory=list, max_length=50)
    approve_all: StrictBool = False


class HappeningOut(Shape):
    at: datetime
    outcome: Outcome
    delivery_id: int
    post_id: int
    title: str
    channel: str
    platform: str
    local_time: str
    zone: str
    why: str
    cost: float


class RehearsalOut(Shape):
    began: datetime
    counts: dict[str, int]
    costs: dict[str, float]
    timeline: list[HappeningOut]


class CopyIn(Given):
    year: int | None = Field(strict=True, default=None, ge=2000, le=2999)
    name: str = Field(default="", max_length=200)


class StaleOut(Shape):
    what: str
    why: str
    lines: tuple[int, int]


class CopiedOut(Shape):
    id: int
    name: str
    first_day: date
    last_day: date
    notes: list[str]
    stale: list[StaleOut]


class DraftedSlot(Shape):
    local_time: str = Field(description="Wall time in the campaign's zone")
    kind: str
    title: str
    reason: str


class DraftedOut(Shape):
    """``doubts`` say what finds no place and which rules would not be kept; ``mix`` is by kind."""

    slots: list[DraftedSlot]
    doubts: list[str]
    notes: list[str]
    mix: dict[str, int]


class SubmittedOut(Shape):
    """``refused`` says by post what a check holds against it."""

    sent: list[int]
    refused: dict[int, str]


class RedrawnOut(Shape):
    """``changed`` are drafts again; ``problems`` say which posts stay as they were, and why."""

    changed: list[int]
    problems: list[str]
