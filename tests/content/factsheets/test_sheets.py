"""Whole sheets of ours against their keys: topics, layouts and languages of every kind."""

from __future__ import annotations

import html
import re
from functools import cache

import pytest

from content.factsheets.forms import words
from content.factsheets.model import Contact, Extraction, Item
from tests.content.factsheets.keys import Answer, Key, extraction_of, key_of, names

extracted = cache(extraction_of)


@pytest.fixture(params=names())
def sheet(request: pytest.FixtureRequest) -> tuple[Extraction, Key]:
    return extracted(request.param), key_of(request.param)


def givers(answer: Answer, extraction: Extraction) -> list[Item]:
    return [item for item in extraction.items if answer.is_given_by(item)]


def test_every_statement_is_found_with_its_kind(sheet: tuple[Extraction, Key]) -> None:
    extraction, key = sheet

    for answer in key.answers:
        kinds = {str(item.kind) for item in givers(answer, extraction)}
        assert kinds & answer.kinds, f"{answer.text}: {kinds or 'not found'}"


def test_no_statement_stands_without_what_it_leans_on(sheet: tuple[Extraction, Key]) -> None:
    extraction, key = sheet

    for answer in key.answers:
        wanted = {word for word in words(answer.context) if len(word) > 3} or set(
            words(answer.context)
        )
        shown = [
            set(words(f"{item.section} {item.context} {item.text}"))
            for item in givers(answer, extraction)
        ]
        assert any(wanted <= said for said in shown), f"{answer.text}: {answer.context}"


def test_nothing_else_becomes_an_item(sheet: tuple[Extraction, Key]) -> None:
    extraction, key = sheet

    for item in extraction.items:
        assert any(answer.is_given_by(item) for answer in key.answers), item.text
        for never in key.never:
            assert words(never) != words(item.text)


def test_every_line_is_reached_by_its_number(sheet: tuple[Extraction, Key]) -> None:
    extraction, key = sheet

    for role, number in key.contacts:
        found = [contact for contact in extraction.contacts if number in numbers(contact)]
        assert found, number
        assert role == "*" or any(contact.role == role for contact in found), number


def test_items_stand_on_the_lines_they_cite(sheet: tuple[Extraction, Key]) -> None:
    extraction, key = sheet
    lines = key.source.split("\n")

    for item in extraction.items:
        first, last = item.lines
        assert 1 <= first <= last <= len(lines)
        assert last - first < 6
        cited = html.unescape(re.sub(r"<[^>]*>", " ", " ".join(lines[first - 1 : last])))
        there = set(words(cited))
        said = words(item.text)
        assert sum(word in there for word in said) >= 0.75 * len(said), item.text


def numbers(contact: Contact) -> tuple[str, ...]:
    return contact.phone, contact.text_code.number if contact.text_code else ""
