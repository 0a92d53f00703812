"""Posts: read whole, changed, decided on, moved, drawn anew, talked about."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request
from pydantic import StringConstraints
from starlette.responses import Response

from content.cards.model import Format
from scheduler.actions import commenting, deciding, drawing, editing, moving, reviewing
from scheduler.actions.finding import post_of
from scheduler.actions.office import ActionError
from scheduler.domain.digest import post_digest
from scheduler.domain.post import PostState
from scheduler.domain.wall_time import LocalTimeError, parse_local
from scheduler.store import listing
from scheduler.store.post_page import PostPage
from scheduler.web.api.brands import PICTURE
from scheduler.web.api.caller import Caller, Planner, Reader, Reviewer, Writer
from scheduler.web.api.paging import FIRST, After, Limit, Number, page_of, paged
from scheduler.web.api.post_shapes import (
    CaptionOut,
    ChangeOut,
    ChangesSinceOut,
    CommentIn,
    CommentOut,
    DecidedOut,
    DecisionIn,
    EditedOut,
    HistoryOut,
    LineOut,
    Moved,
    MoveIn,
    PictureOut,
    PostOut,
    PostWhole,
    RedrawIn,
    SentenceOut,
    StateOut,
    TextIn,
)
from scheduler.web.api.shapes import MOST, FindingOut, Made, Page
from scheduler.web.post_view import examined
from scheduler.web.routes.brands import PREVIEW_WIDTH
from scheduler.web.showroom import Showroom

router = APIRouter(prefix="/posts", tags=["Posts"])

Platform = Annotated[str, Path(min_length=1, max_length=40)]
Seen = Annotated[
    Annotated[str, StringConstraints(pattern=r'^(W/)?"[0-9a-f]{64}"$')] | None,
    Header(alias="If-Match", description="The ETag of the post as it was seen: refused otherwise"),
]


@router.get("")
def list_posts(
    caller: Reader,
    request: Request,
    campaign: Annotated[int | None, Query(ge=1, le=MOST)] = None,
    state: Annotated[list[PostState] | None, Query(max_length=len(PostState))] = None,
    after: After = 0,
    limit: Limit = FIRST,
) -> Page[PostOut]:
    """List posts, of one campaign or all; those in review wait for a decision."""
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
def show(caller: Reader, response: Response, number: Number) -> PostWhole:
    """Show one post with everything that would go out, and the digest that stands for it."""
    page, findings = examined(caller.office, caller.member, number)
    digest = _digest(page)
    response.headers["etag"] = f'"{digest}"'
    return PostWhole(
        **PostOut.model_validate(page.post).model_dump(),
        digest=digest,
        sources=[SentenceOut.model_validate(one) for one in page.sources],
        pictures=[
            PictureOut(
                sha256=one.sha256,
                format=one.format,
                position=one.position,
                width=one.width,
                height=one.height,
                alt_text=one.alt_text,
                url=f"/api/v1/pictures/{one.sha256}",
            )
            for one in page.pictures
        ],
        captions=[CaptionOut.model_validate(one) for one in page.captions],
        deliveries=[content.delivery.id for content in page.contents],
        findings=[_finding(one) for one in dict.fromkeys(findings)],
    )


@router.get("/{number}/history")
def history(caller: Reader, number: Number) -> HistoryOut:
    """Say what was decided about a post, and everything that happened to it."""
    page, _findings = examined(caller.office, caller.member, number)
    return HistoryOut(
        decisions=[DecidedOut.model_validate(one) for one in page.decisions],
        lines=[LineOut.model_validate(one) for one in page.history],
    )


@router.get("/{number}/changes")
def changes(caller: Reader, number: Number) -> ChangesSinceOut:
    """Say what differs between the post as it was approved last and as it is now."""
    found = deciding.changed_since_approval(caller.office, caller.member, number)
    return ChangesSinceOut(changes=[ChangeOut.model_validate(one) for one in found])


@router.put("/{number}/captions/{platform}")
def edit(
    caller: Writer, number: Number, platform: Platform, given: TextIn, seen: Seen = None
) -> EditedOut:
    """Replace a caption word for word; the post is a draft again."""
    found = editing.edit_caption(
        caller.office, caller.member, number, platform, given.text, seen=_seen(seen)
    )
    return EditedOut(state=_state(caller, number), findings=[_finding(one) for one in found])


@router.put("/{number}/alt-texts/{format}/{position}")
def edit_alt_text(  # which picture, what it says, and what was seen
    caller: Writer,
    number: Number,
    format: Format,  # noqa: A002  # the address's own word
    position: Annotated[int, Path(ge=0, le=99)],
    given: TextIn,
    seen: Seen = None,
) -> EditedOut:
    """Replace the alt text of one picture; the post is a draft again."""
    found = editing.edit_alt_text(
        caller.office,
        caller.member,
        number,
        format,
        given.text,
        position=position,
        seen=_seen(seen),
    )
    return EditedOut(state=_state(caller, number), findings=[_finding(one) for one in found])


@router.post("/{number}/redraw")
def redraw(caller: Writer, number: Number, given: RedrawIn) -> StateOut:
    """Draw a post's pictures anew, with another template or brand; it is a draft again."""
    drawing.redraw(
        caller.office,
        caller.member,
        number,
        template=given.template,
        brand_kit_id=given.brand_kit_id,
    )
    return StateOut(state=_state(caller, number))


