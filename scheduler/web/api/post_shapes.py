"""Shapes of posts, decisions and comments on the wire."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from scheduler.domain.post import Decision, PostState
from scheduler.web.api.shapes import MOST, FindingOut, Given, Shape


class PictureOut(Shape):
    """``url`` is where the picture is fetched with a token; ``position`` its place in a series."""

    sha256: str
    format: str
    position: int
    width: int
    height: int
    alt_text: str
    url: str


class CaptionOut(Shape):
    """``edited`` is true once a person wrote it; then drawing anew leaves it as it is."""

    platform: str
    text: str
    edited: bool


class PostOut(Shape):
    id: int
    campaign_id: int
    kind: str
    title: str
    language: str
    link: str
    reason: str
    state: PostState


class SentenceOut(Shape):
    """The sentence of the fact sheet a post is made from, with its lines."""

    item_key: str
    text: str
    first_line: int
    last_line: int


class PostWhole(PostOut):
    digest: str = Field(description="Send it with a decision: it stands for what you saw.")
    sources: list[SentenceOut]
    pictures: list[PictureOut]
    captions: list[CaptionOut]
    deliveries: list[int] = Field(description="The numbers of its deliveries")
    findings: list[FindingOut]


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
    """``answers_id`` is the comment it answers."""

    text: str = Field(min_length=1, max_length=4000)
    answers_id: int | None = Field(strict=True, default=None, ge=1, le=MOST)


class CommentOut(Shape):
    id: int
    person: str
    text: str
    at: datetime
    answers_id: int | None


class TextIn(Given):
    text: str = Field(min_length=1, max_length=100_000)


class EditedOut(Shape):
    """``findings`` are the rules the new text breaks, the gravest first."""

    state: PostState
    findings: list[FindingOut]


class RedrawIn(Given):
    """``brand_kit_id`` 0 is the campaign's own."""

    template: str = Field(min_length=1, max_length=60)
    brand_kit_id: int = Field(strict=True, default=0, ge=0, le=MOST)


class DecidedOut(Shape):
    """``stands`` is false for a decision about what the post no longer is."""

    person_id: int
    person: str
    decision: Decision
    comment: str
    at: datetime
    stands: bool


class LineOut(Shape):
    """``subject`` is the channel, empty for the post itself; ``person`` null: the publisher."""

    at: datetime
    what: str
    subject: str
    person: str | None
    note: str


class HistoryOut(Shape):
    decisions: list[DecidedOut]
    lines: list[LineOut]


class ChangeOut(Shape):
    """Pictures are given by their SHA-256, times as instants; empty means there was none."""

    channel: str
    what: str
    before: str
    after: str


class ChangesSinceOut(Shape):
    changes: list[ChangeOut]
