"""``extract`` and ``factsheet``, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scheduler.cli import awareness
from scheduler.domain.roles import Role
from scheduler.store.database import open_database
from scheduler.store.media import MediaStore
from tests.scheduler.web.world import World, a_post, a_world

Run = Callable[..., Any]
SHEET = """# Heat

Heat kills 1,200 people a year.

## Signs of heat stroke

- Hot skin
- Confusion
"""


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    database = open_database(sqlite_url)
    yield a_world(database, MediaStore(tmp_path / "media"))
    database.close()


@pytest.fixture
def run(world: World, tmp_path: Path) -> Run:
    def call(*words: object) -> Any:
        who = world.members[Role.MANAGER].email
        result = CliRunner().invoke(
            awareness,
            ["factsheet", *map(str, words), "--json", "--as", who, "--data", str(tmp_path)],
            catch_exceptions=False,
        )
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return call


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "heat.md"
    path.write_text(SHEET, "utf-8")
    return path


def test_extract_prints_one_document_with_what_the_design_names(sheet: Path) -> None:
    result = CliRunner().invoke(awareness, ["extract", str(sheet), "--json"])

    told = json.loads(result.stdout)
    assert {"title", "language", "items", "contacts", "warnings"} <= set(told)
    assert {"kind", "text", "context", "section", "lines"} <= set(told["items"][0])
    assert [(item["kind"], item["lines"]) for item in told["items"]] == [
        ("fact", [3, 3]),
        ("warning_sign", [7, 7]),
        ("warning_sign", [8, 8]),
    ]


def test_extract_shows_people_where_each_item_stands(sheet: Path) -> None:
    result = CliRunner().invoke(awareness, ["extract", str(sheet)])

    assert "warning_sign    line 7       Hot skin" in result.stdout
    assert "3 items, 0 contacts" in result.stdout


def test_a_newer_version_tells_its_changes(run: Run, sheet: Path) -> None:
    run("import", sheet)
    sheet.write_text(SHEET.replace("1,200", "1,500").replace("- Confusion\n", ""), "utf-8")

    newer = run("import", sheet)
    changes = run("changes", newer["id"])

    assert (newer["version"], newer["changed"], newer["removed"]) == (2, 1, 1)
    assert changes["changed"][0]["difference"] == "Heat kills [-1,200-] {+1,500+} people a year."
    assert [item["text"] for item in changes["removed"]] == ["Confusion"]


def test_an_item_is_looked_up_corrected_and_given_back(
    run: Run, sheet: Path, world: World, tmp_path: Path
) -> None:
    number = run("import", sheet)["id"]
    key = run("show", number)["items"][1]["key"]
    who = ["--as", world.members[Role.MANAGER].email, "--data", str(tmp_path)]

    source = CliRunner().invoke(awareness, ["factsheet", "source", str(number), key, *who])
    run("correct", number, key, "--exclude")
    after = [item["text"] for item in run("show", number)["items"]]
    run("take-back", number)

    assert source.stdout == "- Hot skin\n"
    assert after == ["Heat kills 1,200 people a year.", "Confusion"]
    assert len(run("show", number)["items"]) == 3


def test_importing_names_the_posts_it_put_back(run: Run, world: World, tmp_path: Path) -> None:
    post = a_post(world)
    path = tmp_path / "sheet.md"
    path.write_text("# Human trafficking\n\nNobody is safe from it, whoever they are.\n", "utf-8")

    assert post in run("import", path)["posts_back_to_draft"]
    assert world.state(post) == "draft"


def test_a_correction_says_one_thing(run: Run, sheet: Path) -> None:
    number = run("import", sheet)["id"]

    result = CliRunner().invoke(
        awareness, ["factsheet", "correct", str(number), "x", "--exclude", "--merge"]
    )

    assert result.exit_code == 2
    assert "Give one of" in result.output
