"""What people say about a post, in threads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.store.tables import CommentRow, PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """``answers_id`` is the comment it answers, None at the start of a thread."""

    id: int
    post_id: int
    answers_id: int | None
    person_id: int
    person: str
    text: str
    at: datetime


def add(
    session: Session,
    post_id: int,
    *,
    person_id: int,
    text: str,
    answers_id: int | None,
    at: datetime,
) -> int:
    row = CommentRow(post_id=post_id, answers_id=answers_id, person_id=person_id, text=text, at=at)
    session.add(row)
    session.flush()  # the comment's id, for its notices
    return row.id


def comments(session: Session, post_id: int) -> list[Comment]:
    """Return the comments of a post, oldest first."""
    found = session.execute(
        select(CommentRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == CommentRow.person_id)
        .where(CommentRow.post_id == post_id)
        .order_by(CommentRow.id)
    )
    return [
        Comment(
            id=row.id,
            post_id=row.post_id,
            answers_id=row.answers_id,
            person_id=row.person_id,
            person=name,
            text=row.text,
            at=row.at,
        )
        for row, name in found
    ]
