"""Move a post in time: see what it would do, then do it; drag, dialog and plain form alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.responses import JSONResponse, Response

from scheduler.actions import moving
from scheduler.actions.finding import campaign_of, post_of
from scheduler.actions.office import ActionError
from scheduler.domain.conflicts import Clash
from scheduler.domain.post import PostState
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import LocalTimeError, parse_local
from scheduler.store import plans
from scheduler.web import wording
from scheduler.web.consequences import Consequences, clash_text, consequences
from scheduler.web.visit import Visit, Visitor, go, own_path

router = APIRouter()


@router.get("/posts/{post_id}/move")
def look(
    visit: Visitor,
    post_id: int,
    day: str = "",
    time: str = "",
    next: str = "",  # noqa: A002  # the address's own word
) -> Response:
    """Show what a move would do. Answers JSON to the script, a page to everybody else."""
    visit.member.needs(Permission.PLAN)
    to = wall_time(day, time) if day and time else None
    found, local = _look(visit, post_id, to)
    if visit.request.headers.get("accept", "").startswith("application/json"):
        return JSONResponse({"refused": found.refused, "doubts": found.doubts, "anew": found.anew})
    with visit.office.sessions() as session:
        post = post_of(session, visit.member, post_id)
    return visit.page(
        "move.html", post=post, local=to or local, asked=to is not None, found=found, next=next
    )


@router.post("/posts/{post_id}/move")
def move(
    visit: Visitor,
    post_id: int,
    day: Annotated[str, Form()],
    time: Annotated[str, Form()],
    next: Annotated[str, Form()] = "",  # noqa: A002  # the field's own word
) -> Response:
    to = wall_time(day, time)
    _found, before = _look(visit, post_id, None)
    anew = moving.move(visit.office, visit.member, post_id, to)
    said = {"said": "moved_anew" if anew else "moved", "about": post_id}
    if before is not None:
        said["was"] = before.isoformat(timespec="minutes")
    back = own_path(next, f"/posts/{post_id}")
    return go(f"{back}{'&' if '?' in back else '?'}{urlencode(said)}")


def wall_time(day: str, time: str) -> datetime:
    """Read the two fields of a form. Raises ``ActionError`` for what no calendar or clock has."""
    try:
        return parse_local(f"{day}T{time}")
    except LocalTimeError as error:
        raise ActionError(str(error)) from error


def was(visit: Visit) -> dict[str, object] | None:
    """Return what a page needs to offer undoing the move that led to it."""
    asked = visit.request.query_params
    about, before = asked.get("about", ""), asked.get("was", "")
    if not (about.isascii() and about.isdigit()) or asked.get("said") not in MOVED:
        return None
    try:
        local = parse_local(before)
    except LocalTimeError:
        return None
    return {
        "post_id": int(about),
        "day": local.date().isoformat(),
        "time": f"{local:%H:%M}",
        "text": wording.day_and_time(local),
    }


MOVED = frozenset({"moved", "moved_anew"})


def _look(visit: Visit, post_id: int, to: datetime | None) -> tuple[Consequences, datetime | None]:
    with visit.office.sessions() as session:
        post = post_of(session, visit.member, post_id)
        campaign = campaign_of(session, visit.member, post.campaign_id)
        slots = plans.slots(session, campaign.id)
    here = next((slot for slot in slots if slot.post_id == post_id), None)
    local = datetime.fromisoformat(here.local_time) if here else None
    wanted = to or local or visit.office.now().replace(tzinfo=None)
    found = consequences(slots, campaign, post_id, wanted, visit.office.now())
    decided = post.state in {PostState.APPROVED, PostState.IN_REVIEW}
    clashes = () if to is None or found.refused else _clashes(visit, post_id, to)
    return replace(found, anew=found.anew and decided, doubts=(*found.doubts, *clashes)), local


def _clashes(visit: Visit, post_id: int, to: datetime) -> tuple[str, ...]:
    """Say what the move runs into on its channels, other campaigns' posts among it."""
    ahead = moving.foresee(visit.office, visit.member, {post_id: to})
    return tuple(dict.fromkeys(clash_text(one) for one in ahead if one.clash in OF_CHANNELS))


# What a channel has to say; days and hours of the campaign are told without asking channels.
OF_CHANNELS = frozenset({Clash.SAME_CLAIM, Clash.SAME_HOUR, Clash.DAILY_LIMIT})
