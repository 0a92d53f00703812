"""Decisions on several posts at once, and links for reviewers without an account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints

from scheduler.actions import deciding, linking
from scheduler.actions.deciding import Outcome
from scheduler.domain.post import PostState
from scheduler.store.review_links import ReviewLink
from scheduler.web.api.caller import Governor, Reviewer
from scheduler.web.api.paging import FIRST, After, Limit, Number, page_of
from scheduler.web.api.shapes import MOST, Given, Page, Shape

router = APIRouter(tags=["Approvals"])

AT_ONCE = 200  # posts of one decision


class SeenIn(Given):
    """``seen`` is the digest of every post as it was shown, by the post's number."""

    seen: dict[int, Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]] = Field(
        min_length=1, max_length=AT_ONCE
    )
    comment: str = Field(default="", max_length=2000)


class OutcomeOut(Shape):
    """``refused`` says why a post was left as it was; empty where the decision counts."""

    post_id: int
    state: PostState | None
    refused: str


class ApprovedOut(Shape):
    outcomes: list[OutcomeOut]


class CandidateOut(Shape):
    post_id: int
    title: str
    digest: str


class LinkIn(Given):
    """Opens either some posts or a campaign's, for one person and in one browser."""

    name: str = Field(min_length=1, max_length=120)
    email: str = Field(min_length=3, max_length=254)
    post_ids: list[Annotated[int, Field(strict=True, ge=1, le=MOST)]] = Field(
        default_factory=list, max_length=AT_ONCE
    )
    campaign_id: int | None = Field(strict=True, default=None, ge=1, le=MOST)
    days: int = Field(strict=True, default=14, ge=1, le=90)


class LinkMade(Shape):
    """``address`` is shown only now: only its hash is kept."""

    id: int
    address: str
    expires_at: datetime


class LinkOut(Shape):
    """``works`` is false once it is over or was revoked."""

    id: int
    name: str
    email: str
    post_ids: list[int]
    campaign_id: int | None
    made_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    revoked_at: datetime | None
    works: bool


@router.post("/reviews/approve")
def approve(caller: Reviewer, given: SeenIn) -> ApprovedOut:
    """Say yes to many posts, each as its digest says it was seen; one refusal stops no other."""
    done = deciding.approve_many(caller.office, caller.member, given.seen, given.comment)
    return ApprovedOut(outcomes=[_outcome(one) for one in done])


@router.get("/reviews/claims/{key}")
def list_claim(
    caller: Reviewer, request: Request, key: str, after: After = 0, limit: Limit = FIRST
) -> Page[CandidateOut]:
    """List every post in review that is made from one item, with the digest of what it shows."""
    every = deciding.posts_of_claim(caller.office, caller.member, key)
    return page_of(
        request, every, after, limit, CandidateOut.model_validate, lambda one: one.post_id
    )


@router.get("/review-links")
def list_links(
    caller: Governor, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[LinkOut]:
    """List the review links; the addresses themselves are not kept."""
    every = linking.links_of(caller.office, caller.member)
    now = caller.office.now()
    return page_of(request, every, after, limit, lambda one: _link(one, now), lambda one: one.id)


@router.post("/review-links", status_code=201)
def make_link(caller: Governor, given: LinkIn) -> LinkMade:
    """Make an address at which one person without an account reviews posts."""
    new = linking.make_link(
        caller.office,
        caller.member,
        name=given.name,
        email=given.email,
        post_ids=given.post_ids,
        campaign_id=given.campaign_id,
        lasts=timedelta(days=given.days),
    )
    return LinkMade(id=new.id, address=f"{caller.base}/r/{new.token}", expires_at=new.expires_at)


@router.delete("/review-links/{number}", status_code=204)
def revoke_link(caller: Governor, number: Number) -> None:
    """Close a review link at once; what was decided by it stands."""
    linking.revoke_link(caller.office, caller.member, number)


def _outcome(one: Outcome) -> OutcomeOut:
    return OutcomeOut.model_validate(one)


def _link(one: ReviewLink, now: datetime) -> LinkOut:
    return LinkOut(
        id=one.id,
        name=one.name,
        email=one.email,
        post_ids=list(one.post_ids),
        campaign_id=one.campaign_id,
        made_at=one.made_at,
        expires_at=one.expires_at,
        opened_at=one.opened_at,
        revoked_at=one.revoked_at,
        works=one.works(now),
    )
