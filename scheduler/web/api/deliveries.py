"""Deliveries: how far each is, what proves it, and those that stand still for a decision."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field

from scheduler.actions import auditing, settling
from scheduler.actions.office import NotFoundError
from scheduler.domain.delivery import State
from scheduler.store import attention, listing
from scheduler.web.api.caller import Reader, Settler
from scheduler.web.api.paging import FIRST, After, Limit, Number, page_of, paged
from scheduler.web.api.shapes import MOST, Given, Page, Shape

router = APIRouter(tags=["Deliveries"])

MOST_STUCK = 1000


class DeliveryOut(Shape):
    id: int
    post_id: int
    title: str
    channel: str
    platform: str
    state: State
    tries: int
    local_time: str
    zone: str
    due_at: datetime
    retry_at: datetime | None
    trouble: str = Field(description="What is wrong with its channel, while it waits")
    url: str


class SettleIn(Given):
    url: str | None = Field(
        default=None, max_length=1000, description="Where it is out; null: it is not out"
    )


class StuckOut(Shape):
    """``note`` is why it stands still, ``trouble`` what is wrong with its channel."""

    delivery_id: int
    post_id: int
    title: str
    platform: str
    channel: str
    state: State
    local_time: str
    zone: str
    due_at: datetime
    note: str
    trouble: str
    since: datetime | None


class ApprovalOut(Shape):
    who: str
    decision: str
    post_digest: str
    comment: str
    at: str
    stands: bool


class ProofOut(Shape):
    """Everything on record: who approved which digest, every try, and what the platform said."""

    delivery: int
    post: int
    title: str
    platform: str
    channel: str
    account: str
    planned_for: str
    state: State
    approved_digest: str
    approvals: list[ApprovalOut]
    receipt: dict[str, Any] | None
    attempts: list[dict[str, Any]]
    history: list[dict[str, Any]]


@router.get("/deliveries")
def list_deliveries(
    caller: Reader,
    request: Request,
    campaign: Annotated[int | None, Query(ge=1, le=MOST)] = None,
    state: Annotated[list[State] | None, Query(max_length=len(State))] = None,
    after: After = 0,
    limit: Limit = FIRST,
) -> Page[DeliveryOut]:
    """List deliveries with their state, and where they are out."""
    with caller.office.sessions() as session:
        found = listing.deliveries_after(
            session,
            caller.member.organization_id,
            after,
            campaign_id=campaign,
            states=state or (),
            limit=limit + 1,
        )
    return paged(request, found, limit, DeliveryOut.model_validate, lambda one: one.id)


@router.get("/deliveries/{number}")
def show(caller: Reader, number: Number) -> DeliveryOut:
    """Show one delivery."""
    with caller.office.sessions() as session:
        found = listing.deliveries_after(
            session, caller.member.organization_id, number - 1, limit=1
        )
    if not found or found[0].id != number:
        raise NotFoundError(f"There is no delivery {number}.")
    return DeliveryOut.model_validate(found[0])


@router.get("/deliveries/{number}/receipt")
def receipt(caller: Reader, number: Number) -> ProofOut:
    """Return what proves a delivery: approvals, what was sent, every try, the answer."""
    found = auditing.delivery_receipt(caller.office, caller.member, number)
    return ProofOut.model_validate(found)


@router.get("/attention")
def list_stuck(
    caller: Reader, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[StuckOut]:
    """List deliveries that stand still until a person decides."""
    with caller.office.sessions() as session:
        every = attention.stuck(session, caller.member.organization_id, limit=MOST_STUCK)
    return page_of(
        request, every, after, limit, StuckOut.model_validate, lambda one: one.delivery_id
    )


@router.post("/deliveries/{number}/settle", status_code=204)
def settle(caller: Settler, number: Number, given: SettleIn) -> None:
    """Say of a delivery in doubt that it is out, and where, or that it is not."""
    settling.settle(caller.office, caller.member, number, url=given.url)


@router.post("/deliveries/{number}/retry", status_code=204)
def retry(caller: Settler, number: Number) -> None:
    """Schedule a held, missed or failed delivery again: it leaves as soon as it may."""
    settling.retry(caller.office, caller.member, number)


@router.post("/deliveries/{number}/cancel", status_code=204)
def cancel(caller: Settler, number: Number) -> None:
    """Give a delivery up: it will not be sent."""
    settling.cancel(caller.office, caller.member, number)
