"""What a delivery will show, read back from the tables: the same for reviewer and publisher."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import Delivery
from scheduler.domain.digest import PictureSeen, Seen, delivery_digest
from scheduler.store import rows
from scheduler.store.tables import AssetRow, CaptionRow, ChannelRow, DeliveryRow, PostRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPicture:
    """A picture of a post; its bytes lie in the media store under ``sha256``."""

    sha256: str
    mime_type: str
    width: int
    height: int
    alt_text: str
    words: str
    framing: str | None = None
    contrast: float | None = None
    smallest_text: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryContent:
    """A delivery with every word and picture that would leave."""

    delivery: Delivery
    organization_id: int
    campaign_id: int
    platform: str
    channel_name: str
    caption: str
    pictures: tuple[StoredPicture, ...]
    link: str
    language: str
    kind: str

    def seen(self) -> Seen:
        return Seen(
            channel_id=self.delivery.channel_id,
            caption=self.caption,
            pictures=tuple(
                PictureSeen(sha256=picture.sha256, alt_text=picture.alt_text)
                for picture in self.pictures
            ),
            link=self.link,
            language=self.language,
            window_opens=self.delivery.window_opens,
            window_closes=self.delivery.window_closes,
        )

    def digest(self) -> str:
        return delivery_digest(self.seen())


def of_delivery(session: Session, delivery_id: int) -> DeliveryContent:
    """Return what one delivery would show. Raises ``LookupError`` when there is none such."""
    found = _contents(session, DeliveryRow.id == delivery_id)
    if not found:
        raise LookupError(f"there is no delivery {delivery_id}")
    return found[0]


def of_post(session: Session, post_id: int) -> tuple[DeliveryContent, ...]:
    """Return what every delivery of a post would show, by channel."""
    return _contents(session, DeliveryRow.post_id == post_id)


def of_posts(session: Session, post_ids: Collection[int]) -> dict[int, tuple[DeliveryContent, ...]]:
    """Return the same for several posts, asked together."""
    found: dict[int, tuple[DeliveryContent, ...]] = dict.fromkeys(post_ids, ())
    for content in _contents(session, DeliveryRow.post_id.in_(post_ids)):
        found[content.delivery.post_id] += (content,)
    return found


def _contents(session: Session, condition: ColumnElement[bool]) -> tuple[DeliveryContent, ...]:
    found = session.execute(
        select(DeliveryRow, PostRow, ChannelRow, CaptionRow.text)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .outerjoin(
            CaptionRow,
            (CaptionRow.post_id == PostRow.id) & (CaptionRow.platform == ChannelRow.platform),
        )
        .where(condition)
        .order_by(DeliveryRow.channel_id)
    ).all()
    posts = {post.id for _, post, _, _ in found}
    assets = session.scalars(
        select(AssetRow).where(AssetRow.post_id.in_(posts)).order_by(AssetRow.position)
    ).all()
    return tuple(
        DeliveryContent(
            delivery=rows.delivery(delivery),
            organization_id=post.organization_id,
            campaign_id=post.campaign_id,
            platform=channel.platform,
            channel_name=channel.name,
            caption=text or "",
            pictures=_pictures(assets, post.id, delivery.format),
            link=post.link,
            language=post.language,
            kind=post.kind,
        )
        for delivery, post, channel, text in found
    )


def _pictures(
    assets: Sequence[AssetRow], post_id: int, picture_format: str
) -> tuple[StoredPicture, ...]:
    return tuple(
        StoredPicture(
            sha256=asset.sha256,
            mime_type=asset.mime_type,
            width=asset.width,
            height=asset.height,
            alt_text=asset.alt_text,
            words=asset.words,
            framing=asset.framing,
            contrast=asset.contrast,
            smallest_text=asset.smallest_text,
        )
        for asset in assets
        if asset.post_id == post_id and asset.format == picture_format
    )
