from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from scheduler.actions.retiming import fingerprint, retime
from scheduler.domain import wall_time
from scheduler.domain.delivery import Delivery
from scheduler.store import contents, deliveries, posts, reviews, upcoming
from tests.scheduler.web.world import World, a_post


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Two statements any database knows; one kind is enough."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def summer_time_for_ever(tmp_path: Path) -> Iterator[None]:
    """New York decides to keep the hour of Puerto Rico all year, and the zone files say so."""
    zone = tmp_path / "zones" / "America" / "New_York"
    zone.parent.mkdir(parents=True)
    files = resources.files("tzdata").joinpath("zoneinfo", "America")
    zone.write_bytes(files.joinpath("Puerto_Rico").read_bytes())
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[str(tmp_path / "zones")])
    zoneinfo.ZoneInfo.clear_cache()
    wall_time.zone_names.cache_clear()
    yield
    zoneinfo.reset_tzpath(to=before)
    zoneinfo.ZoneInfo.clear_cache()
    wall_time.zone_names.cache_clear()


def planned(world: World, post_id: int) -> list[Delivery]:
    with world.office.sessions() as session:
        return deliveries.of_post(session, post_id)


def approved(world: World, post_id: int) -> None:
    with world.office.sessions.begin() as session:
        for content in contents.of_post(session, post_id):
            reviews.bind_approval(session, content.delivery.id, content.digest())


def test_zones_are_told_apart_by_their_rules(request: pytest.FixtureRequest) -> None:
    before = fingerprint(["America/New_York", "Europe/Berlin"], 2027)
    assert fingerprint(["America/New_York", "Europe/Berlin"], 2027) == before

    request.getfixturevalue("summer_time_for_ever")

    assert fingerprint(["America/New_York", "Europe/Berlin"], 2027) != before


def test_nothing_is_looked_at_twice_while_the_zones_stay(world: World) -> None:
    post_id = a_post(world)
    retime(world.office)
    with world.office.sessions.begin() as session:
        first = deliveries.of_post(session, post_id)[0]
        upcoming.retime(session, first.id, first.due_at, first.due_at + timedelta(hours=1))

    assert retime(world.office).deliveries == 0


def test_nothing_moves_while_the_zones_stay(world: World) -> None:
    post_id = a_post(world)
    before = planned(world, post_id)

    assert retime(world.office).deliveries == 0
    assert planned(world, post_id) == before


@pytest.mark.parametrize("in_review", [True, False], ids=["in review", "draft"])
def test_half_past_nine_stays_half_past_nine_when_the_zone_changes(
    world: World,
    request: pytest.FixtureRequest,
    in_review: bool,  # noqa: FBT001 - a table's column
) -> None:
    post_id = a_post(world, in_review=in_review)
    assert planned(world, post_id)[0].due_at == datetime(2027, 1, 11, 14, 30, tzinfo=UTC)
    request.getfixturevalue("summer_time_for_ever")

    done = retime(world.office)

    assert done.deliveries == 2
    assert done.anew == ()
    for one in planned(world, post_id):
        assert one.due_at == datetime(2027, 1, 11, 13, 30, tzinfo=UTC)
        assert one.local_time == "2027-01-11T09:30"


def test_an_approval_stands_while_the_wall_time_lies_in_its_window(
    world: World, request: pytest.FixtureRequest
) -> None:
    post_id = a_post(world)
    approved(world, post_id)
    request.getfixturevalue("summer_time_for_ever")

    retime(world.office)

    with world.office.sessions() as session:
        for content in contents.of_post(session, post_id):
            assert content.digest() == content.delivery.approved_digest


def test_a_post_that_would_leave_its_approved_window_is_a_draft_again(
    world: World, request: pytest.FixtureRequest
) -> None:
    post_id = a_post(world, local=datetime(2027, 1, 12, 0, 30))
    approved(world, post_id)
    request.getfixturevalue("summer_time_for_ever")

    done = retime(world.office)

    assert done.anew == (post_id,)
    assert world.state(post_id) == "draft"
    assert all(one.approved_digest == "" for one in planned(world, post_id))
    assert planned(world, post_id)[0].window_is_open(planned(world, post_id)[0].due_at)


def test_what_is_past_is_left_alone(world: World, request: pytest.FixtureRequest) -> None:
    post_id = a_post(world)
    world.watch.now = datetime(2027, 1, 11, 15, 0, tzinfo=UTC)
    request.getfixturevalue("summer_time_for_ever")

    assert retime(world.office).deliveries == 0
    with world.office.sessions() as session:
        assert posts.post(session, world.organization_id, post_id) is not None
