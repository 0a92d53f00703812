"""Pages ask the database as often for many posts as for few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event, update

from scheduler.domain.delivery import State
from scheduler.domain.roles import Role
from scheduler.store.tables import DeliveryRow
from tests.scheduler.web.world import World, a_post

PAGES = (
    "/review",
    "/batch",
    "/campaigns",
    "/deliveries",
    "/campaigns/{campaign}/several?do=move&days=1&post=1&post=2&post=3&post=4&post=5",
    "/campaigns/{campaign}/calendar",
    "/campaigns/{campaign}/calendar?view=list",
    "/campaigns/{campaign}/report",
    "/campaigns/{campaign}",
    "/attention",
    "/library",
    "/library/pictures",
    "/posts/1",
    "/people",
    "/channels",
)
MOST = 45  # statements of one page, BEGIN included


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def stock(world: World, count: int, start: int) -> None:
    for number in range(start, start + count):
        local = datetime(2027, 1, 11, 9, 0) + timedelta(hours=number % 8, days=number % 18)
        post_id = a_post(world, number=number, local=local)
        if number % 5 == 4:
            with world.office.sessions.begin() as session:
                session.execute(
                    update(DeliveryRow)
                    .where(DeliveryRow.post_id == post_id)
                    .values(state=State.FAILED)
                )


@pytest.fixture
def engine(world: World) -> Engine:
    bound = world.office.sessions.kw["bind"]
    assert isinstance(bound, Engine)
    return bound


def test_no_page_asks_more_often_for_more_posts(world: World, engine: Engine) -> None:
    client = world.client(Role.OWNER)
    stock(world, 5, 0)

    def ask() -> dict[str, int]:
        counts = {}
        for path in PAGES:
            with counted(engine) as asked:
                answer = client.get(path.format(campaign=world.campaign_id))
            assert answer.status_code == 200, path
            counts[path] = len(asked)
        return counts

    few = ask()
    stock(world, 20, 5)
    many = ask()

    assert many == few
    assert max(few.values()) <= MOST
