from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.actions import auditing, restoring, reviewing
from scheduler.actions.office import ActionError, Office
from scheduler.domain.delivery import State
from scheduler.domain.roles import Role
from scheduler.store import contents, people
from scheduler.store.database import open_database, upgrade
from scheduler.store.media import MediaPlaceError, MediaStore
from tests.full_disk import room_for
from tests.scheduler.web.world import World, a_post, no_network, vault


@pytest.fixture
def empty(empty_database_url: str, tmp_path: Path, world: World) -> Iterator[Office]:
    upgrade(empty_database_url)
    database = open_database(empty_database_url)
    yield Office(
        sessions=database.sessions,
        media=MediaStore(tmp_path / "other-media"),
        vault=vault(),
        now=world.watch,
        open_connector=no_network,
    )
    database.close()


def test_everything_comes_back_on_either_database(
    world: World, empty: Office, tmp_path: Path
) -> None:
    post = a_post(world)
    reviewing.approve(world.office, world.members[Role.REVIEWER], post, world.digest(post))
    restoring.back_up(world.office, tmp_path / "all.zip")

    held = restoring.bring_back(empty, tmp_path / "all.zip")

    with world.office.sessions() as session:
        before = contents.of_post(session, post)
    with empty.sessions() as session:
        after = contents.of_post(session, post)
    assert (held, after) == (0, before)
    assert empty.media.get(after[0].pictures[0].sha256)
    assert auditing.verify_audit(empty, world.members[Role.OWNER]).broken_at is None
    with empty.sessions.begin() as session:  # numbers go on where they were
        new = people.put_person(
            session, email="new@x.example", name="N", password_hash=None, at=world.watch()
        )
    assert new > max(member.person_id for member in world.members.values())


def test_a_full_disk_leaves_no_half_of_a_backup(world: World, tmp_path: Path) -> None:
    a_post(world)
    before = {path.name for path in tmp_path.iterdir()}

    with room_for(2_000), pytest.raises(OSError, match=r"all\.zip") as told:
        restoring.back_up(world.office, tmp_path / "all.zip")

    assert told.value.filename == str(tmp_path / "all.zip")
    assert {path.name for path in tmp_path.iterdir()} == before


def test_a_place_that_takes_no_pictures_is_not_taken_for_a_bad_backup(
    world: World, empty: Office, tmp_path: Path
) -> None:
    a_post(world)
    restoring.back_up(world.office, tmp_path / "all.zip")
    (tmp_path / "other-media").write_text("a file where the folder should be")

    with pytest.raises(MediaPlaceError, match="Pictures cannot be kept"):
        restoring.bring_back(empty, tmp_path / "all.zip")

    with empty.sessions() as session:
        assert people.organizations(session) == []


def test_what_was_due_since_the_backup_is_held_for_somebody_to_look(
    world: World, empty: Office, tmp_path: Path
) -> None:
    post = a_post(world)
    reviewing.approve(world.office, world.members[Role.REVIEWER], post, world.digest(post))
    restoring.back_up(world.office, tmp_path / "all.zip")
    with world.office.sessions() as session:
        world.watch.now = contents.of_post(session, post)[0].delivery.due_at

    assert restoring.bring_back(empty, tmp_path / "all.zip") == 2
    with empty.sessions() as session:
        states = {content.delivery.state for content in contents.of_post(session, post)}
    assert states == {State.HELD}


def test_a_backup_is_not_restored_over_anything(world: World, tmp_path: Path) -> None:
    restoring.back_up(world.office, tmp_path / "all.zip")

    with pytest.raises(ActionError, match="restore into a new folder"):
        restoring.bring_back(world.office, tmp_path / "all.zip")


def test_a_backup_is_not_written_over_a_file(world: World, tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_text("mine")

    with pytest.raises(FileExistsError):
        restoring.back_up(world.office, tmp_path / "all.zip")
    assert (tmp_path / "all.zip").read_text() == "mine"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not really", b"{}"])
def test_what_is_no_backup_is_refused_and_stores_nothing(
    empty: Office, tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "x.zip").write_bytes(data)

    with pytest.raises(ActionError, match="is no backup"):
        restoring.bring_back(empty, tmp_path / "x.zip")
    with empty.sessions() as session:
        assert people.organizations(session) == []


def test_no_secret_is_in_a_backup_in_clear(world: World, tmp_path: Path) -> None:
    restoring.back_up(world.office, tmp_path / "all.zip")

    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert "tables/logins.jsonl" not in archive.namelist()
    assert b"a secret token" not in everything
    assert b"a key for tests" not in everything
