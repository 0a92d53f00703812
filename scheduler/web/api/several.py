"""Several posts at once, all or none: held with a reason, let go again, taken out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from scheduler.actions import holding
from scheduler.web.api.caller import Planner
from scheduler.web.api.shapes import MOST, Given, Shape

router = APIRouter(prefix="/posts", tags=["Posts"])

AT_ONCE = 200


class ChosenIn(Given):
    post_ids: list[Annotated[int, Field(strict=True, ge=1, le=MOST)]] = Field(
        min_length=1, max_length=AT_ONCE
    )


class HoldIn(ChosenIn):
    reason: str = Field(min_length=1, max_length=200)


class CountOut(Shape):
    changed: int


@router.post("/hold")
def hold(caller: Planner, given: HoldIn) -> CountOut:
    """Stop what is scheduled of some posts until they are let go; count the deliveries."""
    ids = list(dict.fromkeys(given.post_ids))
    return CountOut(changed=holding.hold(caller.office, caller.member, ids, given.reason))


@router.post("/let-go")
def let_go(caller: Planner, given: ChosenIn) -> CountOut:
    """Schedule what is held of some posts again, where it may still leave; count the deliveries."""
    ids = list(dict.fromkeys(given.post_ids))
    return CountOut(changed=holding.let_go(caller.office, caller.member, ids))


@router.post("/take-out")
def take_out(caller: Planner, given: ChosenIn) -> CountOut:
    """Send nothing more of some posts; those of which nothing is out leave the campaign."""
    ids = list(dict.fromkeys(given.post_ids))
    return CountOut(changed=holding.take_out(caller.office, caller.member, ids))
