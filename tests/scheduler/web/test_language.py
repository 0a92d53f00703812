"""The pages in Spanish: nothing is left in English, nothing is filled in wrongly."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from scheduler.domain.roles import Role
from scheduler.web import language, wording
from scheduler.web.refusals import told
from tests.scheduler.web.refusals_said import refusals
from tests.scheduler.web.world import World, a_post

WEB = Path(language.__file__).parent
KEYWORDS = {"_": None, "ngettext": (1, 2), "later": None, "gettext": None}
PLACE = re.compile(r"%(?:\(\w+\))?[sd]|\{\d\}")


@cache
def said() -> frozenset[str]:
    """Return every text of the pages, plural ones by their singular, and what actions refuse."""
    found = extract_from_dir(
        str(WEB),
        [("**.py", "python"), ("templates/**.html", "jinja2")],
        options_map={"templates/**.html": {"extensions": "jinja2.ext.do"}},
        keywords=KEYWORDS,
    )
    texts = (message for _, _, message, _, _ in found)
    of_pages = frozenset(text if isinstance(text, str) else text[0] for text in texts)
    return of_pages | refusals()


def spanish() -> Catalog:
    with (WEB / "catalogues" / "es.po").open("rb") as file:
        return read_po(file, locale="es")


def test_every_text_of_the_pages_is_translated() -> None:
    catalog = spanish()

    missing = [text for text in sorted(said()) if not (catalog.get(text) and catalog[text].string)]

    assert missing == []


def test_nothing_is_translated_that_no_page_says() -> None:
    old = [str(message.id) for message in spanish() if message.id and not _is_said(message.id)]

    assert old == []


def test_what_is_filled_in_is_the_same_in_both_languages() -> None:
    for message in spanish():
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in strings:
            assert sorted(PLACE.findall(str(text))) == sorted(PLACE.findall(str(ids[-1]))), text


@pytest.mark.parametrize(
    ("sentence", "spanish"),
    [
        ("There is no post 12.", "No existe la publicación 12."),
        ("Look again.", "Mire otra vez."),
        (
            "Line 4: the caption is 700 long where mastodon takes 500.",
            "Línea 4: el texto mide 700 donde mastodon acepta 500.",
        ),
        (
            "hashtag #lonely left out: the campaign has no year.",  # a dot more than the template
            "la etiqueta #lonely se quitó: la campaña no tiene año.",
        ),
        (
            "ours.toml, rule 1 (a): the pattern '(' is broken: missing ).",
            "ours.toml, rule 1 (a): el patrón '(' está roto: missing ).",
        ),
        ("Nobody ever wrote this sentence.", "Nobody ever wrote this sentence."),
        ("", ""),
    ],
)
def test_what_actions_refuse_is_told_in_the_reader_s_language(sentence: str, spanish: str) -> None:
    assert told(sentence) == sentence
    language.use("es")
    try:
        assert told(sentence) == spanish
    finally:
        language.use("en")


def test_a_refused_page_speaks_spanish(world: World) -> None:
    client = world.client(Role.REVIEWER)
    client.headers["accept-language"] = "es"

    gone = client.get("/campaigns/999").text
    not_allowed = client.post("/pauses", data={"reason": "why"}).text

    assert "No existe la campaña 999." in gone
    assert "no puede hacer esto" in not_allowed
    assert "Pida a una persona propietaria" in not_allowed


def test_refusals_are_looked_for_where_they_are_made() -> None:
    found = refusals()

    assert "There is no post {1}." in found  # with a value, from an action
    assert "Say why." in found  # plain
    assert "{1}: there is no kind {2}." in found  # passed on from content
    assert "the campaign has no channel on {1}." in found  # of a line of a table
    assert "left out to fit: {1}" in found  # a note


@pytest.mark.parametrize(
    ("header", "wanted"),
    [("es", "es"), ("es-MX,es;q=0.9", "es"), ("fr,en;q=0.5", "en"), ("", "en"), ("*;q=x", "en")],
)
def test_the_browser_s_languages_are_weighed(header: str, wanted: str) -> None:
    assert language.choose("", header) == wanted


def test_dates_and_numbers_are_written_as_the_language_does() -> None:
    language.use("es")
    try:
        assert wording.day_and_time("2027-01-13T16:30") == "mié, 13 ene, 16:30"
        assert wording.number(12345.5) == "12.345,5"
        assert wording.kind_name("warning_sign") == "Señal de alerta"
    finally:
        language.use("en")


def test_a_whole_page_speaks_spanish(world: World) -> None:
    a_post(world)
    client = world.client(Role.REVIEWER)
    client.headers["accept-language"] = "es"

    page = client.get("/review").text

    assert '<html lang="es">' in page
    for words in ("Aprobar", "Devolver", "Saltar", "Texto alternativo", "palabra por palabra"):
        assert words in page
    for words in ("Approve", "Send back", "Alt text", "Caption"):
        assert words not in page


def _is_said(identity: object) -> bool:
    return (identity[0] if isinstance(identity, tuple) else identity) in said()
