from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scheduler.domain.campaign import MissedRule
from scheduler.domain.pause import PauseScope
from scheduler.domain.simulation import (
    Going,
    Happening,
    Outcome,
    Pace,
    Stage,
    Stop,
    costs,
    play,
)

JANUARY_11 = datetime(2027, 1, 11, 14, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def going(number: int = 1, due: datetime = JANUARY_11, **more: Any) -> Going:
    given: dict[str, Any] = {
        "delivery_id": number,
        "post_id": number,
        "title": f"Post {number}",
        "campaign_id": 1,
        "topic": "human trafficking",
        "platform": "mastodon",
        "channel_id": 1,
        "channel": "Mastodon",
        "due_at": due,
        "window_opens": due - 10 * HOUR,
        "window_closes": due + 20 * HOUR,
        "local_time": "2027-01-11T09:30",
        "zone": "America/New_York",
    }
    return Going(**given | more)


def a_stop(scope: PauseScope, target: str = "", *, hours: int | None = 3, **more: Any) -> Stop:
    return Stop(
        scope=scope,
        target=target,
        since=JANUARY_11 - HOUR,
        until=None if hours is None else JANUARY_11 + hours * HOUR,
        reason="News",
        **more,
    )


def played(*deliveries: Going, **stage: Any) -> list[Happening]:
    given: dict[str, Any] = {"now": JANUARY_11 - 24 * HOUR, "paces": {}}
    return play(deliveries, Stage(**given | stage))


def outcomes(happenings: list[Happening]) -> list[Outcome]:
    return [one.outcome for one in happenings]


def test_what_is_approved_leaves_on_time_in_order() -> None:
    found = played(going(2, JANUARY_11 + HOUR), going(1))

    assert [(one.going.delivery_id, one.outcome) for one in found] == [
        (1, Outcome.ON_TIME),
        (2, Outcome.ON_TIME),
    ]
    assert found[0].at == JANUARY_11


@pytest.mark.parametrize(
    ("scope", "target", "covers"),
    [
        (PauseScope.EVERYTHING, "", True),
        (PauseScope.CAMPAIGN, "1", True),
        (PauseScope.CAMPAIGN, "2", False),
        (PauseScope.PLATFORM, "mastodon", True),
        (PauseScope.PLATFORM, "bluesky", False),
        (PauseScope.CHANNEL, "1", True),
        (PauseScope.TOPIC, "human trafficking", True),
    ],
)
def test_a_pause_holds_back_what_its_scope_names(
    scope: PauseScope,
    target: str,
    covers: bool,  # noqa: FBT001 - a table's column
) -> None:
    (found,) = played(going(), stops=[a_stop(scope, target)])

    assert found.outcome is (Outcome.LATE if covers else Outcome.ON_TIME)
    assert (found.why == "3 h late: paused: News") is covers


@pytest.mark.parametrize(
    ("rule", "hours", "outcome"),
    [
        (MissedRule.LATE, 3, Outcome.LATE),
        (MissedRule.LATE, 7, Outcome.MISSED),
        (MissedRule.LATE, None, Outcome.MISSED),
        (MissedRule.ASK, 3, Outcome.MISSED),
        (MissedRule.SKIP, 3, Outcome.SKIPPED),
    ],
)
def test_the_campaigns_rule_decides_about_what_missed_its_moment(
    rule: MissedRule, hours: int | None, outcome: Outcome
) -> None:
    stop = a_stop(PauseScope.EVERYTHING, hours=hours, is_outage=True)

    (found,) = played(going(), stops=[stop], missed_rule=rule)

    assert found.outcome is outcome
    assert "outage: News" in found.why


def test_a_window_that_closes_cannot_be_used_however_late_is_allowed() -> None:
    delivery = going(window_closes=JANUARY_11 + HOUR)

    (found,) = played(delivery, stops=[a_stop(PauseScope.EVERYTHING, hours=2)])

    assert found.outcome is Outcome.MISSED
    assert found.at == JANUARY_11 + HOUR


def test_a_platform_takes_so_many_in_so_much_time() -> None:
    paces = {"mastodon": Pace(takes=((2, HOUR),))}
    deliveries = [going(n, JANUARY_11 + timedelta(minutes=n)) for n in range(1, 4)]

    found = played(*deliveries, paces=paces)

    assert outcomes(found) == [Outcome.ON_TIME, Outcome.ON_TIME, Outcome.LATE]
    assert found[2].at == JANUARY_11 + timedelta(minutes=61)
    assert found[2].why == "58 min late: over the limit of 2 posts in 1 h"


def test_what_other_campaigns_post_counts_towards_the_limit() -> None:
    paces = {"mastodon": Pace(takes=((1, HOUR),))}
    other = going(1, JANUARY_11 - timedelta(minutes=20), is_listed=False, is_out=True)

    (found,) = played(other, going(2), paces=paces)

    assert found.outcome is Outcome.LATE
    assert found.at == JANUARY_11 + timedelta(minutes=40)


def test_a_limit_of_a_day_is_called_that() -> None:
    paces = {"mastodon": Pace(takes=((1, timedelta(days=1)),))}

    found = played(going(1), going(2, JANUARY_11 + timedelta(hours=19)), paces=paces)

    assert found[1].why == "5 h late: over the limit of 1 posts in 1 day"


def test_what_the_platform_said_of_an_account_holds_beside_what_is_known_of_it() -> None:
    paces = {"mastodon": Pace(takes=((5, HOUR),))}
    deliveries = [going(n, JANUARY_11 + n * HOUR, posts_per_day=2) for n in range(3)]

    found = played(*deliveries, paces=paces)

    assert outcomes(found) == [Outcome.ON_TIME, Outcome.ON_TIME, Outcome.MISSED]
    assert found[2].why == "over the limit of 2 posts in 1 day"


def test_accounts_do_not_share_a_limit() -> None:
    paces = {"mastodon": Pace(takes=((1, HOUR),))}

    found = played(going(1), going(2, channel_id=2), paces=paces)

    assert outcomes(found) == [Outcome.ON_TIME] * 2


def test_what_is_not_approved_says_until_when_it_must_be() -> None:
    (found,) = played(going(approved=False))

    assert found.outcome is Outcome.UNAPPROVED
    assert found.why == "nobody approved it; it needs that by 2027-01-11 20:30 UTC"


def test_what_cannot_go_out_is_told_apart() -> None:
    found = played(
        going(1, stopped="it is held"),
        going(2, refusal="over the limit"),
        going(3, is_out=True),
    )

    assert outcomes(found) == [Outcome.STOPPED, Outcome.REFUSED, Outcome.OUT]


def test_a_play_that_begins_after_the_moment_is_late_or_missed() -> None:
    found = played(going(1), going(2, JANUARY_11 - 8 * HOUR), now=JANUARY_11 + HOUR)

    by_number = {one.going.delivery_id: one for one in found}
    assert by_number[1].outcome is Outcome.LATE
    assert by_number[2].outcome is Outcome.MISSED


def test_x_charges_for_each_post_and_more_for_a_link() -> None:
    pace = Pace(cost_post=0.015, cost_post_with_link=0.2, cost_alt_text=0.005)
    deliveries = [
        going(1, platform="x", alt_texts=1),
        going(2, JANUARY_11 + HOUR, platform="x", has_link=True, alt_texts=4),
        going(3, JANUARY_11 + HOUR, channel_id=2),
    ]

    found = played(*deliveries, paces={"x": pace})

    assert costs(found) == {"x": 0.24}
