"""What goes over the wire: the shapes of requests and answers, which OpenAPI describes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from scheduler.domain.delivery import State
from scheduler.domain.pause import PauseScope
from scheduler.domain.post import PostState
from scheduler.domain.roles import Role
from scheduler.domain.scopes import Topic

MOST = 2**31 - 1  # of a number of something stored
PAGE = 50
LONGEST_PAGE = 200


class Shape(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Given(Shape):
    """What callers send: a field nobody knows is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Problem(Shape):
    error: str
    hint: str = ""


class Me(Shape):
    name: str
    email: str
    role: Role
    organization: int


class CampaignOut(Shape):
    id: int
    name: str
    fact_sheet_id: int
    brand_kit_id: int
    first_day: date
    last_day: date
    zone: str
    template: str
    rules: dict[str, Any]
    hashtags: list[str]
    link: str
    country: str | None


class CampaignIn(Given):
    name: str = Field(max_length=200)
    fact_sheet_id: int = Field(ge=1, le=MOST)
    brand_kit_id: int = Field(ge=1, le=MOST)
    channel_ids: list[int] = Field(max_length=50)
    first_day: date
    last_day: date
    zone: str = Field(max_length=60)
    template: str = Field(default="", max_length=60)
    rules: dict[str, Any] = Field(default_factory=dict)
    hashtags: list[str] = Field(default_factory=list, max_length=30)
    link: str = Field(default="", max_length=500)
    country: str | None = Field(
        default=None,
        max_length=60,
        description="ISO 3166-1 code of its readers' country, for example MX. Absent: the one "
        "that the sheet's and the brand kit's contacts name; empty: none.",
    )


class PlannedOut(Shape):
    made: int
    kept: int
    moved: int
    problems: list[str]
    notes: list[str]


class SheetOut(Shape):
    id: int
    name: str
    title: str
    language: str
    topic: str
    version: int
    sha256: str
    imported_at: datetime


class SheetIn(Given):
    name: str = Field(min_length=1, max_length=255, description="A file name, such as sheet.md")
    text: str = Field(max_length=2_000_000)


class SheetWhole(SheetOut):
    extraction: dict[str, Any]


class NamedOut(Shape):
    id: int
    name: str


class ChannelOut(Shape):
    id: int
    platform: str
    name: str
    account_name: str
    account_url: str
    trouble: str
    parked: bool
    blocked_until: datetime | None


class PictureOut(Shape):
    sha256: str
    format: str
    width: int
    height: int
    alt_text: str
    url: str


class CaptionOut(Shape):
    platform: str
    text: str


class PostOut(Shape):
    id: int
    campaign_id: int
    kind: str
    title: str
    language: str
    link: str
    reason: str
    state: PostState


class PostWhole(PostOut):
    digest: str = Field(description="Send it with a decision: it stands for what you saw.")
    sources: list[dict[str, Any]]
    pictures: list[PictureOut]
    captions: list[CaptionOut]
    findings: list[dict[str, Any]]


class CaptionIn(Given):
    text: str = Field(min_length=1, max_length=100_000)


class MoveIn(Given):
    local: str = Field(max_length=20, description="Wall time in the campaign's zone")


class Moved(Shape):
    approve_anew: bool


class DecisionIn(Given):
    digest: str = Field(min_length=64, max_length=64)
    comment: str = Field(default="", max_length=2000)


class StateOut(Shape):
    state: PostState


class CommentIn(Given):
    text: str = Field(min_length=1, max_length=4000)


class CommentOut(Shape):
    id: int
    person: str
    text: str
    at: datetime
    answers_id: int | None


class DeliveryOut(Shape):
    id: int
    post_id: int
    title: str
    channel: str
    platform: str
    state: State
    tries: int
    local_time: str
    zone: str
    due_at: datetime
    retry_at: datetime | None
    url: str


class SettleIn(Given):
    url: str | None = Field(
        default=None, max_length=1000, description="Where it is out; null: it is not out"
    )


class PauseIn(Given):
    scope: PauseScope = PauseScope.EVERYTHING
    target: str = Field(default="", max_length=80)
    reason: str = Field(min_length=1, max_length=500)


class PauseOut(Shape):
    id: int
    scope: PauseScope
    target: str
    reason: str
    person: str
    began_at: datetime


class WebhookIn(Given):
    url: str = Field(max_length=1000)
    topics: list[Topic] = Field(default_factory=list, max_length=10)


class WebhookOut(Shape):
    id: int
    url: str
    topics: list[str]
    failures: int
    trouble: str


class WebhookMade(Shape):
    id: int
    secret: str = Field(description="Signs what is sent; shown only now")


class Made(Shape):
    id: int


class LengthIn(Given):
    platform: str = Field(max_length=40)
    text: str = Field(max_length=100_000)


class LengthOut(Shape):
    length: int
    limit: int
    unit: str
    fits: bool


class FiguresOut(Shape):
    delivery_id: int
    post_id: int
    title: str
    kind: str
    platform: str
    channel: str
    local_time: str
    state: State
    url: str
    figures: dict[str, int]
    read_at: datetime | None


Thing = TypeVar("Thing")


class Page(Shape, Generic[Thing]):
    """``next`` is the address of the following page, null on the last."""

    items: list[Thing]
    next: str | None = None
