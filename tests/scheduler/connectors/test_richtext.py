from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.connectors.richtext import Kind, facets


def shown(text: str, link: str = "") -> list[str]:
    return [
        text.encode()[facet.byte_start : facet.byte_end].decode() for facet in facets(text, link)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.org/a.", ["https://example.org/a"]),
        ("(see https://example.org/a).", ["https://example.org/a"]),
        ("https://en.example.org/a_(b)", ["https://en.example.org/a_(b)"]),
        ("“https://example.org/a”", ["https://example.org/a"]),
        ("https://example.org/?q=a&b#c!", ["https://example.org/?q=a&b#c"]),
        ("mailto:a@example.org", []),
        ("x//https://example.org", []),
        ("#One #Two, (#Three)", ["#One", "#Two", "#Three"]),
        ("#1 #2027 #24h #\ufe0f", ["#24h"]),
        ("no#tag a#b", []),
        ("#one#two", ["#one"]),
        ("\uff03日本語 #عربي", ["\uff03日本語", "#عربي"]),
        ("#" + "a" * 64, ["#" + "a" * 64]),
        ("#" + "a" * 65, []),
        ("👩‍👩‍👧 #Care 🇩🇪 https://example.org/ü", ["#Care", "https://example.org/ü"]),
    ],
)
def test_finds_what_readers_can_click(text: str, found: list[str]) -> None:
    assert shown(text) == found


def test_finds_the_link_where_the_text_shows_it_short() -> None:
    link = "https://www.example.org/help/"

    assert shown("Help: example.org/help. Now", link) == ["example.org/help"]
    assert facets("Help: example.org/help", link)[0].value == link
    assert shown("Help: example.org/helping and no-example.org/help", link) == []


def test_takes_the_sign_off_a_tag() -> None:
    facet = facets("#Hope!")[0]

    assert (facet.kind, facet.value) == (Kind.TAG, "Hope")


@given(st.text(), st.text())
def test_never_points_past_the_text_or_twice_at_the_same_place(before: str, after: str) -> None:
    text = f"{before} https://example.org/x #Hope {after}"

    found = facets(text)

    assert all(0 <= facet.byte_start < facet.byte_end <= len(text.encode()) for facet in found)
    assert all(one.byte_end <= next_one.byte_start for one, next_one in pairwise(found))
