"""What was taken from a sheet is corrected on a page, which says first what becomes of posts."""

from __future__ import annotations

import pytest

from scheduler.domain.roles import Role
from tests.scheduler.web.conftest import Open
from tests.scheduler.web.test_accessible import SMALL, faults, measure
from tests.scheduler.web.world import SENTENCES, World, a_post

FEARFUL = SENTENCES[1][1]
SHORTER = "They appear fearful."


@pytest.fixture
def address(world: World) -> str:
    return f"/library/sheets/{world.sheet_id}/item"


def test_a_correction_says_first_which_posts_go_back_and_then_sends_them_back(
    world: World, address: str
) -> None:
    post_id = a_post(world, number=1)
    client = world.client(Role.CONTRIBUTOR)
    form = {"what": "text", "item": "item-1", "texts": SHORTER}

    looked = client.post(address, data=form)
    state_between = world.state(post_id)
    done = client.post(address, data={**form, "done": "true"})
    page = client.get(done.headers["location"]).text

    assert "1 post goes back to draft" in looked.text
    assert f'href="/posts/{post_id}"' in looked.text
    assert f"<ins>{SHORTER}</ins>" in looked.text
    assert (state_between, world.state(post_id)) == ("in_review", "draft")
    assert "Corrected. What said it before is a draft again." in page
    assert f"<del>{FEARFUL}</del>" in page
    assert world.members[Role.CONTRIBUTOR].name in page


def test_the_last_correction_is_taken_back(world: World) -> None:
    client = world.client(Role.CONTRIBUTOR)
    stored = client.post(
        "/library/sheets", data={"text": "# Signs\n\n## Signs\n\n- They seem afraid of somebody."}
    )
    sheet = stored.headers["location"].partition("?")[0]
    key = client.get(sheet).text.split("/item?key=")[1].split('"')[0]
    form = {"what": "kind", "item": key, "kind": "question", "done": "true"}
    client.post(f"{sheet}/item", data=form)
    corrected = client.get(sheet).text

    client.post(f"{sheet}/corrections/take-back")

    assert "Another kind" in corrected
    assert "Another kind" not in client.get(sheet).text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"what": "text", "item": "item-1", "texts": "They appear happy."}, "The new text has"),
        ({"what": "emphasis", "item": "item-1", "texts": "happy"}, "only its own words stand out"),
        ({"what": "merge", "item": ["item-1"]}, "Merging takes two items or more."),
    ],
    ids=["new words", "emphasis on others' words", "one merged with nothing"],
)
def test_what_would_say_more_than_the_sheet_is_refused_with_what_was_typed(
    world: World, address: str, form: dict[str, object], words: str
) -> None:
    answer = world.client(Role.CONTRIBUTOR).post(address, data=form)

    assert answer.status_code == 422
    assert words in answer.text
    assert str(form.get("texts", "")) in answer.text


def test_several_lines_split_an_item_and_two_are_merged(world: World, address: str) -> None:
    client = world.client(Role.CONTRIBUTOR)

    split = client.post(
        address,
        data={"what": "text", "item": "item-1", "texts": "They appear fearful\nsudden change"},
    ).text
    merged = client.post(address, data={"what": "merge", "item": ["item-1", "item-2"]}).text

    assert split.count("<ins>") == 2
    assert (merged.count("<del>"), merged.count("<ins>")) == (2, 1)


def test_only_the_newest_version_is_corrected_and_only_by_those_who_write(
    world: World, address: str
) -> None:
    assert world.client(Role.REVIEWER).get(address, params={"key": "item-1"}).status_code == 403
    assert (
        world.client(Role.REVIEWER)
        .post(address, data={"what": "exclude", "item": "item-1"})
        .status_code
        == 403
    )
    page = world.client(Role.CONTRIBUTOR).get(address, params={"key": "gone"})
    assert page.status_code == 404


def test_the_pages_of_a_correction_are_fit_for_everybody(
    world: World, address: str, open_page: Open
) -> None:
    a_post(world, number=1)
    page = open_page(f"{address}?key=item-1", role=Role.CONTRIBUTOR, size=SMALL)

    found = faults(page, "light")
    wide = [measure(page, "tooWide"), measure(page, "smallTargets")]
    words = page.locator('form:has(input[value="text"])')
    words.locator("textarea").fill(SHORTER)
    words.get_by_role("button").click()
    page.get_by_role("heading", name="1 post goes back to draft").wait_for()
    found += faults(page, "light")

    assert found == []
    assert [*wide, measure(page, "tooWide"), measure(page, "smallTargets")] == [
        False,
        [],
        False,
        [],
    ]
