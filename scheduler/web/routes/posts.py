"""One post: everything about it, and what may be changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import JSONResponse, Response

from scheduler.actions import commenting, editing, reviewing
from scheduler.actions.office import ActionError, NotFoundError
from scheduler.domain.delivery import NOT_LEFT
from scheduler.store import channels
from scheduler.web.language import _
from scheduler.web.post_view import read_post
from scheduler.web.proofreading import length_of
from scheduler.web.routes.moves import was
from scheduler.web.status import status_of
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()


@router.get("/posts/{post_id}")
def post(visit: Visitor, post_id: int) -> Response:
    return _show(visit, post_id)


@router.post("/posts/{post_id}/submit")
def submit(visit: Visitor, post_id: int) -> Response:
    reviewing.submit(visit.office, visit.member, post_id)
    return go(f"/posts/{post_id}?said=submitted")


@router.get("/posts/{post_id}/captions/{platform}")
def caption(visit: Visitor, post_id: int, platform: str) -> Response:
    return _edit(visit, post_id, platform)


@router.post("/posts/{post_id}/captions/{platform}")
def edit_caption(
    visit: Visitor, post_id: int, platform: str, text: Annotated[str, Form()]
) -> Response:
    plain = text.replace("\r\n", "\n").strip("\n")
    try:
        editing.edit_caption(visit.office, visit.member, post_id, platform, plain)
    except NotFoundError:
        raise
    except ActionError as error:
        return _edit(visit, post_id, platform, text=plain, problem=error)
    return go(f"/posts/{post_id}?said=edited")


@router.post("/length/{platform}")
def length(visit: Visitor, platform: str, text: Annotated[str, Form()] = "") -> Response:
    """Count as the platform does, for the counter beside the text."""
    with visit.office.sessions() as session:
        own = channels.channels(session, visit.member.organization_id)
    found = length_of(text.replace("\r\n", "\n").strip("\n"), platform, own)
    if found is None:
        raise NotFoundError(_("This platform sets no limit."))
    return JSONResponse({"length": found.length, "limit": found.limit, "fits": found.fits})


def _show(visit: Visit, post_id: int) -> Response:
    page, proof = read_post(visit, post_id)
    asked = bool(page.decisions) and page.decisions[-1].decision == "request_changes"
    statuses = {
        content.delivery.id: status_of(page.post.state, content.delivery.state, changes_asked=asked)
        for content in page.contents
    }
    movable = [c.delivery for c in page.contents if c.delivery.state in NOT_LEFT]
    mine = [
        decided
        for decided in page.decisions
        if decided.stands and decided.person_id == visit.member.person_id
    ]
    return visit.page(
        "post.html",
        page=page,
        post=page.post,
        proof=proof,
        statuses=statuses,
        movable=movable[0] if movable else None,
        was=was(visit),
        comments=commenting.comments_of(visit.office, visit.member, post_id),
        mine=mine[-1] if mine else None,
        gone=len(movable) < len(page.contents),
    )


def _edit(
    visit: Visit,
    post_id: int,
    platform: str,
    *,
    text: str | None = None,
    problem: ActionError | None = None,
) -> Response:
    page, _proof = read_post(visit, post_id)
    stored = next((found for found in page.captions if found.platform == platform), None)
    if stored is None:
        raise NotFoundError(_("This post does not go to that platform."))
    with visit.office.sessions() as session:
        own = channels.channels(session, visit.member.organization_id)
    shown = stored.text if text is None else text
    return visit.page(
        "caption.html",
        status_code=422 if problem else 200,
        page=page,
        post=page.post,
        platform=platform,
        text=shown,
        length=length_of(shown, platform, own),
        problem=problem,
    )
