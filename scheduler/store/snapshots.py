"""What a digest stands for: kept when people are asked, so that changes since can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.domain.post import Decision
from scheduler.store.contents import DeliveryContent
from scheduler.store.tables import ReviewRow, SnapshotRow


def keep(
    session: Session,
    post_id: int,
    digest: str,
    contents: Sequence[DeliveryContent],
    *,
    at: datetime,
) -> None:
    """Remember a post as it stands; the same digest is kept once."""
    if session.get(SnapshotRow, (post_id, digest)) is None:
        session.add(SnapshotRow(post_id=post_id, digest=digest, content=snapshot(contents), at=at))


def snapshot(contents: Sequence[DeliveryContent]) -> list[dict[str, Any]]:
    """Return the JSON form of a post that ``scheduler.domain.changes`` compares."""
    return [
        {
            "channel": content.delivery.channel_id,
            "name": content.channel_name,
            "platform": content.platform,
            "caption": content.caption,
            "pictures": [[picture.sha256, picture.alt_text] for picture in content.pictures],
            "link": content.link,
            "language": content.language,
            "opens": content.delivery.window_opens.isoformat(),
            "closes": content.delivery.window_closes.isoformat(),
        }
        for content in contents
    ]


def last_approved(session: Session, post_id: int) -> list[dict[str, Any]] | None:
    """Return the post as somebody approved it last, whether that still stands or not."""
    digest = session.scalar(
        select(ReviewRow.digest)
        .where(ReviewRow.post_id == post_id, ReviewRow.decision == Decision.APPROVE)
        .order_by(ReviewRow.id.desc())
        .limit(1)
    )
    row = session.get(SnapshotRow, (post_id, digest)) if digest else None
    return None if row is None else row.content
