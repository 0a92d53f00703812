"""Deliveries, what stops them, and who wants to be told of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from scheduler.actions import pausing, settling, telling
from scheduler.domain.delivery import State
from scheduler.store import listing, pauses
from scheduler.web.api.caller import Listener, Planner, Reader, Settler
from scheduler.web.api.paging import FIRST, After, Limit, Number, paged
from scheduler.web.api.shapes import (
    MOST,
    DeliveryOut,
    Made,
    Page,
    PauseIn,
    PauseOut,
    SettleIn,
    WebhookIn,
    WebhookMade,
    WebhookOut,
)

router = APIRouter()


@router.get("/deliveries")
def list_deliveries(
    caller: Reader,
    request: Request,
    campaign: Annotated[int | None, Query(ge=1, le=MOST)] = None,
    state: Annotated[list[State] | None, Query()] = None,
    after: After = 0,
    limit: Limit = FIRST,
) -> Page[DeliveryOut]:
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


@router.post("/deliveries/{number}/settle", status_code=204)
def settle(caller: Settler, number: Number, given: SettleIn) -> None:
    """Say of a delivery in doubt that it is out, and where, or that it is not."""
    settling.settle(caller.office, caller.member, number, url=given.url)


@router.post("/deliveries/{number}/retry", status_code=204)
def retry(caller: Settler, number: Number) -> None:
    settling.retry(caller.office, caller.member, number)


@router.post("/deliveries/{number}/cancel", status_code=204)
def cancel(caller: Settler, number: Number) -> None:
    settling.cancel(caller.office, caller.member, number)


@router.get("/pauses")
def list_pauses(caller: Reader) -> list[PauseOut]:
    with caller.office.sessions() as session:
        running = pauses.running(session, caller.member.organization_id)
    return [PauseOut.model_validate(one) for one in running]


@router.post("/pauses", status_code=201)
def pause(caller: Planner, given: PauseIn) -> Made:
    """Stop every send the scope covers, from the next one on."""
    number = pausing.pause(caller.office, caller.member, given.scope, given.target, given.reason)
    return Made(id=number)


@router.delete("/pauses/{number}", status_code=204)
def resume(caller: Planner, number: Number) -> None:
    pausing.resume(caller.office, caller.member, number)


@router.get("/webhooks")
def list_webhooks(caller: Listener) -> list[WebhookOut]:
    found = telling.webhooks_of(caller.office, caller.member)
    return [
        WebhookOut(
            id=one.id,
            url=one.url,
            topics=list(one.topics),
            failures=one.failures,
            trouble=one.trouble,
        )
        for one in found
    ]


@router.post("/webhooks", status_code=201)
def add_webhook(caller: Listener, given: WebhookIn) -> WebhookMade:
    """Tell an address what becomes of deliveries from now on; no topics means all."""
    number, secret = telling.add_webhook(caller.office, caller.member, given.url, given.topics)
    return WebhookMade(id=number, secret=secret)


@router.delete("/webhooks/{number}", status_code=204)
def remove_webhook(caller: Listener, number: Number) -> None:
    telling.remove_webhook(caller.office, caller.member, number)
