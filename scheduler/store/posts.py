"""Posts: made by planning, moved by decisions, voided by changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.post import PostEvent, PostState, post_after
from scheduler.store import audit
from scheduler.store.tables import (
    AssetRow,
    CaptionRow,
    DeliveryRow,
    PostEventRow,
    PostItemRow,
    PostRow,
)


class StalePostError(Exception):
    """Someone else moved the post first."""

    def __init__(self, post_id: int) -> None:
        super().__init__(f"post {post_id} was changed by somebody else")
        self.post_id = post_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    id: int
    organization_id: int
    campaign_id: int
    plan_key: str
    kind: str
    title: str
    language: str
    link: str
    reason: str
    state: PostState
    revision: int
    author_id: int
    fact_sheet_id: int | None = None  # none: its campaign's first


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSentence:
    item_key: str
    text: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAsset:
    format: str
    position: int
    sha256: str
    mime_type: str
    width: int
    height: int
    alt_text: str
    words: str
    template: str
    framing: str | None = None
    contrast: float | None = None
    smallest_text: int | None = None
    alt_edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    channel_id: int
    key: str
    due_at: datetime
    local_time: str
    zone: str
    window_opens: datetime
    window_closes: datetime
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    organization_id: int
    campaign_id: int
    plan_key: str
    kind: str
    title: str
    language: str
    link: str
    reason: str
    author_id: int
    sources: Sequence[SourceSentence]
    assets: Sequence[NewAsset]
    captions: Sequence[tuple[str, str]]  # platform and text
    deliveries: Sequence[NewDelivery] = field(default=())
    fact_sheet_id: int | None = None
    slot_time: str | None = None


def add(session: Session, new: NewPost, *, at: datetime) -> int:
    """Store a post as a draft, with everything that belongs to it, and return its id."""
    row = PostRow(
        organization_id=new.organization_id,
        campaign_id=new.campaign_id,
        fact_sheet_id=new.fact_sheet_id,
        plan_key=new.plan_key,
        kind=new.kind,
        title=new.title,
        language=new.language,
        link=new.link,
        reason=new.reason,
        slot_time=new.slot_time,
        state=PostState.DRAFT,
        author_id=new.author_id,
        created_at=at,
    )
    session.add(row)
    session.flush()  # the post's id, for its parts
    session.add_all(
        PostItemRow(
            post_id=row.id,
            position=position,
            item_key=source.item_key,
            text=source.text,
            first_line=source.first_line,
            last_line=source.last_line,
        )
        for position, source in enumerate(new.sources)
    )
    add_assets(session, row.id, new.assets)
    session.add_all(
        CaptionRow(post_id=row.id, platform=platform, text=text) for platform, text in new.captions
    )
    session.add_all(
        DeliveryRow(
            post_id=row.id,
            channel_id=delivery.channel_id,
            key=delivery.key,
            due_at=delivery.due_at,
            local_time=delivery.local_time,
            zone=delivery.zone,
            window_opens=delivery.window_opens,
            window_closes=delivery.window_closes,
            format=delivery.format,
            state=State.SCHEDULED,
        )
        for delivery in new.deliveries
    )
    return row.id


def add_assets(session: Session, post_id: int, assets: Sequence[NewAsset]) -> None:
    session.add_all(
        AssetRow(
            post_id=post_id,
            format=asset.format,
            position=asset.position,
            sha256=asset.sha256,
            mime_type=asset.mime_type,
            width=asset.width,
            height=asset.height,
            alt_text=asset.alt_text,
            words=asset.words,
            template=asset.template,
            framing=asset.framing,
            contrast=asset.contrast,
            smallest_text=asset.smallest_text,
            alt_edited=asset.alt_edited,
        )
        for asset in assets
    )


def post(
    session: Session, organization_id: int, post_id: int, *, lock: bool = False
) -> Post | None:
    """Return a post of this organization. ``lock`` keeps others from deciding meanwhile."""
    question = select(PostRow).where(
        PostRow.id == post_id, PostRow.organization_id == organization_id
    )
    row = session.scalar(question.with_for_update() if lock else question)
    return None if row is None else from_row(row)


def some(session: Session, organization_id: int, post_ids: Sequence[int]) -> list[Post]:
    """Return those of the posts that are this organization's, in the order asked for."""
    rows = session.scalars(
        select(PostRow).where(PostRow.id.in_(post_ids), PostRow.organization_id == organization_id)
    )
    found = {row.id: from_row(row) for row in rows}
    return [found[post_id] for post_id in post_ids if post_id in found]


