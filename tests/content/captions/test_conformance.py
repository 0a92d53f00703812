"""Counting held against the published cases of those who count. Run with -s to see the tables."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from ugrapheme import grapheme_split

from content.captions.counting import measure
from content.captions.limits import limit_for
from content.captions.weighted import weighted_length

_DATA = Path(__file__).parent / "data"


def _weighted_cases() -> list[Any]:
    cases = tomllib.loads((_DATA / "weighted_length.toml").read_text(encoding="utf-8"))["case"]
    return [
        pytest.param(config, _text(case), case["length"], id=f"v{config}: {case['name']}")
        for case in cases
        for config in case["config"]
    ]


def _text(case: dict[str, Any]) -> str:
    repeated = case.get("unit", "") * case.get("times", 1)
    return str(case.get("text", case.get("before", "") + repeated + case.get("after", "")))


@pytest.mark.parametrize(("config", "text", "length"), _weighted_cases())
def test_weighted_lengths_are_those_of_twitter_text(config: int, text: str, length: int) -> None:
    counted = weighted_length(text, url_length=23, emoji_by_characters=config == 2)

    print(f"{length:>5} {counted:>5}  config {config}  {text[:48]!r}")  # noqa: T201  the table
    assert counted == length


def test_an_endless_host_is_no_address_and_the_one_after_it_is() -> None:
    # The same case at twitter-text has three hosts of together 12,000 characters.
    words = "Long url with invalid domain labels and a short url: "
    endless = "https://" + "somesuperlongurl" * 400 + ".com/foo"

    text = f"{words}{endless} {endless} https://validurl.com"

    assert weighted_length(text, url_length=23) == len(text) - len("https://validurl.com") + 23


def test_graphemes_are_those_of_unicode() -> None:
    lines = (_DATA / "grapheme_breaks.txt").read_text(encoding="utf-8").splitlines()
    cases = [line for line in lines if not line.startswith("#")]

    wrong = [case for case in cases if grapheme_split(_joined(case)) != _clusters(case)]

    print(f"{len(cases) - len(wrong)} of {len(cases)} grapheme cases pass")  # noqa: T201  the table
    assert len(cases) == 602
    assert wrong == []


@pytest.mark.parametrize("platform", ["mastodon", "bluesky", "pixelfed", "webhook"])
def test_platforms_that_count_graphemes_count_those(platform: str) -> None:
    lines = (_DATA / "grapheme_breaks.txt").read_text(encoding="utf-8").splitlines()

    for case in (line for line in lines if not line.startswith("#")):
        text = _joined(case)
        assert measure(text, limit_for(platform)).length == len(_clusters(case)), case


def _clusters(case: str) -> list[str]:
    parts = (part.replace("×", "").split() for part in case.split("÷"))  # noqa: RUF001  its mark
    return ["".join(chr(int(code, 16)) for code in part) for part in parts if part]


def _joined(case: str) -> str:
    return "".join(_clusters(case))
