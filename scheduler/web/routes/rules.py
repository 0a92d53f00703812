"""What the checks look for: rules with their reasons, own packs, and a text to try."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, UploadFile
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from content.captions.limits import platforms
from content.checks.model import Severity
from content.checks.rules import Rule
from content.checks.topics import known_topics
from content.factsheets.model import Kind
from scheduler.actions import ruling
from scheduler.actions.office import ActionError, NotAllowedError
from scheduler.actions.ruling import Trial
from scheduler.store import campaigns
from scheduler.web.language import _
from scheduler.web.uploads import given_file
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()

PASTED = "our-rules.toml"
ENDINGS = (".toml", ".yaml", ".yml", ".json")


@router.get("/rules")
def show(visit: Visitor, show: str = "") -> Response:
    return _page(visit, only=show)


class TrialForm(BaseModel):
    """``within`` is the number of a campaign, or the name of a topic."""

    text: str
    platform: str = ""
    kind: Kind = Kind.FACT
    within: str = ""
    language: str = "en"
    source: str = ""


@router.post("/rules/try")
def try_text(visit: Visitor, given: Annotated[TrialForm, Form()]) -> Response:
    """Ask the checks about a text; nothing of it is kept."""
    is_campaign = given.within.isdecimal()
    trial = Trial(
        text=given.text.replace("\r\n", "\n").strip(),
        platform=given.platform,
        kind=given.kind,
        language=given.language.strip(),
        topic="" if is_campaign else given.within,
        source=given.source.strip(),
        campaign_id=int(given.within) if is_campaign else None,
    )
    findings = ruling.try_text(visit.office, visit.member, trial) if trial.text else ()
    return _page(visit, trial=trial, findings=findings)


@router.post("/rules/packs")
async def put_pack(
    visit: Visitor,
    file: UploadFile | None = None,
    text: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> Response:
    """Add a pack, or put it in place of the one that has its name."""
    given = await given_file(file, text, _pack_name(name))
    if given is None:
        raise ActionError(_("There is no rule pack."), _("Choose a file, or paste its text."))
    return await run_in_threadpool(_put, visit, *given)


@router.post("/rules/packs/remove")
def remove_pack(visit: Visitor, name: Annotated[str, Form()]) -> Response:
    ruling.remove_pack(visit.office, visit.member, name)
    return go("/rules?said=rule_pack_removed")


@router.post("/rules/off")
def switch_off(
    visit: Visitor, rule: Annotated[str, Form()], reason: Annotated[str, Form()] = ""
) -> Response:
    ruling.switch_off(visit.office, visit.member, rule, reason)
    return go(f"/rules?said=rule_off#rule-{rule}")


@router.post("/rules/on")
def switch_on(
    visit: Visitor, rule: Annotated[str, Form()], reason: Annotated[str, Form()] = ""
) -> Response:
    ruling.switch_on(visit.office, visit.member, rule, reason)
    return go(f"/rules?said=rule_on#rule-{rule}")


def _put(visit: Visit, data: bytes, name: str) -> Response:
    try:
        ruling.add_pack(visit.office, visit.member, data, name)
    except NotAllowedError:
        raise
    except ActionError as error:
        pasted = (name, data.decode("utf-8", "replace"))
        return _page(visit, problem=error, pasted=pasted, status_code=422)
    return go("/rules?said=rule_pack_kept#packs")


def _page(visit: Visit, *, only: str = "", status_code: int = 200, **words: Any) -> Response:
    standing = ruling.standing_of(visit.office, visit.member)
    with visit.office.sessions() as session:
        running = campaigns.campaigns(session, visit.member.organization_id)
    own = {rule.id: name for name, rules in standing.own.items() for rule in rules}
    shown = [rule for rule in standing.rules if _is_shown(rule, only, own, standing.off)]
    counts = {
        **{level.value: sum(r.severity is level for r in standing.rules) for level in Severity},
        "off": len(standing.off),
        "own": len(own),
    }
    return visit.page(
        "rules.html",
        status_code=status_code,
        standing=standing,
        areas=_by_area(shown, own),
        own=own,
        counts=counts,
        only=only,
        campaigns=running,
        platforms=platforms(),
        topics=known_topics(),
        kinds=list(Kind),
        **{"trial": None, "findings": (), "problem": None, "pasted": None, **words},
    )


def _is_shown(rule: Rule, only: str, own: Mapping[str, str], off: Mapping[str, object]) -> bool:
    if only == "off":
        return rule.id in off
    if only == "own":
        return rule.id in own
    return not only or rule.severity == only


def _by_area(rules: Iterable[Rule], own: Mapping[str, str]) -> dict[str, list[Rule]]:
    """Group rules: an organization's own by their pack, ours by the first part of their id."""
    areas: dict[str, list[Rule]] = {}
    for rule in rules:
        areas.setdefault(own.get(rule.id) or rule.id.partition(".")[0], []).append(rule)
    return areas


def _pack_name(name: str) -> str:
    plain = "".join(c if c.isalnum() or c in "._-" else "-" for c in name.strip())[:80]
    if not plain:
        return PASTED
    return plain if plain.lower().endswith(ENDINGS) else f"{plain}.toml"
