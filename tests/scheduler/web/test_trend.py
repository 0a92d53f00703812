"""What people did from day to day: sums that only hold deeds, lines that end where the bars do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from scheduler.domain.delivery import State
from scheduler.domain.roles import Role
from scheduler.store.reports import Reading, interactions
from scheduler.store.tables import DeliveryRow, ReadingRow
from scheduler.web.trend import MOST, round_up, trend_of
from tests.scheduler.web.world import World, some_posts

FIRST = datetime(2027, 1, 6, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def read(
    value: int, *, day: int = 0, delivery: int = 1, kind: str = "fact", metric: str = "likes"
) -> Reading:
    return Reading(
        delivery_id=delivery, kind=kind, metric=metric, value=value, read_at=FIRST + day * DAY
    )


def test_each_day_has_the_newest_number_of_every_delivery() -> None:
    trend = trend_of(
        [
            read(3),
            read(1, delivery=2),
            read(2, metric="replies"),
            read(5, day=1),
            read(4, day=3, delivery=2),
        ],
        "UTC",
    )

    assert trend is not None
    (line,) = trend.lines
    assert [str(day) for day in trend.days] == ["2027-01-06", "2027-01-07", "2027-01-09"]
    assert line.values == (6, 8, 11)
    assert trend.top == 20
    assert line.points == "0.0,210.0 333.3,180.0 1000.0,135.0"


def test_days_are_those_of_the_campaigns_zone() -> None:
    late = datetime(2027, 1, 7, 3, 0, tzinfo=UTC)  # still the sixth in New York
    readings = [read(1), Reading(delivery_id=1, kind="f", metric="likes", value=2, read_at=late)]

    assert trend_of(readings, "America/New_York") is None
    assert trend_of(readings, "UTC") is not None


def test_only_so_many_lines_are_drawn_as_can_be_told_apart() -> None:
    kinds = [f"kind{number}" for number in range(MOST + 2)]
    readings = [
        read(number + 1, day=day, delivery=number, kind=kind)
        for day in (0, 1)
        for number, kind in enumerate(kinds)
    ]

    trend = trend_of(readings, "UTC")

    assert trend is not None
    assert [line.kind for line in trend.lines] == kinds[:1:-1]
    assert trend.left_out == ("kind1", "kind0")


def test_the_edge_of_a_chart_reads_well() -> None:
    assert [round_up(n) for n in (0, 1, 2, 3, 7, 11, 429, 501)] == [1, 1, 2, 5, 10, 20, 500, 1000]


def test_eyes_are_never_added_to_deeds() -> None:
    assert interactions({"views": 1000, "likes": 3, "replies": 1, "reach": 900}) == 4
    assert interactions({"impressions": 5}) is None
    assert interactions({}) is None


def test_the_report_draws_the_lines_beside_a_table(world: World) -> None:
    some_posts(world, 2)
    with world.office.sessions.begin() as session:
        session.execute(update(DeliveryRow).values(state=State.PUBLISHED, approved_digest="f" * 64))
        session.add_all(
            ReadingRow(delivery_id=1, metric=metric, value=value, read_at=FIRST + day * DAY)
            for day, metric, value in [(0, "likes", 3), (2, "likes", 9), (2, "views", 5000)]
        )

    page = world.client(Role.VIEWER).get("/campaigns/1/report").text

    assert "Interactions by kind, from day to day" in page
    assert 'class="line k-fact" points="0.0,210.0 1000.0,30.0"' in page
    assert '<th scope="row">Jan 8</th><td class="n">9</td>' in page
    assert "<b>5,0" not in page  # views stand in their own column, in no sum
