"""What goes over the wire: the shapes of requests and answers, which OpenAPI describes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from content.checks.model import Severity
from scheduler.domain.roles import Permission, Role
from scheduler.domain.scopes import Scope

MOST = 2**31 - 1  # of a number of something stored
PAGE = 50
LONGEST_PAGE = 200


class Shape(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Given(Shape):
    """What callers send: a field nobody knows is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class WrongField(Shape):
    field: str
    why: str


class Problem(Shape):
    """A refusal. ``detail`` is one sentence for people, ``hint`` the way out where there is one."""

    type: str
    title: str
    status: int
    detail: str
    hint: str
    fields: list[WrongField] = Field(default_factory=list)


class OrganizationOut(Shape):
    id: int
    slug: str
    name: str
    zone: str


class Me(Shape):
    """Who the token acts for. ``may`` is what the person's role covers."""

    person_id: int
    name: str
    email: str
    role: Role
    may: list[Permission]
    scopes: list[Scope]
    token_ends: datetime
    organization: OrganizationOut


class ScopeIn(Given):
    """No ``kinds`` means all; where ``only`` names items, no other is in scope."""

    kinds: list[str] = Field(default_factory=list, max_length=20)
    only: list[str] = Field(default_factory=list, max_length=2000)
    leave_out: list[str] = Field(default_factory=list, max_length=2000)


class PartIn(ScopeIn):
    fact_sheet_id: int = Field(strict=True, ge=1, le=MOST)


class ScopeOut(Shape):
    """One of a campaign's fact sheets, the one that opens and closes it first."""

    fact_sheet_id: int
    kinds: list[str]
    only: list[str]
    leave_out: list[str]


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
    hashtag_notes: list[str]
    link: str
    country: str | None
    sheets: list[ScopeOut]


class CampaignIn(Given):
    """``sheets`` are all of its fact sheets; else the whole of ``fact_sheet_id`` is."""

    name: str = Field(max_length=200)
    fact_sheet_id: int = Field(strict=True, default=0, ge=0, le=MOST)
    sheets: list[PartIn] = Field(default_factory=list, max_length=20)
    brand_kit_id: int = Field(strict=True, ge=1, le=MOST)
    channel_ids: list[StrictInt] = Field(max_length=50)
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


class NamedOut(Shape):
    id: int
    name: str


class FindingOut(Shape):
    """What a rule says of a post or text; ``words`` are the offending ones as written."""

    rule: str
    severity: Severity
    message: str
    words: str
    lines: tuple[int, int] | None
    why: str
    source: str
    suggestion: str


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


Thing = TypeVar("Thing")


class Page(Shape, Generic[Thing]):
    """``next`` is the address of the following page, null on the last."""

    items: list[Thing]
    next: str | None = None
