from __future__ import annotations

from datetime import datetime

from scheduler.domain.campaign import Rules
from scheduler.domain.conflicts import Clash, Placed, conflicts
from scheduler.domain.wall_time import instant, parse_local

MONDAY = "2027-01-11T09:30"


def placed(post_id: int, local: str, *, key: str = "", channel_id: int = 1) -> Placed:
    return Placed(
        post_id=post_id,
        plan_key=key or f"fact-{post_id}",
        title=f"Post {post_id}",
        channel_id=channel_id,
        channel=f"Channel {channel_id}",
        local=parse_local(local),
        due_at=instant(parse_local(local), "America/New_York"),
    )


def clashes(moving: Placed, *standing: Placed, **rules: object) -> set[Clash]:
    found = conflicts([moving], list(standing), Rules.from_json(rules))
    assert all(one.post_id == moving.post_id and one.why.endswith(".") for one in found)
    return {one.clash for one in found}


def test_a_free_hour_runs_into_nothing() -> None:
    assert clashes(placed(1, MONDAY), placed(2, "2027-01-12T09:30")) == set()


def test_the_same_hour_on_the_same_channel_is_one() -> None:
    assert clashes(placed(1, MONDAY), placed(2, "2027-01-11T09:59")) == {Clash.SAME_HOUR}
    assert clashes(placed(1, MONDAY), placed(2, "2027-01-11T10:00")) == set()
    assert clashes(placed(1, MONDAY), placed(2, MONDAY, channel_id=2)) == set()


def test_the_same_claim_within_some_days_is_one_even_as_a_repeat() -> None:
    again = placed(2, "2027-01-15T09:30", key="fact-1~2")

    assert clashes(placed(1, MONDAY), again) == {Clash.SAME_CLAIM}
    assert clashes(placed(1, MONDAY), again, days_between_same_claim=4) == set()


def test_openers_and_closers_are_no_claims() -> None:
    other = placed(2, "2027-01-12T09:30", key="opener")

    assert clashes(placed(1, MONDAY, key="opener"), other) == set()


def test_a_day_has_its_limit_by_channel() -> None:
    there = [placed(n, f"2027-01-11T{10 + n}:00") for n in (2, 3, 4)]

    assert clashes(placed(1, MONDAY), *there) == {Clash.DAILY_LIMIT}
    assert clashes(placed(1, MONDAY), *there, posts_per_day_on_channel=4) == set()
    own = {"1": {"posts_per_day": 2}}
    assert clashes(placed(1, MONDAY), *there[:2], channels=own) == {Clash.DAILY_LIMIT}


def test_closed_days_and_hours_are_told() -> None:
    assert clashes(placed(1, MONDAY), blackout=["2027-01-11"]) == {Clash.BLACKOUT}
    assert clashes(placed(1, "2027-01-16T22:00")) == {Clash.WEEKDAY, Clash.QUIET_HOURS}
    saturday = {"1": {"weekdays": ["sat"]}}
    assert clashes(placed(1, "2027-01-16T09:30"), channels=saturday) == set()


def test_posts_that_move_together_are_seen_at_their_new_times() -> None:
    moving = [placed(1, MONDAY), placed(2, "2027-01-11T09:45")]

    found = conflicts(moving, [], Rules())

    assert [(one.post_id, one.clash) for one in found] == [
        (1, Clash.SAME_HOUR),
        (2, Clash.SAME_HOUR),
    ]
    assert found[0].why == "Channel 1: 'Post 2' goes out that hour, at 09:45."


def test_what_is_said_names_the_days() -> None:
    again = placed(2, "2027-01-14T09:30", key="fact-1~2")

    (found,) = conflicts([placed(1, MONDAY)], [again], Rules())

    assert found.why == (
        "Channel 1: the same claim goes out on 2027-01-14, 3 days away; at least 7 are asked for."
    )
    assert datetime(2027, 1, 14, 9, 30) == again.local
