"""A template file that is wrong says where: file, line, key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from content.cards.design import TemplateError
from content.cards.gates import problems
from content.cards.model import Format
from content.cards.templates import load_template, templates_dir
from tests.content.cards.making import a_card, sample_brand

BEACON = (templates_dir() / "beacon" / "template.toml").read_text("utf-8")


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def written(folder: Path, text: str) -> Path:
    copy = folder / "mine"
    shutil.copytree(templates_dir() / "beacon", copy)
    (copy / "template.toml").write_text(text, "utf-8")
    return copy


WRONG = [
    ("kicker = 28", "kicker = 12", "formats.portrait.kicker", "between 24"),
    ("kicker = 28", 'kicker = "28"', "formats.portrait.kicker", "must be a number"),
    ("body = [34, 42]", "body = [20, 42]", "formats.portrait.body", "cannot be read on a phone"),
    ("headline = [60, 122]", "headline = [122, 60]", "formats.portrait.headline", "smaller size"),
    ("logo = [80, 78, 700, 50]", "logo = [80, 78, 1700, 50]", "formats.portrait.logo", "within"),
    ("kicker = 28", "kicker = 28\nkerning = 2", "formats.portrait.kerning", "not known here"),
    ('night = "brand.dark"', 'night = "midnight"', "colours.night", "no colour 'midnight'"),
    ('night = "brand.dark"', 'night = "#12"', "colours.night", "is no colour"),
    ('ground = "night"', 'ground = "nacht"', "looks.statement.ground", "'nacht'"),
    ('kicker = "pill"', 'kicker = "pillow"', "looks.statement.kicker", "one of pill, tag"),
    ('family = "manrope", weight = 800, tracking = -0.022', 'family = "comic"', "fonts", "one of"),
    ('for = ["affected_group"]', 'for = ["groups"]', "looks.list.for", "'groups'"),
]


@pytest.mark.parametrize(("right", "wrong", "key", "why"), WRONG, ids=[row[1] for row in WRONG])
def test_a_wrong_value_is_named_with_its_line(
    tmp_path: Path, right: str, wrong: str, key: str, why: str
) -> None:
    text = BEACON.replace(right, wrong, 1)
    folder = written(tmp_path, text)

    with pytest.raises(TemplateError) as caught:
        load_template(str(folder))

    assert str(caught.value).startswith(f"{folder / 'template.toml'}, line ")
    assert key in str(caught.value)
    assert why in str(caught.value)
    named = int(str(caught.value).split("line ", 1)[1].split(":", 1)[0])
    assert abs(named - line_of(text, wrong)) <= wrong.count("\n")


def test_another_version_of_the_schema_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, BEACON.replace("schema = 1", "schema = 2"))

    with pytest.raises(TemplateError, match="reads version 1"):
        load_template(str(folder))


def test_a_kind_without_a_look_is_missed(tmp_path: Path) -> None:
    folder = written(tmp_path, BEACON.replace('for = ["question"]', "for = []"))

    with pytest.raises(TemplateError, match="none for question"):
        load_template(str(folder))


def test_what_is_no_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    folder = written(tmp_path, "schema = 1\ntitle = \n")

    with pytest.raises(TemplateError, match="line 2: this is no TOML"):
        load_template(str(folder))


def test_a_missing_folder_and_an_unknown_name_say_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="cannot be read"):
        load_template(str(tmp_path / "nothing"))
    with pytest.raises(TemplateError, match="there are beacon"):
        load_template("poster")


def test_colours_that_chase_each_other_are_refused(tmp_path: Path) -> None:
    text = BEACON.replace('night = "brand.dark"', 'night = "ink"').replace(
        'ink = "brand.dark"', 'ink = "night"'
    )

    with pytest.raises(TemplateError, match=r"line \d+: colours\.\w+ is defined by itself"):
        load_template(str(written(tmp_path, text)))


def test_a_designer_changes_colours_and_places_with_a_text_editor(tmp_path: Path) -> None:
    text = BEACON.replace('night = "brand.dark"', 'night = "#103322"').replace(
        "text = [80, 170, 920, 922]", "text = [120, 170, 840, 900]"
    )

    template = load_template(str(written(tmp_path, text)))

    assert problems(a_card(), sample_brand(), template, Format.PORTRAIT) == []


def test_a_template_whose_text_box_leaves_the_safe_area_is_found(tmp_path: Path) -> None:
    text = BEACON.replace("logo = [86, 282, 700, 54]", "logo = [86, 40, 700, 54]")
    template = load_template(str(written(tmp_path, text)))

    found = problems(a_card(), sample_brand(), template, Format.STORY)

    assert any("outside the area" in problem for problem in found)
