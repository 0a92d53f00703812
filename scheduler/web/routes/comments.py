"""Talk about a post beside it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from scheduler.actions import commenting
from scheduler.web.visit import ReviewVisitor, go, own_path

router = APIRouter()


@router.post("/posts/{post_id}/comments")
def comment(
    visit: ReviewVisitor,
    post_id: int,
    text: Annotated[str, Form()],
    next: Annotated[str, Form()] = "",  # noqa: A002  # the field's own word
) -> Response:
    commenting.comment(visit.office, visit.member, post_id, text)
    return go(f"{own_path(next, f'/posts/{post_id}')}#comments")
