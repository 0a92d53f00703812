"""A move says what it runs into on its channels before anybody saves it."""

from __future__ import annotations

from datetime import datetime

import pytest

from scheduler.domain.roles import Role
from tests.scheduler.web.world import World, a_post


@pytest.mark.parametrize(
    ("day", "time", "says"),
    [
        ("2027-01-14", "12:00", "The same claim goes out a few days from then."),
        ("2027-01-11", "09:50", "A channel has another post in that hour."),
    ],
)
def test_a_clash_on_a_channel_is_a_doubt(world: World, day: str, time: str, says: str) -> None:
    a_post(world, number=0)
    again = a_post(world, number=0, local=datetime(2027, 1, 25, 9, 30))

    answer = world.client(Role.MANAGER).get(
        f"/posts/{again}/move",
        params={"day": day, "time": time},
        headers={"accept": "application/json"},
    )

    assert says in answer.json()["doubts"]
