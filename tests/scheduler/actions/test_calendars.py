from __future__ import annotations

from datetime import date, datetime

import pytest
from icalendar import Calendar

from scheduler.actions.calendars import campaign_calendar
from scheduler.actions.moving import move_all
from scheduler.domain.roles import Role
from tests.scheduler.web.world import World, some_posts


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A calendar asks nothing of a database that the pages do not; one kind is enough."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def test_a_campaign_becomes_a_calendar_with_its_posts_and_observances(world: World) -> None:
    first, second = some_posts(world, 2)
    manager, board = world.members[Role.MANAGER], world.channel_ids[1]
    times = {second: datetime(2027, 1, 20, 17, 0)}
    move_all(world.office, manager, times, channel_id=board)

    written = campaign_calendar(world.office, world.members[Role.VIEWER], world.campaign_id)

    events = Calendar.from_ical(written).walk("VEVENT")
    posts = [e for e in events if str(e["uid"]).startswith("post-")]
    assert [(str(e["uid"]).split("-")[1], e.decoded("dtstart").isoformat()) for e in posts] == [
        (str(first), "2027-01-11T09:30:00-05:00"),
        (str(second), "2027-01-12T09:30:00-05:00"),
        (str(second), "2027-01-20T17:00:00-05:00"),
    ]
    days = {str(e["summary"]): e.decoded("dtstart") for e in events if e not in posts}
    assert days["National Human Trafficking Awareness Day / #WearBlueDay"] == date(2027, 1, 11)
    assert written == campaign_calendar(world.office, manager, world.campaign_id)
