"""One post with everything people want to know of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.domain.post import Decision
from scheduler.store import contents, posts
from scheduler.store.campaigns import sheet_of_post
from scheduler.store.contents import DeliveryContent
from scheduler.store.posts import Post, SourceSentence
from scheduler.store.tables import (
    AssetRow,
    AttemptRow,
    CampaignRow,
    CaptionRow,
    ChannelRow,
    DeliveryEventRow,
    DeliveryRow,
    FactSheetRow,
    PersonRow,
    PostEventRow,
    PostRow,
    ReadingRow,
    ReceiptRow,
    ReviewRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a post comes from."""

    campaign: str
    zone: str
    sheet_id: int
    sheet: str
    sheet_name: str
    sheet_version: int
    topic: str
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture in one format."""

    format: str
    position: int
    sha256: str
    width: int
    height: int
    alt_text: str
    words: str
    template: str
    mime_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCaption:
    platform: str
    text: str
    edited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a platform gave back, or a person confirmed."""

    remote_id: str
    url: str
    at: datetime
    person: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the history: who did what, and when. ``person`` is None for the publisher."""

    at: datetime
    what: str
    subject: str  # the channel, or empty for the post itself
    person: str | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    person_id: int
    person: str
    decision: Decision
    comment: str
    at: datetime
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPage:
    post: Post
    origin: Origin
    sources: tuple[SourceSentence, ...]
    pictures: tuple[Shown, ...]
    captions: tuple[StoredCaption, ...]
    contents: tuple[DeliveryContent, ...]
    receipts: dict[int, Proof]  # by delivery
    attempts: dict[int, str]  # by delivery: what came of the last try
    readings: dict[int, dict[str, int]]  # by delivery: the newest number of each metric
    decisions: tuple[Decided, ...]
    history: tuple[Line, ...]


def post_page(session: Session, organization_id: int, post_id: int) -> PostPage | None:
    return next(iter(post_pages(session, organization_id, [post_id])), None)


def post_pages(session: Session, organization_id: int, post_ids: Sequence[int]) -> list[PostPage]:
    """Return those of the posts that are there, in the order asked for.

    What is asked of the database is the same for one and for many.
    """
    there = posts.some(session, organization_id, post_ids)
    ids = [post.id for post in there]
    shown = contents.of_posts(session, ids)
    deliveries = [content.delivery.id for own in shown.values() for content in own]
    origins, sources = _origins(session, there), posts.sources_of(session, ids)
    pictures, captions = _pictures(session, ids), _captions(session, ids)
    receipts, attempts = _receipts(session, deliveries), _attempts(session, deliveries)
    readings = newest_readings(session, deliveries)
    decisions, history = _decisions(session, ids), _history(session, ids)
    pages = []
    for post in there:
        own = [content.delivery.id for content in shown[post.id]]
        pages.append(
            PostPage(
                post=post,
                origin=origins[post.id],
                sources=tuple(sources[post.id]),
                pictures=tuple(pictures[post.id]),
                captions=tuple(captions[post.id]),
                contents=shown[post.id],
                receipts={number: receipts[number] for number in own if number in receipts},
                attempts={number: attempts[number] for number in own if number in attempts},
                readings={number: readings[number] for number in own if number in readings},
                decisions=tuple(decisions[post.id]),
                history=tuple(sorted(history[post.id], key=lambda line: line.at)),
            )
        )
    return pages


def newest_readings(session: Session, delivery_ids: list[int]) -> dict[int, dict[str, int]]:
    """Return the newest number of each metric by delivery; what was never reported is absent."""
    newest = (
        select(func.max(ReadingRow.id))
        .where(ReadingRow.delivery_id.in_(delivery_ids))
        .group_by(ReadingRow.delivery_id, ReadingRow.metric)
    )
    readings: dict[int, dict[str, int]] = {}
    for row in session.scalars(select(ReadingRow).where(ReadingRow.id.in_(newest))):
        readings.setdefault(row.delivery_id, {})[row.metric] = row.value
    return readings


def shows_picture(
    session: Session, organization_id: int, sha256: str, *, only: Collection[int] | None = None
) -> str | None:
    """Return the picture's type when a post of this organization, and of ``only``, shows it."""
    question = (
        select(AssetRow.mime_type)
        .join(PostRow, PostRow.id == AssetRow.post_id)
        .where(AssetRow.sha256 == sha256, PostRow.organization_id == organization_id)
        .limit(1)
    )
    return session.scalar(question if only is None else question.where(AssetRow.post_id.in_(only)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hung:
    """A picture with where it is used."""

    sha256: str
    alt_text: str
    width: int
    height: int
    post_id: int
    title: str
    kind: str


def pictures_of(
    session: Session, organization_id: int, *, limit: int, offset: int = 0
) -> tuple[Hung, ...]:
    """Return one picture of each post, the newest posts first."""
    shown = (
        select(AssetRow.post_id, func.min(AssetRow.id).label("id"))
        .where(AssetRow.position == 0)
        .group_by(AssetRow.post_id)
        .subquery()
    )
    found = session.execute(
        select(AssetRow, PostRow)
        .join(shown, shown.c.id == AssetRow.id)
        .join(PostRow, PostRow.id == AssetRow.post_id)
        .where(PostRow.organization_id == organization_id)
        .order_by(PostRow.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(
        Hung(
            sha256=row.sha256,
            alt_text=row.alt_text,
            width=row.width,
            height=row.height,
            post_id=post.id,
            title=post.title,
            kind=post.kind,
        )
        for row, post in found
    )


def _origins(session: Session, there: Sequence[Post]) -> dict[int, Origin]:
    found = session.execute(
        select(PostRow.id, CampaignRow, FactSheetRow, PersonRow.name)
        .join(CampaignRow, CampaignRow.id == PostRow.campaign_id)
        .join(FactSheetRow, FactSheetRow.id == sheet_of_post())
        .join(PersonRow, PersonRow.id == PostRow.author_id)
        .where(PostRow.id.in_([post.id for post in there]))
    )
    return {
        post_id: Origin(
            campaign=campaign.name,
            zone=campaign.zone,
            sheet_id=sheet.id,
            sheet=sheet.title or sheet.name,
            sheet_name=sheet.name,
            sheet_version=sheet.version,
            topic=sheet.topic,
            author=author,
        )
        for post_id, campaign, sheet, author in found
    }


def _pictures(session: Session, post_ids: Collection[int]) -> defaultdict[int, list[Shown]]:
    rows = session.scalars(
        select(AssetRow).where(AssetRow.post_id.in_(post_ids)).order_by(AssetRow.id)
    )
    found: defaultdict[int, list[Shown]] = defaultdict(list)
    for row in rows:
        found[row.post_id].append(
            Shown(
                format=row.format,
                position=row.position,
                sha256=row.sha256,
                width=row.width,
                height=row.height,
                alt_text=row.alt_text,
                words=row.words,
                template=row.template,
                mime_type=row.mime_type,
            )
        )
    return found


def _captions(session: Session, post_ids: Collection[int]) -> defaultdict[int, list[StoredCaption]]:
    rows = session.scalars(
        select(CaptionRow).where(CaptionRow.post_id.in_(post_ids)).order_by(CaptionRow.id)
    )
    found: defaultdict[int, list[StoredCaption]] = defaultdict(list)
    for row in rows:
        found[row.post_id].append(
            StoredCaption(platform=row.platform, text=row.text, edited=row.edited)
        )
    return found


def _receipts(session: Session, delivery_ids: list[int]) -> dict[int, Proof]:
    found = session.execute(
        select(ReceiptRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == ReceiptRow.person_id)
        .where(ReceiptRow.delivery_id.in_(delivery_ids))
    )
    return {
        row.delivery_id: Proof(remote_id=row.remote_id, url=row.url, at=row.at, person=name)
        for row, name in found
    }


def _attempts(session: Session, delivery_ids: list[int]) -> dict[int, str]:
    rows = session.scalars(
        select(AttemptRow)
        .where(AttemptRow.delivery_id.in_(delivery_ids))
        .order_by(AttemptRow.number)
    )
    return {row.delivery_id: row.note for row in rows}


def _decisions(session: Session, post_ids: Collection[int]) -> defaultdict[int, list[Decided]]:
    rows = session.execute(
        select(ReviewRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == ReviewRow.person_id)
        .where(ReviewRow.post_id.in_(post_ids))
        .order_by(ReviewRow.id)
    )
    found: defaultdict[int, list[Decided]] = defaultdict(list)
    for row, name in rows:
        found[row.post_id].append(
            Decided(
                person_id=row.person_id,
                person=name,
                decision=row.decision,
                comment=row.comment,
                at=row.at,
                stands=row.void_at is None,
            )
        )
    return found


def _history(session: Session, post_ids: Collection[int]) -> defaultdict[int, list[Line]]:
    found: defaultdict[int, list[Line]] = defaultdict(list)
    of_posts = session.execute(
        select(PostEventRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == PostEventRow.person_id)
        .where(PostEventRow.post_id.in_(post_ids))
    )
    for moved, name in of_posts:
        found[moved.post_id].append(
            Line(at=moved.at, what=moved.event, subject="", person=name, note=moved.note)
        )
    of_deliveries = session.execute(
        select(DeliveryEventRow, DeliveryRow.post_id, ChannelRow.name, PersonRow.name)
        .join(DeliveryRow, DeliveryRow.id == DeliveryEventRow.delivery_id)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .outerjoin(PersonRow, PersonRow.id == DeliveryEventRow.person_id)
        .where(DeliveryRow.post_id.in_(post_ids))
    )
    for sent, post_id, channel, name in of_deliveries:
        found[post_id].append(
            Line(at=sent.at, what=sent.event, subject=channel, person=name, note=sent.note)
        )
    return found
