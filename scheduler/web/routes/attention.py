"""What stands still until somebody decides, each with its one next step."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from scheduler.actions import settling
from scheduler.actions.office import ActionError
from scheduler.store import attention, channels
from scheduler.web.language import _
from scheduler.web.visit import Visitor, go, own_path

router = APIRouter()


@router.get("/attention")
def stuck(visit: Visitor) -> Response:
    with visit.office.sessions() as session:
        found = attention.stuck(session, visit.member.organization_id)
        expired = attention.expired(session, visit.member.organization_id)
        accounts = channels.channels(session, visit.member.organization_id)
    parked = [one for one in accounts if one.parked]
    return visit.page(
        "attention.html", stuck=found, expired=expired, parked=parked, now=visit.office.now()
    )


@router.post("/deliveries/{delivery_id}/retry")
def retry(
    visit: Visitor,
    delivery_id: int,
    next: Annotated[str, Form()] = "/attention",  # noqa: A002  # the field's own word
) -> Response:
    """Let it go once more, as it was approved: it leaves as soon as it may."""
    settling.retry(visit.office, visit.member, delivery_id)
    return go(f"{own_path(next)}?said=goes_again")


@router.post("/deliveries/{delivery_id}/cancel")
def cancel(
    visit: Visitor,
    delivery_id: int,
    next: Annotated[str, Form()] = "/attention",  # noqa: A002  # the field's own word
) -> Response:
    settling.cancel(visit.office, visit.member, delivery_id)
    return go(f"{own_path(next)}?said=given_up")


@router.post("/deliveries/{delivery_id}/settle")
def settle(
    visit: Visitor,
    delivery_id: int,
    answer: Annotated[str, Form()],
    url: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/attention",  # noqa: A002  # the field's own word
) -> Response:
    if answer == "out" and not url.strip():
        raise ActionError(
            _("Paste the link of the post."), _("It is what readers and reports will point to.")
        )
    link = url.strip() if answer == "out" else None
    settling.settle(visit.office, visit.member, delivery_id, url=link)
    return go(f"{own_path(next)}?said={'is_out' if link else 'is_not_out'}")
