"""Posts with their pictures and captions, and what people decided about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.post import Decision, PostEvent, PostState
from scheduler.store.tables.base import Table, UtcDateTime, by_value


class PostRow(Table):
    """``revision`` grows with every change of content; a decision names the one it saw."""

    __tablename__ = "posts"
    __table_args__ = (Index("ix_posts_queue", "organization_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    # The sheet it says the words of; none: its campaign's first.
    fact_sheet_id: Mapped[int | None] = mapped_column(ForeignKey("fact_sheets.id"))
    plan_key: Mapped[str] = mapped_column(String(80))  # the same for the same place in the plan
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(20))
    link: Mapped[str] = mapped_column(String(500), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")  # why it stands in this slot
    # Where the plan has it, before channels' own hours; none where no plan put it.
    slot_time: Mapped[str | None] = mapped_column(String(16))
    pinned: Mapped[bool] = mapped_column(default=False)  # a person moved it: plans keep its time
    state: Mapped[PostState] = mapped_column(by_value(PostState))
    revision: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PostItemRow(Table):
    """Which claims of the fact sheet a post is made of."""

    __tablename__ = "post_items"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_key: Mapped[str] = mapped_column(String(80), index=True)
    text: Mapped[str] = mapped_column(Text)  # the source sentence as it stood
    first_line: Mapped[int]
    last_line: Mapped[int]


class AssetRow(Table):
    """A picture of a post in one format; its bytes lie in the media store under ``sha256``.

    ``framing``, ``contrast`` and ``smallest_text`` are empty where nobody measured the picture:
    one of another's making, or one drawn before pictures were measured. There ``words`` are those
    the card was to say.
    """

    __tablename__ = "assets"
    __table_args__ = (UniqueConstraint("post_id", "format", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    format: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64))
    mime_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    alt_text: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)  # what the card shows, line by line
    template: Mapped[str] = mapped_column(String(60))
    framing: Mapped[str | None] = mapped_column(Text)  # lines around what it says: logo, footer
    contrast: Mapped[float | None] = mapped_column(Float)  # the lowest of its text, as in WCAG
    smallest_text: Mapped[int | None]  # pixels of a card 1080 wide
    alt_edited: Mapped[bool | None]  # by a person; empty: not known


class CaptionRow(Table):
    __tablename__ = "captions"
    __table_args__ = (UniqueConstraint("post_id", "platform"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    platform: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    edited: Mapped[bool] = mapped_column(default=False)


class ReviewRow(Table):
    """A decision on exactly what ``digest`` stands for; ``void_at`` when that changed."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    decision: Mapped[Decision] = mapped_column(by_value(Decision))
    comment: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    void_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PostEventRow(Table):
    """The audit trail of a post: one row for each move, never changed."""

    __tablename__ = "post_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    event: Mapped[PostEvent] = mapped_column(by_value(PostEvent))
    came_from: Mapped[PostState] = mapped_column(by_value(PostState, "came_from"))
    went_to: Mapped[PostState] = mapped_column(by_value(PostState, "went_to"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
