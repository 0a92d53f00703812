"""Several posts of a campaign at once: choose, see what it would do, then do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, auto
from typing import Annotated, assert_never
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from scheduler.actions import holding, moving, reviewing
from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError
from scheduler.actions.reviewing import BlockedError
from scheduler.domain.post import PostState
from scheduler.domain.roles import Permission
from scheduler.store import calendar
from scheduler.store.calendar import Entry
from scheduler.store.campaigns import Campaign
from scheduler.web.consequences import clash_text, refusal
from scheduler.web.language import _
from scheduler.web.month import Tile, tiles_of
from scheduler.web.status import Status
from scheduler.web.visit import Visit, Visitor, go, own_path

router = APIRouter()

MOST = 200  # posts at once
FARTHEST = 366  # days


class Doing(StrEnum):
    MOVE = auto()
    HOLD = auto()
    LET_GO = auto()
    SUBMIT = auto()
    TAKE_OUT = auto()


NEEDS = {
    Doing.MOVE: Permission.PLAN,
    Doing.HOLD: Permission.PAUSE,
    Doing.LET_GO: Permission.PAUSE,
    Doing.SUBMIT: Permission.SUBMIT,
    Doing.TAKE_OUT: Permission.PLAN,
}
UNDONE_BY = {Doing.MOVE: Doing.MOVE, Doing.HOLD: Doing.LET_GO}

Posts = Annotated[list[int], Query(max_length=MOST)]
Days = Annotated[int, Query(ge=-FARTHEST, le=FARTHEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One of the posts: why nothing can be done with it, or what a person should weigh."""

    tile: Tile
    to: str = ""  # the wall time it would have
    refused: str = ""
    doubts: tuple[str, ...] = ()
    anew: bool = False


@router.get("/campaigns/{campaign_id}/several")
def look(  # everything that is asked stands in the address
    visit: Visitor,
    campaign_id: int,
    do: Doing = Doing.MOVE,
    post: Posts = [],  # noqa: B006  # FastAPI copies it
    days: Days = 1,
    next: str = "",  # noqa: A002  # the address's own word
) -> Response:
    """Show what would become of each post; nothing is done yet."""
    visit.member.needs(NEEDS[do])
    with visit.office.sessions() as session:
        campaign = campaign_of(session, visit.member, campaign_id)
        found = calendar.entries(session, visit.member.organization_id, campaign_id)
    entries = [entry for entry in found if entry.post_id in set(post)]
    chosen = _moved(visit, campaign, entries, days) if do is Doing.MOVE else _others(do, entries)
    return visit.page(
        "several.html",
        campaign=campaign,
        do=do,
        days=days,
        chosen=chosen,
        next=own_path(next, f"/campaigns/{campaign_id}/calendar"),
    )


@router.post("/campaigns/{campaign_id}/several")
def act(  # noqa: PLR0913, PLR0917  # the form's fields
    visit: Visitor,
    campaign_id: int,
    do: Annotated[Doing, Form()],
    post: Annotated[list[int] | None, Form(max_length=MOST)] = None,
    days: Annotated[int, Form(ge=-FARTHEST, le=FARTHEST)] = 0,
    reason: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002  # the field's own word
) -> Response:
    visit.member.needs(NEEDS[do])
    with visit.office.sessions() as session:
        campaign_of(session, visit.member, campaign_id)
        found = calendar.entries(session, visit.member.organization_id, campaign_id)
    ids = sorted({entry.post_id for entry in found} & set(post or ()))
    if not ids:
        raise ActionError(_("No post is chosen."), _("Tick some in the calendar."))
    done = _do(visit, do, [entry for entry in found if entry.post_id in ids], (days, reason))
    said = {"said": f"several_{do}", "done": str(done)}
    if do in UNDONE_BY and done:
        said |= {"posts": ".".join(map(str, ids)), "days": str(-days)}
    back = own_path(next, f"/campaigns/{campaign_id}/calendar")
    return go(f"{back}{'&' if '?' in back else '?'}{urlencode(said)}")


