"""One post at a time: see exactly what will go out, decide, next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from scheduler.actions import reviewing
from scheduler.actions.office import ActionError
from scheduler.domain.post import PostState
from scheduler.store import review_queue
from scheduler.store.review_queue import Waiting
from scheduler.web.language import _, later
from scheduler.web.post_view import read_post
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()

A_SITTING = timedelta(hours=8)  # decisions that count for the progress bar
REASONS = {
    "source": later("Not what the source says"),
    "wording": later("Wording or tone"),
    "picture": later("Picture"),
    "alt": later("Alt text"),
    "time": later("Wrong day or channel"),
    "other": later("Something else"),
}


@router.get("/review")
def first(visit: Visitor) -> Response:
    queue = _queue(visit)
    if not queue:
        return visit.page("review_done.html", done=_done(visit))
    return _show(visit, queue, queue[0].post_id)


@router.get("/review/{post_id}")
def one(visit: Visitor, post_id: int) -> Response:
    return _show(visit, _queue(visit), post_id)


@router.post("/review/{post_id}/approve")
def approve(
    visit: Visitor,
    post_id: int,
    digest: Annotated[str, Form()],
    comment: Annotated[str, Form()] = "",
) -> Response:
    after = _next_of(visit, post_id)
    reviewing.approve(visit.office, visit.member, post_id, digest, comment)
    return go(f"{after}?said=approved&about={post_id}")


@router.post("/review/{post_id}/send-back")
def send_back(
    visit: Visitor,
    post_id: int,
    digest: Annotated[str, Form()],
    reason: Annotated[str, Form()] = "",
    comment: Annotated[str, Form()] = "",
) -> Response:
    after = _next_of(visit, post_id)
    said = ": ".join(part for part in (_(REASONS.get(reason, "")), comment.strip()) if part)
    if not said:
        raise ActionError(_("Say what should change."), _("Choose a reason or write a note."))
    reviewing.request_changes(visit.office, visit.member, post_id, digest, said)
    return go(f"{after}?said=sent_back&about={post_id}")


@router.post("/review/{post_id}/undo")
def undo(visit: Visitor, post_id: int) -> Response:
    reviewing.withdraw(visit.office, visit.member, post_id)
    return go(f"/review/{post_id}?said=undone")


def _show(visit: Visit, queue: Sequence[Waiting], post_id: int) -> Response:
    page, proof = read_post(visit, post_id)
    if page.post.state is not PostState.IN_REVIEW:
        return go(f"/posts/{post_id}")
    place = _place(queue, post_id)
    left = proof.times and page.contents[0].delivery.due_at - visit.office.now()
    return visit.page(
        "review.html",
        page=page,
        post=page.post,
        proof=proof,
        queue=queue,
        before=queue[place - 1].post_id if place > 0 else None,
        after=queue[place + 1].post_id if 0 <= place < len(queue) - 1 else None,
        done=_done(visit),
        left=left,
        reasons=REASONS,
        about=_number(visit.request.query_params.get("about", "")),
        own=page.post.author_id == visit.member.person_id,
        approved_by_me=place < 0,
    )


def _queue(visit: Visit) -> Sequence[Waiting]:
    with visit.office.sessions() as session:
        return review_queue.waiting(
            session, visit.member.organization_id, visit.member.person_id
        )


def _done(visit: Visit) -> int:
    with visit.office.sessions() as session:
        return review_queue.decided_since(
            session,
            visit.member.organization_id,
            visit.member.person_id,
            visit.office.now() - A_SITTING,
        )


def _next_of(visit: Visit, post_id: int) -> str:
    """Return the address of what comes after this post; the first one after the last."""
    queue = _queue(visit)
    place = _place(queue, post_id)
    rest = [*queue[place + 1 :], *queue[: max(place, 0)]]
    return f"/review/{rest[0].post_id}" if rest else "/review"


def _place(queue: Sequence[Waiting], post_id: int) -> int:
    return next((place for place, line in enumerate(queue) if line.post_id == post_id), -1)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
