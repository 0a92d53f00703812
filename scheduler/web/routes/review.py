"""One post at a time: see exactly what will go out, decide, next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from scheduler.actions import commenting, deciding, reviewing
from scheduler.actions.office import ActionError
from scheduler.domain.post import Decision, PostState
from scheduler.store import review_queue
from scheduler.store.post_page import PostPage
from scheduler.store.review_queue import Waiting
from scheduler.web.language import _, later
from scheduler.web.post_view import read_post
from scheduler.web.visit import ReviewVisitor, Visit, go

router = APIRouter()

A_SITTING = timedelta(hours=8)  # decisions that count for the progress bar
SHOWN = 30  # lines of the queue beside the post
SOON = timedelta(days=1)  # from here on the page says when a post expires
REASONS = {
    "source": later("Not what the source says"),
    "wording": later("Wording or tone"),
    "picture": later("Picture"),
    "alt": later("Alt text"),
    "time": later("Wrong day or channel"),
    "other": later("Something else"),
}


@router.get("/review")
def first(visit: ReviewVisitor) -> Response:
    queue = _queue(visit)
    if not queue:
        return visit.page("review_done.html", done=_done(visit), about=_about(visit))
    return _show(visit, queue, queue[0].post_id)


@router.get("/review/{post_id}")
def one(visit: ReviewVisitor, post_id: int) -> Response:
    return _show(visit, _queue(visit), post_id)


@router.post("/review/{post_id}/approve")
def approve(
    visit: ReviewVisitor,
    post_id: int,
    digest: Annotated[str, Form()],
    comment: Annotated[str, Form()] = "",
) -> Response:
    after = _address_after(_queue(visit), post_id)
    reviewing.approve(visit.office, visit.member, post_id, digest, comment)
    return go(f"{after}?said=approved&about={post_id}")


@router.post("/review/{post_id}/send-back")
def send_back(
    visit: ReviewVisitor,
    post_id: int,
    digest: Annotated[str, Form()],
    reason: Annotated[str, Form()] = "",
    comment: Annotated[str, Form()] = "",
) -> Response:
    after = _address_after(_queue(visit), post_id)
    chosen = _(REASONS[reason]) if reason in REASONS else ""
    said = ": ".join(part for part in (chosen, comment.strip()) if part)
    if not said:
        raise ActionError(_("Say what should change."), _("Choose a reason or write a note."))
    reviewing.request_changes(visit.office, visit.member, post_id, digest, said)
    return go(f"{after}?said=sent_back&about={post_id}")


@router.post("/review/{post_id}/undo")
def undo(visit: ReviewVisitor, post_id: int) -> Response:
    reviewing.withdraw(visit.office, visit.member, post_id)
    return go(f"/review/{post_id}?said=undone")


def _show(visit: Visit, queue: Sequence[Waiting], post_id: int) -> Response:
    page, proof = read_post(visit, post_id)
    if page.post.state is not PostState.IN_REVIEW:
        return go("/review" if visit.is_guest else f"/posts/{post_id}")
    # The script fetches the next page while this one is still being looked at: then the post
    # being decided is left out, as it will be when the page is shown.
    ahead = _about(visit) if visit.request.query_params.get("ahead") else None
    waits = any(line.post_id == _about(visit) for line in queue)
    left = [line for line in queue if line.post_id != ahead]
    place = _place(left, post_id)
    remains = min(content.delivery.due_at for content in page.contents) - visit.office.now()
    return visit.page(
        "review.html",
        page=page,
        post=page.post,
        proof=proof,
        queue=left,
        before=left[place - 1].post_id if place > 0 else None,
        after=left[place + 1].post_id if 0 <= place < len(left) - 1 else None,
        next_id=_after(left, post_id),
        done=_done(visit) + bool(ahead),
        ahead=ahead,
        about=_about(visit) if ahead or not waits else None,
        remains=remains,
        soon=remains < SOON,
        reasons=REASONS,
        changed=deciding.changed_since_approval(visit.office, visit.member, post_id),
        comments=commenting.comments_of(visit.office, visit.member, post_id),
        own=page.post.author_id == visit.member.person_id,
        heard=_heard(page, visit.member.person_id),
    )


def _queue(visit: Visit) -> Sequence[Waiting]:
    with visit.office.sessions() as session:
        return review_queue.waiting(
            session,
            visit.member.organization_id,
            visit.member.person_id,
            only=visit.member.only_posts,
            limit=SHOWN,
        )


def _done(visit: Visit) -> int:
    with visit.office.sessions() as session:
        return review_queue.decided_since(
            session,
            visit.member.organization_id,
            visit.member.person_id,
            visit.office.now() - A_SITTING,
        )


def _heard(page: PostPage, person_id: int) -> bool:
    """Say whether this person's approval stands already while others are still to be heard."""
    return any(
        one.stands and one.person_id == person_id and one.decision is Decision.APPROVE
        for one in page.decisions
    )


def _after(queue: Sequence[Waiting], post_id: int) -> int | None:
    """Return what comes after this post; after the last one, the first that was skipped."""
    place = _place(queue, post_id)
    rest = [*queue[place + 1 :], *queue[: max(place, 0)]]
    return rest[0].post_id if rest else None


def _address_after(queue: Sequence[Waiting], post_id: int) -> str:
    following = _after(queue, post_id)
    return f"/review/{following}" if following else "/review"


def _place(queue: Sequence[Waiting], post_id: int) -> int:
    return next((place for place, line in enumerate(queue) if line.post_id == post_id), -1)


def _about(visit: Visit) -> int | None:
    """Return the post that was just decided, for the words that say so."""
    text = visit.request.query_params.get("about", "")
    return int(text) if text.isascii() and text.isdigit() else None
