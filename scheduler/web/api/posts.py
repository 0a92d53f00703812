"""Posts: read whole, changed, decided on, moved, talked about."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request

from scheduler.actions import commenting, editing, moving, reviewing
from scheduler.actions.finding import post_of
from scheduler.actions.office import ActionError
from scheduler.domain.digest import post_digest
from scheduler.domain.post import PostState
from scheduler.domain.wall_time import LocalTimeError, parse_local
from scheduler.store import listing
from scheduler.web.api.caller import Caller, Planner, Reader, Reviewer, Writer
from scheduler.web.api.paging import FIRST, After, Limit, Number, paged
from scheduler.web.api.shapes import (
    MOST,
    CaptionIn,
    CaptionOut,
    CommentIn,
    CommentOut,
    DecisionIn,
    Made,
    Moved,
    MoveIn,
    Page,
    PictureOut,
    PostOut,
    PostWhole,
    StateOut,
)
from scheduler.web.post_view import examined

router = APIRouter(prefix="/posts")


@router.get("")
def list_posts(
    caller: Reader,
    request: Request,
    campaign: Annotated[int | None, Query(ge=1, le=MOST)] = None,
    state: Annotated[list[PostState] | None, Query()] = None,
    after: After = 0,
    limit: Limit = FIRST,
) -> Page[PostOut]:
    with caller.office.sessions() as session:
        found = listing.posts_after(
            session,
            caller.member.organization_id,
            after,
            campaign_id=campaign,
            states=state or (),
            limit=limit + 1,
        )
    return paged(request, found, limit, PostOut.model_validate, lambda post: post.id)


@router.get("/{number}")
def show(caller: Reader, number: Number) -> PostWhole:
    """One post with everything that would go out, and the digest that stands for it."""
    page, findings = examined(caller.office, caller.member, number)
    return PostWhole(
        **PostOut.model_validate(page.post).model_dump(),
        digest=post_digest(content.digest() for content in page.contents),
        sources=[asdict(one) for one in page.sources],
        pictures=[
            PictureOut(
                sha256=one.sha256,
                format=one.format,
                width=one.width,
                height=one.height,
                alt_text=one.alt_text,
                url=f"/media/{one.sha256}",
            )
            for one in page.pictures
        ],
        captions=[CaptionOut(platform=one.platform, text=one.text) for one in page.captions],
        findings=[asdict(one) for one in dict.fromkeys(findings)],
    )


@router.put("/{number}/captions/{platform}")
def edit(caller: Writer, number: Number, platform: str, given: CaptionIn) -> StateOut:
    """Replace a caption word for word; the post is a draft again."""
    editing.edit_caption(caller.office, caller.member, number, platform, given.text)
    return _state(caller, number)


@router.post("/{number}/submit")
def submit(caller: Writer, number: Number) -> StateOut:
    reviewing.submit(caller.office, caller.member, number)
    return _state(caller, number)


@router.post("/{number}/approve")
def approve(caller: Reviewer, number: Number, given: DecisionIn) -> StateOut:
    """Say yes to what the digest stands for; refused with 409 when that has changed."""
    state = reviewing.approve(caller.office, caller.member, number, given.digest, given.comment)
    return StateOut(state=state)


@router.post("/{number}/request-changes")
def request_changes(caller: Reviewer, number: Number, given: DecisionIn) -> StateOut:
    state = reviewing.request_changes(
        caller.office, caller.member, number, given.digest, given.comment
    )
    return StateOut(state=state)


@router.post("/{number}/withdraw")
def withdraw(caller: Reviewer, number: Number) -> StateOut:
    """Take one's own decision back."""
    return StateOut(state=reviewing.withdraw(caller.office, caller.member, number))


@router.post("/{number}/move")
def move(caller: Planner, number: Number, given: MoveIn) -> Moved:
    try:
        local = parse_local(given.local)
    except LocalTimeError as error:
        raise ActionError(str(error)) from error
    anew = moving.move(caller.office, caller.member, number, local)
    return Moved(approve_anew=bool(anew))


@router.get("/{number}/comments")
def list_comments(caller: Reader, number: Number) -> list[CommentOut]:
    found = commenting.comments_of(caller.office, caller.member, number)
    return [CommentOut.model_validate(one) for one in found]


@router.post("/{number}/comments", status_code=201)
def comment(caller: Writer, number: Number, given: CommentIn) -> Made:
    return Made(id=commenting.comment(caller.office, caller.member, number, given.text))


def _state(caller: Caller, number: int) -> StateOut:
    with caller.office.sessions() as session:
        return StateOut(state=post_of(session, caller.member, number).state)
