"""Which posts are made from one claim of a fact sheet."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.domain.post import PostState
from scheduler.store import posts
from scheduler.store.posts import Post
from scheduler.store.tables import PostItemRow, PostRow


def in_review(session: Session, organization_id: int, item_key: str) -> list[Post]:
    ids = session.scalars(
        select(PostRow.id)
        .where(
            PostRow.organization_id == organization_id,
            PostRow.state == PostState.IN_REVIEW,
            PostRow.id.in_(select(PostItemRow.post_id).where(PostItemRow.item_key == item_key)),
        )
        .order_by(PostRow.id)
    ).all()
    found = (posts.post(session, organization_id, post_id) for post_id in ids)
    return [post for post in found if post is not None]
