"""The queue: what goes out next and what went out, channel by channel or all together."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from scheduler.domain.delivery import State
from scheduler.store import channels, listing
from scheduler.store.listing import ListedDelivery, Place
from scheduler.web.visit import Visitor

router = APIRouter()

ON_A_PAGE = 50
BACKWARDS = frozenset({State.PUBLISHED, State.CANCELLED})  # the latest is what people look for


@router.get("/deliveries")
def queue(
    visit: Visitor, state: State = State.SCHEDULED, channel: int = 0, beyond: str = ""
) -> Response:
    """List what is in one state; what is asked for stands in the address."""
    latest_first = state in BACKWARDS
    with visit.office.sessions() as session:
        own = channels.channels(session, visit.member.organization_id)
        ids = [one.id for one in own if channel in {0, one.id}]
        found = listing.queue(
            session,
            ids,
            state,
            beyond=_place(beyond),
            latest_first=latest_first,
            limit=ON_A_PAGE + 1,
        )
        leaving = (
            listing.queue(session, ids, State.SENDING, limit=ON_A_PAGE)
            if state is State.SCHEDULED and not beyond
            else []
        )
    shown = found[:ON_A_PAGE]
    asked = {"state": state, **({"channel": channel} if channel else {})}
    more = urlencode({**asked, "beyond": _mark(shown[-1])}) if len(found) > ON_A_PAGE else ""
    return visit.page(
        "queue.html",
        deliveries=[*leaving, *shown],
        state=state,
        states=list(State),
        channel=channel,
        channels=own,
        more=more,
        beyond=beyond,
        first=urlencode(asked),
        now=visit.office.now(),
    )


def _mark(last: ListedDelivery) -> str:
    return f"{last.due_at.timestamp():.6f}-{last.id}"


def _place(text: str) -> Place | None:
    """Read where the page before ended; anything else is the beginning."""
    instant, _, number = text.partition("-")
    try:
        return Place(datetime.fromtimestamp(float(instant), UTC), int(number))
    except (ValueError, OverflowError, OSError):
        return None