def just_done(visit: Visit) -> dict[str, object] | None:
    """Return what a calendar needs to tell what was done with several posts, and to undo it."""
    asked = visit.request.query_params
    do = asked.get("said", "").removeprefix("several_")
    done, days, posts = (asked.get(name, "") for name in ("done", "days", "posts"))
    if do not in set(Doing) or asked.get("said") == do or not _is_number(done):
        return None
    undo = UNDONE_BY.get(Doing(do))
    can = undo and all(_is_number(one) for one in posts.split(".")) and _is_number(days.lstrip("-"))
    return {
        "do": Doing(do),
        "done": int(done),
        "undo": undo if can else None,
        "posts": posts.split("."),
        "days": days,
    }


def _do(visit: Visit, do: Doing, entries: Sequence[Entry], how: tuple[int, str]) -> int:
    """Do it with all of them, or none; return how many posts it changed."""
    ids = sorted({entry.post_id for entry in entries})
    days, reason = how
    match do:
        case Doing.MOVE:
            by = timedelta(days=days)
            times = {tile.post_id: tile.local_time + by for tile in _tiles(entries)}
            moving.move_all(visit.office, visit.member, times)
            return len(times)
        case Doing.HOLD:
            holding.hold(visit.office, visit.member, ids, reason)
            return len(ids)
        case Doing.LET_GO:
            return holding.let_go(visit.office, visit.member, ids)
        case Doing.SUBMIT:
            return sum(_submit(visit, post_id) for post_id in ids)
        case Doing.TAKE_OUT:
            return holding.take_out(visit.office, visit.member, ids)
        case _:
            assert_never(do)


def _submit(visit: Visit, post_id: int) -> bool:
    try:
        reviewing.submit(visit.office, visit.member, post_id)
    except BlockedError:
        return False  # its own page says what blocks it
    return True


def _moved(visit: Visit, campaign: Campaign, entries: Sequence[Entry], days: int) -> list[Chosen]:
    now = visit.office.now()
    decided = {
        entry.post_id
        for entry in entries
        if entry.post_state in {PostState.APPROVED, PostState.IN_REVIEW}
    }
    tiles = _tiles(entries)
    times = {tile.post_id: tile.local_time + timedelta(days=days) for tile in tiles}
    refused = {
        tile.post_id: refusal(campaign, times[tile.post_id], now)
        if tile.movable
        else _("It has left already.")
        for tile in tiles
    }
    goes = {post_id: to for post_id, to in times.items() if not refused[post_id]}
    clashes = moving.foresee(visit.office, visit.member, goes) if goes and days else ()
    return [
        Chosen(
            tile=tile,
            to=times[tile.post_id].isoformat(timespec="minutes"),
            refused=refused[tile.post_id],
            doubts=tuple(
                dict.fromkeys(clash_text(one) for one in clashes if one.post_id == tile.post_id)
            ),
            anew=bool(days) and tile.post_id in decided and not refused[tile.post_id],
        )
        for tile in tiles
    ]


def _others(do: Doing, entries: Sequence[Entry]) -> list[Chosen]:
    submittable = {
        entry.post_id
        for entry in entries
        if entry.post_state in {PostState.DRAFT, PostState.EXPIRED}
    }
    return [Chosen(tile=tile, refused=_why_not(do, tile, submittable)) for tile in _tiles(entries)]


def _why_not(do: Doing, tile: Tile, submittable: set[int]) -> str:
    if do is Doing.SUBMIT and tile.post_id not in submittable:
        return _("It is no draft.")
    if do is Doing.HOLD and tile.status is Status.HELD:
        return _("It is paused already.")
    return "" if tile.movable or do is Doing.SUBMIT else _("It has left already.")


def _tiles(entries: Sequence[Entry]) -> list[Tile]:
    """Return one tile for each post, at the first of its times."""
    first: dict[int, Tile] = {}
    for tile in tiles_of(entries):
        first.setdefault(tile.post_id, tile)
    return list(first.values())


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10  # noqa: PLR2004  # no row has more