@router.get("/{number}/preview", response_class=Response, responses=PICTURE)
def preview(  # one query for each fact
    caller: Reader,
    request: Request,
    number: Number,
    template: Annotated[str, Query(max_length=60)] = "",
    brand: Annotated[int, Query(ge=0, le=MOST)] = 0,
    format: Format = Format.PORTRAIT,  # noqa: A002  # the address's own word
) -> Response:
    """Draw the post's card as it would be with a template or brand, as WebP; nothing is kept."""
    ready = drawing.easel(
        caller.office, caller.member, number, template=template, brand_kit_id=brand
    )
    showroom = request.app.state.showroom
    assert isinstance(showroom, Showroom)
    studio = ready.studio
    data = showroom.picture(
        ready.card, studio.brand, studio.campaign.template, format, PREVIEW_WIDTH
    )
    return Response(data, media_type="image/webp")


@router.post("/{number}/submit")
def submit(caller: Writer, number: Number) -> StateOut:
    """Ask for approval; refused while a check blocks the post."""
    reviewing.submit(caller.office, caller.member, number)
    return StateOut(state=_state(caller, number))


@router.post("/{number}/approve")
def approve(caller: Reviewer, number: Number, given: DecisionIn) -> StateOut:
    """Say yes to what the digest stands for; refused with 409 when that has changed."""
    state = reviewing.approve(caller.office, caller.member, number, given.digest, given.comment)
    return StateOut(state=state)


@router.post("/{number}/request-changes")
def request_changes(caller: Reviewer, number: Number, given: DecisionIn) -> StateOut:
    """Ask for a change, with a comment that says which; refused when the post has changed."""
    state = reviewing.request_changes(
        caller.office, caller.member, number, given.digest, given.comment
    )
    return StateOut(state=state)


@router.post("/{number}/reject")
def reject(caller: Reviewer, number: Number, given: DecisionIn) -> StateOut:
    """Say that the post is not to go out in any form; refused when the post has changed."""
    state = reviewing.reject(caller.office, caller.member, number, given.digest, given.comment)
    return StateOut(state=state)


@router.post("/{number}/withdraw")
def withdraw(caller: Reviewer, number: Number) -> StateOut:
    """Take one's own decision back."""
    return StateOut(state=reviewing.withdraw(caller.office, caller.member, number))


@router.post("/{number}/archive")
def archive(caller: Planner, number: Number) -> StateOut:
    """Take a post out of the campaign for good; nothing more of it leaves."""
    editing.archive(caller.office, caller.member, number)
    return StateOut(state=_state(caller, number))


@router.post("/{number}/move")
def move(caller: Planner, number: Number, given: MoveIn) -> Moved:
    """Give a post another time, and say whether it must be approved again."""
    try:
        local = parse_local(given.local)
    except LocalTimeError as error:
        raise ActionError(str(error)) from error
    anew = moving.move(caller.office, caller.member, number, local)
    return Moved(approve_anew=bool(anew))


@router.get("/{number}/comments")
def list_comments(
    caller: Reader, request: Request, number: Number, after: After = 0, limit: Limit = FIRST
) -> Page[CommentOut]:
    """List what people wrote about a post."""
    found = commenting.comments_of(caller.office, caller.member, number)
    return page_of(request, found, after, limit, CommentOut.model_validate, lambda one: one.id)


@router.post("/{number}/comments", status_code=201)
def comment(caller: Writer, number: Number, given: CommentIn) -> Made:
    """Write something about a post; @name tells a member."""
    made = commenting.comment(
        caller.office, caller.member, number, given.text, answers=given.answers_id
    )
    return Made(id=made)


def _digest(page: PostPage) -> str:
    return post_digest(content.digest() for content in page.contents)


def _seen(given: str | None) -> str:
    return given.removeprefix("W/").strip('"') if given else ""


def _finding(one: object) -> FindingOut:
    return FindingOut.model_validate(one)


def _state(caller: Caller, number: int) -> PostState:
    with caller.office.sessions() as session:
        return post_of(session, caller.member, number).state
