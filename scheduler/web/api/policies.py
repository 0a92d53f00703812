"""What it takes to approve: of the organization, a campaign, a channel or a kind."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import Field, StrictBool, StrictInt

from scheduler.actions import governing
from scheduler.actions.office import ActionError
from scheduler.domain import policy as rules
from scheduler.domain.policy import Policy, PolicyError, PolicyScope
from scheduler.store.policies import ScopedPolicy
from scheduler.web.api.caller import Governor, Reader
from scheduler.web.api.paging import FIRST, AfterName, Limit, page_of
from scheduler.web.api.shapes import Given, Page, Shape

router = APIRouter(prefix="/policies", tags=["Approvals"])


class PolicyIn(Given):
    """``target`` is a campaign's or channel's number or a kind; empty for the organization."""

    scope: PolicyScope = PolicyScope.ORGANIZATION
    target: str = Field(default="", max_length=80)
    approvals: int = Field(strict=True, ge=0, le=rules.MOST)
    named: list[StrictInt] = Field(default_factory=list, max_length=rules.MOST)
    four_eyes: StrictBool = False


class PolicyOut(Shape):
    """Of all policies that cover a post, the strictest parts hold together."""

    scope: PolicyScope
    target: str
    approvals: int
    named: list[int] = Field(description="People who must be among them")
    four_eyes: bool = Field(description="Whether authors are not heard about their own posts")
    warning: str


class GovernedOut(Shape):
    """``reopened`` are posts that were approved and wait for more approvals now."""

    policy: PolicyOut
    reopened: list[int]


@router.get("")
def list_policies(
    caller: Reader, request: Request, after: AfterName = "", limit: Limit = FIRST
) -> Page[PolicyOut]:
    """List the approval policies."""
    every = governing.policies_of(caller.office, caller.member)
    return page_of(request, every, after, limit, _out, lambda one: f"{one.scope} {one.target}")


@router.put("")
def put(caller: Governor, given: PolicyIn) -> GovernedOut:
    """Say what it takes to approve; posts with too few approvals wait for review again."""
    try:
        policy = Policy(
            approvals=given.approvals, named=frozenset(given.named), four_eyes=given.four_eyes
        )
    except PolicyError as error:
        raise ActionError(str(error)) from error
    found = governing.set_policy(caller.office, caller.member, given.scope, given.target, policy)
    return GovernedOut(policy=_out(found.policy), reopened=list(found.reopened))


@router.delete("/{scope}/{target}", status_code=204)
def remove(
    caller: Governor,
    scope: PolicyScope,
    target: Annotated[str, Path(min_length=1, max_length=80)],
) -> None:
    """Take the policy of a campaign, a channel or a kind away; the organization's own stays."""
    governing.remove_policy(caller.office, caller.member, scope, target)


def _out(one: ScopedPolicy) -> PolicyOut:
    policy = one.policy
    return PolicyOut(
        scope=one.scope,
        target=one.target,
        approvals=policy.approvals,
        named=sorted(policy.named),
        four_eyes=policy.four_eyes,
        warning=policy.warning,
    )
