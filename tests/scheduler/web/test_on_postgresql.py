"""The questions of the pages, put to PostgreSQL: it is stricter about types than SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from scheduler.domain.delivery import State
from scheduler.domain.roles import Role
from scheduler.store import errands
from scheduler.store.database import open_database
from scheduler.store.media import MediaStore
from scheduler.store.tables import DeliveryRow, ReadingRow
from scheduler.web.routes import queue
from tests.scheduler.web.test_queue import titles
from tests.scheduler.web.world import World, a_world, some_posts

PAGES = (
    "/review",
    "/batch",
    "/campaigns",
    "/campaigns/1",
    "/campaigns/1/calendar?month=2027-01",
    "/campaigns/1/calendar?month=2027-01&view=list&choose=1",
    "/campaigns/1/several?do=move&days=5&post=1&post=2",
    "/campaigns/1/report",
    "/attention",
    "/pauses",
)


@pytest.fixture
def there(postgresql_url: str, tmp_path: Path) -> Iterator[World]:
    database = open_database(postgresql_url)
    yield a_world(database, MediaStore(tmp_path / "media"))
    database.close()


def test_every_page_with_questions_of_its_own_answers(
    there: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = some_posts(there, 4)
    with there.office.sessions.begin() as session:
        session.execute(
            update(DeliveryRow).where(DeliveryRow.post_id == ids[3]).values(state=State.FAILED)
        )
        session.add_all(
            ReadingRow(
                delivery_id=1,
                metric="likes",
                value=2 + day,
                read_at=there.watch.now + timedelta(days=day),
            )
            for day in range(3)
        )
    monkeypatch.setattr(queue, "ON_A_PAGE", 4)
    manager = there.client(Role.MANAGER)

    answers = {path: manager.get(path).status_code for path in PAGES}
    first = manager.get("/deliveries").text
    further = first.split('href="/deliveries?')[-1].split('"')[0].replace("&amp;", "&")
    second = manager.get(f"/deliveries?{further}").text
    moved = manager.post(
        "/campaigns/1/several", data={"do": "move", "days": "7", "post": list(map(str, ids[:2]))}
    )

    assert set(answers.values()) == {200}
    assert titles(first) == [str(ids[0])] * 2 + [str(ids[1])] * 2
    assert titles(second) == [str(ids[2])] * 2
    assert moved.status_code == 303


def test_an_errand_is_begun_once_and_taken_over_when_silent(there: World) -> None:
    now = there.watch.now
    with there.office.sessions.begin() as session:
        assert errands.begin(session, 1, "plan-1", "a" * 32, now)
        assert not errands.begin(session, 1, "plan-1", "b" * 32, now)
    later = now + errands.SILENT + timedelta(seconds=1)
    with there.office.sessions.begin() as session:
        assert errands.begin(session, 1, "plan-1", "c" * 32, later)

        assert not errands.beat(session, "a" * 32, (1, 2, "x"), later)
        assert errands.beat(session, "c" * 32, (1, 2, "x"), later)
