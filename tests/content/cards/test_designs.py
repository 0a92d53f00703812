"""Every template that comes with the program holds every kind, in every format and script."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from content.cards.gates import problems
from content.cards.model import Card, Format, Role
from content.cards.samples import sample_cards
from content.cards.templates import DEFAULT, list_templates, load_template, templates_dir
from content.factsheets.model import Kind
from tests.content.cards.making import a_card, sample_brand

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("size", Format)
@pytest.mark.parametrize("name", list_templates())
def test_no_sample_card_breaks_a_rule(name: str, size: Format) -> None:
    template = load_template(name)

    found = [
        problem
        for card in sample_cards()
        for problem in problems(card, sample_brand(), template, size)
    ]

    assert found == []


def test_there_are_at_least_four_families_and_the_default_comes_first() -> None:
    assert len(list_templates()) >= 4
    assert list_templates()[0] == DEFAULT


@pytest.mark.parametrize("name", list_templates())
def test_a_template_dresses_every_kind_and_role(name: str) -> None:
    template = load_template(name)

    for kind in Kind:
        assert template.look_for(a_card(kind=kind))
    for role in (Role.OPENER, Role.CLOSER):
        assert str(role) in template.look_for(a_card(role=role)).kinds


def test_families_differ_in_more_than_colour() -> None:
    templates = [load_template(name) for name in list_templates()]

    assert (
        len({(t.fonts["headline"].family, t.fonts["headline"].uppercase) for t in templates}) >= 4
    )
    assert len({t.looks[0].anchor for t in templates} | {t.looks[0].align for t in templates}) >= 4


def test_the_samples_hold_every_kind_and_the_longest_words() -> None:
    def written(card: Card) -> str:
        return f"{card.headline} {card.body}"

    assert {card.kind for card in sample_cards()} == set(Kind)
    assert max(len(word) for card in sample_cards() for word in written(card).split()) >= 24
    assert {"ar", "ja", "ko", "vi", "zh-hans"} <= {card.language for card in sample_cards()}


def test_the_wheel_keeps_the_templates_where_they_are_looked_for() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    included = build["targets"]["wheel"]["force-include"]

    assert included["templates/images"] == "content/cards/designs"
    assert templates_dir() == ROOT / "templates" / "images"