def of_campaign(session: Session, campaign_id: int) -> list[Post]:
    rows = session.scalars(
        select(PostRow).where(PostRow.campaign_id == campaign_id).order_by(PostRow.id)
    )
    return [from_row(row) for row in rows]


def sources(session: Session, post_id: int) -> list[SourceSentence]:
    return sources_of(session, [post_id])[post_id]


def sources_of(session: Session, post_ids: Collection[int]) -> dict[int, list[SourceSentence]]:
    """Return the sentences that several posts were made from."""
    rows = session.scalars(
        select(PostItemRow).where(PostItemRow.post_id.in_(post_ids)).order_by(PostItemRow.position)
    )
    found: dict[int, list[SourceSentence]] = {post_id: [] for post_id in post_ids}
    for row in rows:
        found[row.post_id].append(
            SourceSentence(
                item_key=row.item_key,
                text=row.text,
                first_line=row.first_line,
                last_line=row.last_line,
            )
        )
    return found


def record(  # noqa: PLR0913  # the move, who made it, and what they saw
    session: Session,
    post: Post,
    event: PostEvent,
    *,
    at: datetime,
    person_id: int | None,
    note: str = "",
    digest: str = "",
) -> PostState:
    """Move a post and log the move.

    Raises ``StalePostError``, changing nothing, when someone else was faster.
    """
    moved = post_after(post.state, event)
    revision = post.revision + (event is PostEvent.EDIT)
    result = cast(
        "CursorResult[tuple[()]]",
        session.execute(
            update(PostRow)
            .where(
                PostRow.id == post.id,
                PostRow.state == post.state,
                PostRow.revision == post.revision,
            )
            .values(state=moved, revision=revision)
        ),
    )
    if result.rowcount != 1:
        raise StalePostError(post.id)
    session.add(
        PostEventRow(
            post_id=post.id,
            event=event,
            came_from=post.state,
            went_to=moved,
            person_id=person_id,
            note=note,
            digest=digest,
            at=at,
        )
    )
    audit.append(
        session,
        post.organization_id,
        at=at,
        person_id=person_id,
        what=f"post {event}",
        subject=f"post {post.id}",
        digest=digest,
        note=note,
    )
    return moved


def put_caption(session: Session, post_id: int, platform: str, text: str) -> bool:
    """Replace a caption by what a person wrote. Say whether there was one to replace."""
    result = cast(
        "CursorResult[tuple[()]]",
        session.execute(
            update(CaptionRow)
            .where(CaptionRow.post_id == post_id, CaptionRow.platform == platform)
            .values(text=text, edited=True)
        ),
    )
    return result.rowcount == 1


def refresh_caption(session: Session, post_id: int, platform: str, text: str) -> bool:
    """Replace a caption that nobody edited and say whether it was another; edited ones stay."""
    result = cast(
        "CursorResult[tuple[()]]",
        session.execute(
            update(CaptionRow)
            .where(
                CaptionRow.post_id == post_id,
                CaptionRow.platform == platform,
                CaptionRow.edited.is_(False),
                CaptionRow.text != text,
            )
            .values(text=text)
        ),
    )
    return result.rowcount == 1


def count_by_state(session: Session, campaign_id: int) -> dict[PostState, int]:
    found = session.execute(
        select(PostRow.state, func.count())
        .where(PostRow.campaign_id == campaign_id)
        .group_by(PostRow.state)
    )
    return {state: count for state, count in found}  # noqa: C416  # rows, not pairs


def from_row(row: PostRow) -> Post:
    return Post(
        id=row.id,
        organization_id=row.organization_id,
        campaign_id=row.campaign_id,
        plan_key=row.plan_key,
        kind=row.kind,
        title=row.title,
        language=row.language,
        link=row.link,
        reason=row.reason,
        state=row.state,
        revision=row.revision,
        author_id=row.author_id,
        fact_sheet_id=row.fact_sheet_id,
    )
