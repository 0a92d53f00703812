"""Decide on many posts at a desk: each one shown whole, each approved as it was seen."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from scheduler.actions import deciding
from scheduler.actions.office import ActionError
from scheduler.store import review_queue
from scheduler.web.language import _
from scheduler.web.post_view import read_posts
from scheduler.web.visit import ReviewVisitor

router = APIRouter()

AT_ONCE = 12  # posts on one page: as many as somebody can look at before deciding


@router.get("/batch")
def batch(visit: ReviewVisitor) -> Response:
    return _show(visit, [])


@router.post("/batch")
def approve(visit: ReviewVisitor, seen: Annotated[list[str] | None, Form()] = None) -> Response:
    """Approve every ticked post; each value is a post and the digest of what was shown."""
    pairs = [one.partition(":") for one in seen or ()]
    decided = {int(post): digest for post, _colon, digest in pairs if post.isdigit() and digest}
    if not decided:
        raise ActionError(_("Nothing is ticked."), _("Tick the posts that you approve."))
    return _show(visit, deciding.approve_many(visit.office, visit.member, decided))


def _show(visit: ReviewVisitor, outcomes: object) -> Response:
    with visit.office.sessions() as session:
        queue = review_queue.waiting(
            session,
            visit.member.organization_id,
            visit.member.person_id,
            only=visit.member.only_posts,
            limit=AT_ONCE,
        )
    shown = read_posts(visit, [line.post_id for line in queue])
    return visit.page("batch.html", shown=shown, outcomes=outcomes)
