"""What the checks look for: every rule, one's own packs, and a text to try."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import Field, StrictBool

from content.checks.model import Severity
from content.checks.rules import Rule
from content.factsheets.model import Kind
from scheduler.actions import ruling
from scheduler.actions.ruling import Standing, Trial
from scheduler.web.api.caller import Governor, Reader
from scheduler.web.api.paging import FIRST, AfterName, Limit, page_of
from scheduler.web.api.shapes import MOST, FindingOut, Given, Page, Shape

router = APIRouter(tags=["Checks"])

RuleId = Annotated[str, Path(min_length=1, max_length=120)]
PackName = Annotated[str, Path(min_length=1, max_length=120)]


class RuleOut(Shape):
    """``pack`` is the organization's own pack it is from, empty for our rules."""

    id: str
    severity: Severity
    why: str
    suggestion: str
    source: str
    topics: list[str]
    languages: list[str]
    kinds: list[str]
    pack: str
    on: bool
    off_by: str
    off_because: str


class SwitchIn(Given):
    """``reason`` stands beside the rule for everybody."""

    on: StrictBool
    reason: str = Field(min_length=1, max_length=500)


class RulePackIn(Given):
    """``text`` is a rule pack as TOML, YAML or JSON; the pack's name ends accordingly."""

    text: str = Field(max_length=200_000)


class RulePackOut(Shape):
    name: str
    text: str


class AddedOut(Shape):
    rules: list[str]


class TrialIn(Given):
    """``campaign_id`` lets the rules know its topic, contacts and country."""

    text: str = Field(max_length=100_000)
    platform: str = Field(default="", max_length=40)
    kind: Kind = Kind.FACT
    language: str = Field(default="en", max_length=35)
    source: str = Field(default="", max_length=10_000, description="The sentence it is made of")
    campaign_id: int | None = Field(strict=True, default=None, ge=1, le=MOST)


class FindingsOut(Shape):
    """``passes`` is false when something blocks."""

    passes: bool
    findings: list[FindingOut]


@router.get("/rules")
def list_rules(
    caller: Reader, request: Request, after: AfterName = "", limit: Limit = FIRST
) -> Page[RuleOut]:
    """List every rule of the checks, and who switched which off, and why."""
    standing = ruling.standing_of(caller.office, caller.member)
    own = {rule.id: name for name, rules in standing.own.items() for rule in rules}
    return page_of(
        request,
        standing.rules,
        after,
        limit,
        lambda rule: _rule(rule, standing, own.get(rule.id, "")),
        lambda rule: rule.id,
    )


@router.put("/rules/{rule}", status_code=204)
def switch(caller: Governor, rule: RuleId, given: SwitchIn) -> None:
    """Silence a rule that warns or advises, or let it speak again; one that blocks stays."""
    change = ruling.switch_on if given.on else ruling.switch_off
    change(caller.office, caller.member, rule, given.reason)


@router.get("/rule-packs")
def list_packs(
    caller: Reader, request: Request, after: AfterName = "", limit: Limit = FIRST
) -> Page[RulePackOut]:
    """List the organization's own rule packs."""
    every = ruling.standing_of(caller.office, caller.member).packs
    return page_of(request, every, after, limit, RulePackOut.model_validate, lambda one: one.name)


@router.put("/rule-packs/{name}")
def put_pack(caller: Governor, name: PackName, given: RulePackIn) -> AddedOut:
    """Add a rule pack of your own, in place of one of the same name."""
    data = given.text.encode("utf-8", "replace")
    added = ruling.add_pack(caller.office, caller.member, data, name)
    return AddedOut(rules=[rule.id for rule in added])


@router.delete("/rule-packs/{name}", status_code=204)
def remove_pack(caller: Governor, name: PackName) -> None:
    """Remove one of the organization's own rule packs."""
    ruling.remove_pack(caller.office, caller.member, name)


@router.post("/checks")
def try_text(caller: Reader, given: TrialIn) -> FindingsOut:
    """Say what the checks would find in a text if it were a caption; nothing is kept."""
    found = ruling.try_text(caller.office, caller.member, Trial(**given.model_dump()))
    return FindingsOut(
        passes=not any(one.severity is Severity.BLOCK for one in found),
        findings=[FindingOut.model_validate(one) for one in found],
    )


def _rule(rule: Rule, standing: Standing, pack: str) -> RuleOut:
    told = standing.off.get(rule.id)
    return RuleOut(
        id=rule.id,
        severity=rule.severity,
        why=rule.why,
        suggestion=rule.suggestion,
        source=rule.source,
        topics=list(rule.topics),
        languages=list(rule.languages),
        kinds=list(rule.kinds),
        pack=pack,
        on=rule.id not in standing.off,
        off_by=told.who if told else "",
        off_because=told.note if told else "",
    )
