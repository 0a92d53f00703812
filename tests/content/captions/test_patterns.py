from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from content.captions.limits import platforms
from content.captions.model import CaptionError
from content.captions.patterns import languages, load, patterns_for, templates_dir
from content.factsheets.model import Kind


@pytest.mark.parametrize("language", languages())
def test_a_language_has_words_for_every_kind_of_statement(language: str) -> None:
    patterns = patterns_for(language)

    assert patterns is not None
    assert patterns.language == language
    for kind in Kind:
        words = patterns.kinds[kind]
        assert words.calls, kind
        assert words.openings or words.labels, kind
        assert len(words.labels) == len(words.labels_many), kind
        assert bool(words.labels) <= bool(words.plain_labels or words.labels_need_context), kind
    assert set(patterns.platform_calls) <= set(platforms())


@pytest.mark.parametrize("language", languages())
def test_every_way_to_name_a_hotline_covers_every_kind_of_contact(language: str) -> None:
    patterns = patterns_for(language)

    assert patterns is not None
    for group in patterns.hotline_groups:
        for slot in ("{call_or_text}", "{phone}", "{keywords}", "{text_number}", "{url}"):
            assert any(slot in form for form in group), (slot, group[0])
        assert all("{name}" in form for form in group)
    assert len({len(group) for group in patterns.hotline_groups}) == 1


@pytest.mark.parametrize("language", languages())
def test_no_pattern_names_a_number_or_a_claim_of_its_own(language: str) -> None:
    text = (templates_dir() / f"{language}.toml").read_text(encoding="utf-8")

    spoken = [line for line in text.splitlines() if not line.lstrip().startswith(("#", "goes_on"))]

    assert [line for line in spoken if any(character.isdigit() for character in line)] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("{topic}", "{colour}", 1), "asks for colour"),
        (lambda text: text.replace("[kinds.fact]", "[kinds.poem]"), "'poem'"),
        (lambda text: text.replace("[rules]", "[rule]"), "'rules' is missing or wrong"),
        (lambda text: text.replace("own_opening = '^", "own_opening = '^("), "missing or wrong"),
        (lambda text: text + "[[", "cannot be read"),
    ],
)
def test_a_pattern_file_that_cannot_be_used_gets_one_clear_line(
    tmp_path: Path, change: Callable[[str], str], words: str
) -> None:
    text = (templates_dir() / "en.toml").read_text(encoding="utf-8")
    path = tmp_path / "xx.toml"
    path.write_text(change(text), encoding="utf-8")

    with pytest.raises(CaptionError, match=words) as caught:
        load(path)

    assert "xx.toml" in str(caught.value)
    assert "\n" not in str(caught.value)
