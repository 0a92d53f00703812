"""``awareness render`` and ``awareness templates`` from the outside."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from content.brand import BrandError
from content.cards.model import CardError
from scheduler.cli.render import command as render
from scheduler.cli.templates import command as templates

SHEET = """# Healthy Relationships

## Signs to notice

Pay attention when you see one of these signs:

- Somebody else always answers for them.
- They have lost touch with relatives and friends.

## Where to get help

National Domestic Violence Hotline
1-800-799-7233
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    file = tmp_path / "sheet.md"
    file.write_text(SHEET, "utf-8")
    return file


def test_cards_and_their_list_are_written(sheet: Path, tmp_path: Path) -> None:
    out = tmp_path / "cards"

    done = CliRunner().invoke(
        render, [str(sheet), "--out", str(out), "--format", "square", "--format", "link", "--json"]
    )

    assert done.exit_code == 0, done.stderr
    listed = json.loads(done.stdout)
    assert listed == json.loads((out / "cards.json").read_text("utf-8"))
    assert {entry["format"] for entry in listed} == {"square", "link"}
    for entry in listed:
        data = (out / entry["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
        assert "1-800-799-7233" in entry["alt"]


def test_only_the_kinds_asked_for_are_drawn(sheet: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        render,
        [
            str(sheet),
            "--out",
            str(tmp_path),
            "--kind",
            "warning_sign",
            "--format",
            "link",
            "--json",
        ],
    )

    assert [entry["kind"] for entry in json.loads(done.stdout)] == ["warning_sign"] * 2


@pytest.mark.parametrize(
    ("given", "error"),
    [(["--template", "poster"], CardError), (["--brand", "no.toml"], BrandError)],
)
def test_a_wrong_choice_writes_nothing(
    sheet: Path, tmp_path: Path, given: list[str], error: type[Exception]
) -> None:
    out = tmp_path / "cards"

    done = CliRunner().invoke(render, [str(sheet), "--out", str(out), *given])

    assert isinstance(done.exception, error)
    assert not out.exists()


def test_what_cannot_be_drawn_is_named_and_the_rest_is_there(sheet: Path, tmp_path: Path) -> None:
    sheet.write_text(SHEET.replace("Somebody", "x" * 60), "utf-8")
    out = tmp_path / "cards"

    done = CliRunner().invoke(render, [str(sheet), "--out", str(out), "--format", "square"])

    assert isinstance(done.exception, CardError)
    assert "is wider than a card" in str(done.exception)
    listed = json.loads((out / "cards.json").read_text("utf-8"))
    assert listed
    assert {entry["file"] for entry in listed} == {path.name for path in out.glob("*.png")}


def test_the_templates_are_listed_with_what_they_are_like() -> None:
    done = CliRunner().invoke(templates, ["list", "--json"])

    assert {row["name"] for row in json.loads(done.stdout)} >= {"beacon", "broadsheet", "placard"}


def test_a_template_folder_is_checked_where_it_lies() -> None:
    folder = Path(__file__).resolve().parents[3] / "templates" / "images" / "gather"

    done = CliRunner().invoke(templates, ["check", str(folder), "--format", "link", "--json"])

    assert json.loads(done.stdout) == {"template": "gather", "problems": []}


def test_a_template_is_previewed_on_one_picture_for_each_format(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        templates, ["preview", "placard", "--out", str(tmp_path), "--format", "link"]
    )

    assert done.exit_code == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["placard-link.png"]
