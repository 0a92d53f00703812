"""The states of a delivery, whatever comes in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.delivery import (
    PUNCTUAL,
    TRANSITIONS,
    Delivery,
    Event,
    ForbiddenTransitionError,
    State,
    after,
)
from scheduler.domain.post import POST_TRANSITIONS

JANUARY_11 = datetime(2027, 1, 11, 14, 30, tzinfo=UTC)
STATES_PAGE = Path(__file__).resolve().parents[3] / "docs" / "states.md"
events = st.lists(st.sampled_from(Event), max_size=40)


def walk(order: list[Event]) -> list[tuple[State, Event, State]]:
    """Apply what the table allows, skip what it forbids, and return the steps."""
    state, steps = State.SCHEDULED, []
    for event in order:
        if event in TRANSITIONS[state]:
            steps.append((state, event, after(state, event)))
            state = steps[-1][2]
    return steps


@given(events)
def test_what_is_published_or_cancelled_stays_so(order: list[Event]) -> None:
    final = {State.PUBLISHED, State.CANCELLED}

    assert not any(came_from in final for came_from, _, _ in walk(order))


@given(events)
def test_nothing_is_sent_twice_without_an_answer_or_a_person_between(order: list[Event]) -> None:
    steps = walk(order)
    claims = [at for at, (_, event, _) in enumerate(steps) if event is Event.CLAIM]

    for first, second in pairwise(claims):
        between = {event for _, event, _ in steps[first + 1 : second]}
        assert between & {Event.POSTPONE, Event.RELEASE}


@given(events)
def test_only_what_was_claimed_can_become_public(order: list[Event]) -> None:
    steps = walk(order)
    accepted = [at for at, (_, event, _) in enumerate(steps) if event is Event.ACCEPT]

    assert all(Event.CLAIM in {event for _, event, _ in steps[:at]} for at in accepted)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_a_move_the_table_does_not_have_is_refused(state: State, event: Event) -> None:
    if event in TRANSITIONS[state]:
        assert after(state, event) is TRANSITIONS[state][event]
        return
    with pytest.raises(ForbiddenTransitionError, match=f"{event} cannot happen"):
        after(state, event)


def test_every_state_can_be_reached_and_all_but_the_last_ones_left() -> None:
    reached = {to for moves in TRANSITIONS.values() for to in moves.values()}

    assert reached == set(State)
    assert {state for state in State if not TRANSITIONS[state]} == {
        State.PUBLISHED,
        State.CANCELLED,
    }


def a_delivery(**facts: object) -> Delivery:
    return Delivery(
        **{
            "id": 1,
            "post_id": 1,
            "channel_id": 1,
            "key": "k",
            "due_at": JANUARY_11,
            "local_time": "2027-01-11T14:30",
            "zone": "UTC",
            "window_opens": JANUARY_11 - timedelta(hours=12),
            "window_closes": JANUARY_11 + timedelta(hours=12),
            "format": "portrait",
            **facts,
        }  # type: ignore[arg-type]  # the facts of a test
    )


@pytest.mark.parametrize("name", ["due_at", "window_opens", "window_closes"])
def test_a_time_without_a_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} needs a timezone"):
        a_delivery(**{name: JANUARY_11.replace(tzinfo=None)})


def test_the_last_moment_is_the_rule_or_the_window_whichever_is_first() -> None:
    assert a_delivery().last_moment(timedelta(hours=6)) == JANUARY_11 + timedelta(hours=6)
    assert a_delivery().last_moment(timedelta(hours=24)) == a_delivery().window_closes
    assert a_delivery().last_moment(timedelta(0)) == JANUARY_11 + PUNCTUAL


def test_a_person_may_let_it_out_until_the_window_closes() -> None:
    allowed = a_delivery(late_allowed=True)

    assert allowed.last_moment(timedelta(0)) == allowed.window_closes


def test_the_states_page_draws_both_tables() -> None:
    assert STATES_PAGE.read_text("utf-8") == drawn(), (
        "draw docs/states.md anew: python -m tests.scheduler.domain.test_delivery"
    )


PAGE = """\
# States

Drawn from the two tables in `scheduler/domain/` by `tests/scheduler/domain/test_delivery.py`, which
fails while this page differs.

## Delivery: what the publisher moves

{deliveries}
Nothing leads from `sending` straight back to `sending`: only a platform's answer or a person may
say that a post is not out.

## Post: what people review

{posts}"""


def drawn() -> str:
    return PAGE.format(
        deliveries=_diagram(
            {str(s): {str(e): str(t) for e, t in m.items()} for s, m in TRANSITIONS.items()}
        ),
        posts=_diagram(
            {str(s): {str(e): str(t) for e, t in m.items()} for s, m in POST_TRANSITIONS.items()}
        ),
    )


def _diagram(table: dict[str, dict[str, str]]) -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {next(iter(table))}"]
    for state, moves in table.items():
        lines += [f"    {state} --> {to}: {event}" for event, to in moves.items()]
    lines += [f"    {state} --> [*]" for state, moves in table.items() if not moves]
    return "\n".join([*lines, "```", ""])


if __name__ == "__main__":
    STATES_PAGE.write_text(drawn(), "utf-8")
