"""A fresh world on each kind of database."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.store.database import Database
from scheduler.store.media import MediaStore
from tests.scheduler.web.world import World, a_world


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return a_world(database, MediaStore(tmp_path / "media"))
