"""Links that let somebody without an account review some posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, CursorResult, func, select, update
from sqlalchemy.orm import Session

from scheduler.domain.post import PostState
from scheduler.store.tables import (
    OrganizationRow,
    PersonRow,
    PostRow,
    ReviewLinkRow,
    ReviewRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLink:
    """``post_ids`` is empty where the link opens every post of ``campaign_id``."""

    id: int
    organization_id: int
    organization: str
    person_id: int
    name: str
    email: str
    post_ids: tuple[int, ...]
    campaign_id: int | None
    made_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    revoked_at: datetime | None

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


def add(  # noqa: PLR0913  # a link is exactly these facts
    session: Session,
    organization_id: int,
    *,
    person_id: int,
    made_by_id: int,
    post_ids: tuple[int, ...],
    campaign_id: int | None,
    token_sha256: str,
    at: datetime,
    expires_at: datetime,
) -> int:
    row = ReviewLinkRow(
        organization_id=organization_id,
        person_id=person_id,
        made_by_id=made_by_id,
        post_ids=list(post_ids),
        campaign_id=campaign_id,
        token_sha256=token_sha256,
        made_at=at,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()  # the link's id, for the caller
    return row.id


def by_token(session: Session, token_sha256: str) -> ReviewLink | None:
    return _one(session, ReviewLinkRow.token_sha256 == token_sha256)


def by_browser(session: Session, browser_sha256: str) -> ReviewLink | None:
    return _one(session, ReviewLinkRow.browser_sha256 == browser_sha256)


def links(session: Session, organization_id: int) -> list[ReviewLink]:
    """Return the organization's links, the newest first."""
    return _links(session, ReviewLinkRow.organization_id == organization_id)


def open_first(session: Session, link_id: int, browser_sha256: str, *, at: datetime) -> bool:
    """Bind a link to the browser that opened it; say whether nobody had before."""
    return _changed(
        session,
        (ReviewLinkRow.id == link_id) & ReviewLinkRow.browser_sha256.is_(None),
        browser_sha256=browser_sha256,
        opened_at=at,
    )


def revoke(session: Session, organization_id: int, link_id: int, *, at: datetime) -> bool:
    """Say whether there was such a link that still worked."""
    return _changed(
        session,
        (ReviewLinkRow.id == link_id)
        & (ReviewLinkRow.organization_id == organization_id)
        & ReviewLinkRow.revoked_at.is_(None),
        revoked_at=at,
    )


def open_posts(session: Session, link: ReviewLink) -> frozenset[int]:
    """Return the posts a link opens today: those it names, or its campaign's in review."""
    question = select(PostRow.id).where(PostRow.organization_id == link.organization_id)
    if link.post_ids:
        question = question.where(PostRow.id.in_(link.post_ids))
    else:
        question = question.where(
            PostRow.campaign_id == link.campaign_id,
            PostRow.state.in_((PostState.IN_REVIEW, PostState.APPROVED)),
        )
    return frozenset(session.scalars(question))


def decisions_since(session: Session, person_id: int, since: datetime) -> int:
    """Count what a person decided lately, to slow down whoever clicks too fast."""
    question = select(func.count()).where(ReviewRow.person_id == person_id, ReviewRow.at > since)
    return session.scalar(question) or 0


def _one(session: Session, condition: ColumnElement[bool]) -> ReviewLink | None:
    found = _links(session, condition)
    return found[0] if found else None


def _links(session: Session, condition: ColumnElement[bool]) -> list[ReviewLink]:
    found = session.execute(
        select(ReviewLinkRow, PersonRow, OrganizationRow.name)
        .join(PersonRow, PersonRow.id == ReviewLinkRow.person_id)
        .join(OrganizationRow, OrganizationRow.id == ReviewLinkRow.organization_id)
        .where(condition)
        .order_by(ReviewLinkRow.id.desc())
    )
    return [
        ReviewLink(
            id=row.id,
            organization_id=row.organization_id,
            organization=organization,
            person_id=person.id,
            name=person.name,
            email=person.email,
            post_ids=tuple(row.post_ids),
            campaign_id=row.campaign_id,
            made_at=row.made_at,
            expires_at=row.expires_at,
            opened_at=row.opened_at,
            revoked_at=row.revoked_at,
        )
        for row, person, organization in found
    ]


def _changed(session: Session, condition: ColumnElement[bool], **values: object) -> bool:
    result = cast(
        "CursorResult[tuple[()]]",
        session.execute(update(ReviewLinkRow).where(condition).values(**values)),
    )
    return result.rowcount == 1
