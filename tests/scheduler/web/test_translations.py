"""Translations side by side: one person writes, another reads; nothing stands in for another."""

from __future__ import annotations

import pytest

from scheduler.domain.roles import Role
from tests.scheduler.web.conftest import Open
from tests.scheduler.web.test_accessible import SMALL, faults, measure
from tests.scheduler.web.world import World

FORM = {
    "title": "Trata de personas",
    "key_0": "item-0",
    "text_0": "Cualquiera puede ser víctima de la trata de personas.",
    "key_3": "item-3",
    "text_3": "Llame al 1-888-373-7889.",
}


@pytest.fixture
def address(world: World) -> str:
    return f"/library/sheets/{world.sheet_id}/translations"


def test_a_translation_is_begun_written_and_read_by_a_second_person(
    world: World, address: str
) -> None:
    writer, reader = world.client(Role.CONTRIBUTOR), world.client(Role.REVIEWER)

    opened = writer.post(f"{address}/open", data={"language": "es"})
    written = writer.post(f"{address}/es", data=FORM)
    waiting = reader.get(f"{address}/es").text
    read = reader.post(f"{address}/es/read", data={"keys": ["item-0"]})
    page = writer.get(address).text

    assert opened.headers["location"] == f"{address}/es"
    assert written.status_code == read.status_code == 303
    assert 'value="item-0"' in waiting
    assert "waits for a second reader" in waiting
    assert "Spanish" in page
    assert page.count('class="t-ready"') == page.count('class="t-missing"') == 1
    assert "Cualquiera puede ser" in writer.get("/library/sheets/3").text  # a sheet of its own
    assert "Anyone can be affected" not in writer.get("/library/sheets/3").text


def test_nobody_calls_their_own_translation_right(world: World, address: str) -> None:
    manager = world.client(Role.MANAGER)
    manager.post(f"{address}/es", data=FORM)

    page = manager.get(f"{address}/es").text
    answer = manager.post(f"{address}/es/read", data={"keys": ["item-0"]})

    assert 'name="keys"' not in page
    assert "2 of yours wait for somebody else to read them." in page
    assert answer.status_code == 403
    assert "somebody else must read it" in answer.text


def test_figures_that_differ_from_the_source_are_shown(world: World, address: str) -> None:
    client = world.client(Role.CONTRIBUTOR)
    client.post(f"{address}/es", data=FORM)

    assert "Figures differ: 7888, 7889" in client.get(f"{address}/es").text


def test_what_was_read_must_be_read_again_when_it_is_changed(world: World, address: str) -> None:
    writer, reader = world.client(Role.CONTRIBUTOR), world.client(Role.REVIEWER)
    writer.post(f"{address}/es", data=FORM)
    reader.post(f"{address}/es/read", data={"keys": ["item-0", "item-3"]})

    writer.post(f"{address}/es", data={**FORM, "text_0": "Puede pasarle a cualquiera."})
    page = reader.get(f"{address}/es").text

    assert page.count('name="keys"') == 1
    assert page.count("read by") == 1


def test_a_changed_sentence_makes_its_translation_stale_and_keeps_it(world: World) -> None:
    writer, reader = world.client(Role.CONTRIBUTOR), world.client(Role.REVIEWER)
    text = "# Signs\n\n## Warning signs\n\n- They seem afraid of somebody near them.\n"
    stored = writer.post("/library/sheets", data={"text": text, "name": "s"})
    address = stored.headers["location"].partition("?")[0] + "/translations"
    key = writer.get(f"{address}/es").text.split('name="key_0" value="')[1].split('"')[0]
    form = {"key_0": key, "text_0": "Parecen temer a alguien.", "context_0": "Señales"}
    writer.post(f"{address}/es", data=form)
    reader.post(f"{address}/es/read", data={"keys": [key]})

    new = text.replace("afraid of", "scared of")
    newer = writer.post("/library/sheets", data={"text": new, "name": "s"})
    later = newer.headers["location"].partition("?")[0] + "/translations/es"
    stale = writer.get(later).text
    now = stale.split('name="key_0" value="')[1].split('"')[0]
    writer.post(later, data={**form, "key_0": now, "fits_0": "on"})

    assert "its sentence has changed" in stale
    assert "<del>afraid</del><ins>scared</ins>" in stale
    assert "Parecen temer a alguien." in stale
    assert "waits for a second reader" in reader.get(later).text
    assert 'name="keys"' in reader.get(later).text


@pytest.mark.parametrize(
    ("form", "words"),
    [({"language": "klingon!"}, "is no language"), ({"language": ""}, "is no language")],
)
def test_what_is_no_language_is_told(
    world: World, address: str, form: dict[str, str], words: str
) -> None:
    answer = world.client(Role.CONTRIBUTOR).post(f"{address}/open", data=form)

    assert answer.status_code == 422
    assert words in answer.text


def test_a_country_that_is_none_keeps_what_was_typed(world: World, address: str) -> None:
    answer = world.client(Role.CONTRIBUTOR).post(f"{address}/es", data={**FORM, "country": "Me"})
    wrong = world.client(Role.CONTRIBUTOR).post(f"{address}/es", data={**FORM, "country": "1?"})

    assert answer.status_code == 303
    assert wrong.status_code == 422
    assert "Cualquiera puede ser" in wrong.text


def test_only_those_who_write_translate_and_only_those_who_review_read(
    world: World, address: str
) -> None:
    world.client(Role.CONTRIBUTOR).post(f"{address}/es", data=FORM)

    assert world.client(Role.REVIEWER).post(f"{address}/es", data=FORM).status_code == 403
    assert world.client(Role.VIEWER).post(f"{address}/es/read", data={}).status_code == 403
    assert "<textarea" not in world.client(Role.VIEWER).get(f"{address}/es").text


def test_both_sides_fit_everybody(world: World, address: str, open_page: Open) -> None:
    world.client(Role.CONTRIBUTOR).post(f"{address}/es", data=FORM)
    page = open_page(f"{address}/es", role=Role.MANAGER, size=SMALL)

    assert faults(page, "light") == []
    assert not measure(page, "tooWide")
    assert measure(page, "smallTargets") == []
    page.get_by_label("I have read both: it is right").first.check()
    page.get_by_role("button", name="What I ticked is right").click()
    page.get_by_text("Read. Posts are made of these statements from now on.").wait_for()
