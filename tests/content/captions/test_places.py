"""Composed captions hold up where platforms want more than text: facets, escapes, tags."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.captions.composing import compose
from content.captions.hashtags import collision, tag, tags
from content.captions.limits import limit_for
from content.captions.links import addresses, hashtags
from content.captions.model import CaptionError
from content.factsheets.model import Kind
from scheduler.connectors.platforms.linkedin import little_text
from scheduler.connectors.richtext import facets
from tests.content.captions.briefs import a_brief, an_item

LINK = "https://example.org/a_(b)?c=1"


@pytest.mark.parametrize("kind", Kind)
def test_bluesky_finds_every_address_and_tag_of_a_caption_whole(kind: Kind) -> None:
    item = an_item("Niños 👩🏽‍💻 can be affected.", kind=kind)
    brief = a_brief(item, platform="bluesky", topic="", hashtags=("EndIt", "Signs"))
    text = compose(replace(brief, link="https://example.org/a?b=1")).text

    found = {facet.value: text.encode()[facet.byte_start : facet.byte_end].decode()
             for facet in facets(text)}  # fmt: skip

    assert set(found) == {
        *(span.text for span in addresses(text)),
        *(span.text.removeprefix("#") for span in hashtags(text)),
    }
    assert all(shown in {value, f"#{value}"} for value, shown in found.items())
    assert len(found) >= 2


def test_linkedin_takes_a_caption_with_its_escapes() -> None:
    text = "(and) [brackets] {here} *too* _so_ ~a~ | b < c > d @e \\ " * 49
    item = an_item(text[:1200])

    caption = compose(a_brief(item, platform="linkedin"))

    assert len(little_text(caption.text)) <= caption.length.length <= limit_for("linkedin").limit


def test_tags_are_made_of_words_and_years() -> None:
    assert tag("end human trafficking") == "#EndHumanTrafficking"
    assert tag("#WearBlueDay{year}", 2027) == "#WearBlueDay2027"
    assert tag("PGAM{year}") == ""
    assert tags(("EndIt", "#endit", "PGAM{year}")) == (("#EndIt",), ("PGAM{year}",))


@pytest.mark.parametrize("words", ["2027", "#12345", "{year}", "a-b", "", "#", "🎗️"])
def test_what_no_platform_links_is_no_tag(words: str) -> None:
    with pytest.raises(CaptionError, match="hashtag"):
        tag(words, 2027)


def test_a_tag_that_means_something_else_comes_with_a_note() -> None:
    caption = compose(a_brief(hashtags=("WearBlueDay",)))

    assert any("1 April" in note for note in caption.notes)
    assert collision("#wearblueday") is not None
    assert collision("#WearBlueDay2027") is None


@pytest.mark.parametrize(
    ("platform", "most"), [("instagram", 5), ("threads", 1), ("x", 2), ("discord", 0)]
)
def test_a_caption_has_no_more_tags_than_its_platform_uses(platform: str, most: int) -> None:
    wanted = ("One", "Two", "Three", "Four", "Five", "Six")

    caption = compose(a_brief(platform=platform, hashtags=wanted))

    assert len(hashtags(caption.text)) == most
    assert "hashtags left out" in caption.notes[0]


def test_a_number_is_no_tag_and_a_tag_inside_an_address_neither() -> None:
    text = "Part #1 of 27#x https://example.org/#Signs #Signs #2027signs"

    assert [span.text for span in hashtags(text)] == ["#Signs", "#2027signs"]
