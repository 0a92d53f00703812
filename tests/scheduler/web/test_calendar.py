"""The campaign's month: what stands on which day, how it stands, what is missing."""

from __future__ import annotations

from datetime import date, datetime

from scheduler.actions import reviewing
from scheduler.domain.campaign import Rules
from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.domain.roles import Role
from scheduler.domain.rule_values import Phase
from scheduler.store.calendar import Entry
from scheduler.web.month import Period, first_of_month, gaps, month_of, tiles_of
from scheduler.web.status import Status
from tests.scheduler.web.world import World, a_post, some_posts

JANUARY = date(2027, 1, 1)
JANUARY_6 = date(2027, 1, 6)
PERIOD = Period(first_day=JANUARY, last_day=date(2027, 1, 31), rules=Rules())


def an_entry(
    post_id: int = 1,
    day: int = 11,
    *,
    hour: int = 9,
    state: State = State.SCHEDULED,
    kind: str = "fact",
    channel: str = "Mastodon",
) -> Entry:
    return Entry(
        delivery_id=post_id * 10 + len(channel),
        post_id=post_id,
        local_time=datetime(2027, 1, day, hour),
        zone="America/New_York",
        platform="mastodon",
        channel=channel,
        state=state,
        post_state=PostState.APPROVED,
        kind=kind,
        title="A fact",
        sha256="",
        changes_asked=False,
    )


def test_deliveries_of_a_post_at_one_time_are_one_tile_with_the_most_urgent_status() -> None:
    tiles = tiles_of(
        [
            an_entry(state=State.PUBLISHED),
            an_entry(state=State.FAILED, channel="Bluesky"),
            an_entry(state=State.CANCELLED, channel="Pixelfed"),
        ]
    )

    (tile,) = tiles
    assert tile.status is Status.FAILED
    assert tile.channels == ("Mastodon", "Bluesky")


def test_gaps_are_posting_days_ahead_without_a_post() -> None:
    tiles = tiles_of([an_entry(day=day) for day in (6, 7, 8, 11, 14)])
    filled = {tile.local_time.date(): (tile,) for tile in tiles}

    found = gaps(filled, PERIOD, JANUARY_6)

    assert found == (
        (date(2027, 1, 12), date(2027, 1, 13)),
        (date(2027, 1, 15), date(2027, 1, 29)),
    )


def test_two_warning_signs_in_a_row_are_named() -> None:
    entries = [
        an_entry(1, 11, kind="warning_sign"),
        an_entry(2, 12, kind="warning_sign"),
        an_entry(3, 13),
    ]

    month = month_of(entries, PERIOD, JANUARY, JANUARY_6)

    assert month.signs_in_a_row == (datetime(2027, 1, 12, 9),)


def test_a_month_is_whole_weeks_from_monday() -> None:
    month = month_of([], PERIOD, JANUARY, JANUARY_6)

    assert [len(week) for week in month.weeks] == [7] * 5
    assert month.weeks[0][0].day == date(2026, 12, 28)
    assert month.weeks[-1][-1].day == date(2027, 1, 31)
    assert month.before is None
    assert month.after is None


def test_anything_but_a_month_means_the_one_of_today() -> None:
    assert first_of_month("2027-03", JANUARY_6, PERIOD) == date(2027, 3, 1)
    assert first_of_month("13-2027'", JANUARY_6, PERIOD) == JANUARY
    assert first_of_month("", date(2028, 5, 1), PERIOD) == JANUARY


def test_the_calendar_shows_each_post_with_time_status_and_kind(world: World) -> None:
    first, second = some_posts(world, 2)
    reviewing.approve(world.office, world.members[Role.REVIEWER], first, world.digest(first))

    page = world.client(Role.MANAGER).get(f"/campaigns/{world.campaign_id}/calendar")

    assert page.status_code == 200
    assert "January 2027" in page.text
    assert f'href="/posts/{first}" data-post="{first}"' in page.text
    assert "9:30a" in page.text
    assert "Approved<i>.</i>" in page.text  # in words, for readers
    assert "Warning sign" in page.text
    assert f'href="/posts/{second}"' in page.text


def test_the_calendar_opens_at_the_campaign_that_runs(world: World) -> None:
    answer = world.client(Role.MANAGER).get("/calendar")

    assert answer.headers["location"] == f"/campaigns/{world.campaign_id}/calendar"


def test_only_planners_can_drag(world: World) -> None:
    a_post(world)

    page = world.client(Role.VIEWER).get(f"/campaigns/{world.campaign_id}/calendar")

    assert "data-post" not in page.text


def test_a_campaign_of_another_organization_is_not_there(world: World) -> None:
    assert world.client(Role.MANAGER).get("/campaigns/999/calendar").status_code == 404


def test_a_month_can_be_narrowed_and_says_so_in_its_address(world: World) -> None:
    some_posts(world, 4)
    base = f"/campaigns/{world.campaign_id}/calendar?month=2027-01"
    client = world.client(Role.MANAGER)

    kind = client.get(f"{base}&kind=warning_sign").text
    status = client.get(f"{base}&status=published").text
    channel = client.get(f"{base}&channel=Noticeboard").text

    assert kind.count("data-post=") == 1
    assert status.count("data-post=") == 0
    assert channel.count("data-post=") == 4
    assert '<option value="warning_sign" selected>' in kind


def test_a_week_and_a_list_show_the_same_posts(world: World) -> None:
    some_posts(world, 7)
    base = f"/campaigns/{world.campaign_id}/calendar"
    client = world.client(Role.MANAGER)

    week = client.get(f"{base}?view=week&day=2027-01-13").text
    listed = client.get(f"{base}?view=list&month=2027-01").text

    assert week.count("data-post=") == 7
    assert "day=2027-01-04" in week
    assert "day=2027-01-18" in week
    assert listed.count("data-post=") == 7


def test_each_phase_s_mix_stands_beside_what_is_wanted() -> None:
    phase = Phase(
        name="Signs first",
        first_day=date(2027, 1, 11),
        last_day=date(2027, 1, 15),
        mix={"warning_sign": 3, "fact": 1},
    )
    period = Period(first_day=JANUARY, last_day=date(2027, 1, 31), rules=Rules(phases=(phase,)))

    month = month_of(
        [an_entry(1, 11), an_entry(2, 12, kind="warning_sign"), an_entry(3, 20)],
        period,
        JANUARY,
        JANUARY_6,
    )

    (found,) = month.phases
    assert dict(found.mix) == {"fact": 1, "warning_sign": 1}
    assert dict(found.wanted) == {"warning_sign": 75.0, "fact": 25.0}


def test_awareness_days_stand_on_the_calendar(world: World) -> None:
    page = world.client(Role.MANAGER).get(f"/campaigns/{world.campaign_id}/calendar").text

    assert "Human Trafficking Awareness Day" in page
