"""Several posts at once: chosen, told what it would do, done, undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.domain.roles import Role
from scheduler.store.tables import DeliveryEventRow, DeliveryRow, PostRow
from tests.scheduler.web.conftest import DESK, Open, eventually
from tests.scheduler.web.world import World, a_post, some_posts

Asked = dict[str, str | int | Sequence[int]]

SEVERAL = "/campaigns/1/several"


def days(world: World, post_ids: Sequence[int]) -> list[str]:
    with world.office.sessions() as session:
        found = {
            post_id: session.scalars(
                select(DeliveryRow.local_time).where(DeliveryRow.post_id == post_id)
            ).first()
            for post_id in post_ids
        }
    return [(found[post_id] or "")[8:10] for post_id in post_ids]


def states(world: World, post_id: int) -> set[State]:
    with world.office.sessions() as session:
        question = select(DeliveryRow.state).where(DeliveryRow.post_id == post_id)
        return set(session.scalars(question))


def test_what_moving_several_would_do_is_said_for_each(world: World) -> None:
    first, second, late = some_posts(world, 3)
    a_post(world, number=3, local=datetime(2027, 1, 13, 9, 30))
    with world.office.sessions.begin() as session:
        session.execute(
            update(DeliveryRow).where(DeliveryRow.post_id == late).values(state=State.MISSED)
        )
    asked: Asked = {"do": "move", "days": 1, "post": [first, second]}

    page = world.client(Role.MANAGER).get(SEVERAL, params=asked).text

    assert "Move 2 posts" in page
    assert "<s>Mon, Jan 11, 9:30 AM</s> <b>Tue, Jan 12, 9:30 AM</b>" in page
    assert "A channel has another post in that hour." in page
    assert page.count("It must be approved anew") == 2
    assert days(world, [first, second]) == ["11", "12"]


def test_what_cannot_move_is_left_and_said(world: World) -> None:
    first, second = some_posts(world, 2)
    asked: Asked = {"do": "move", "days": 19, "post": [first, second, 999]}

    page = world.client(Role.MANAGER).get(SEVERAL, params=asked).text

    assert "Move 2 posts" in page
    page = world.client(Role.MANAGER).get(SEVERAL, params={**asked, "days": 20}).text
    assert "Move 1 post" in page
    assert "The campaign runs from Jan 1 to Jan 31." in page
    assert "1 is left as it is." in page


def test_several_move_together_and_back(world: World) -> None:
    ids = some_posts(world, 3)
    manager = world.client(Role.MANAGER)

    answer = manager.post(SEVERAL, data={"do": "move", "days": "7", "post": list(map(str, ids))})

    assert days(world, ids) == ["18", "19", "20"]
    page = manager.get(answer.headers["location"]).text
    assert "3 posts moved" in page
    undo = {"do": "move", "days": "-7", "post": list(map(str, ids))}
    for name, value in (("days", "-7"), ("do", "move")):
        assert f'name="{name}" value="{value}"' in page
    manager.post(SEVERAL, data=undo)
    assert days(world, ids) == ["11", "12", "13"]


def test_all_move_or_none(world: World) -> None:
    ids = some_posts(world, 2)

    data = {"do": "move", "days": "20", "post": list(map(str, ids))}
    answer = world.client(Role.MANAGER).post(SEVERAL, data=data)

    assert answer.status_code == 422
    assert days(world, ids) == ["11", "12"]


def test_paused_posts_wait_with_the_reason_and_are_let_go(world: World) -> None:
    (post_id,) = some_posts(world, 1)
    manager = world.client(Role.MANAGER)
    data = {"do": "hold", "post": [str(post_id)]}

    assert manager.post(SEVERAL, data=data).status_code == 422
    manager.post(SEVERAL, data={**data, "reason": "The hotline changes its number"})

    assert states(world, post_id) == {State.HELD}
    with world.office.sessions() as session:
        notes = set(session.scalars(select(DeliveryEventRow.note)))
    assert notes == {"paused: The hotline changes its number"}
    manager.post(SEVERAL, data={"do": "let_go", "post": [str(post_id)]})
    assert states(world, post_id) == {State.SCHEDULED}


def test_what_is_taken_out_leaves_the_campaign_unless_a_part_of_it_is_out(world: World) -> None:
    whole, part, out = some_posts(world, 3)
    with world.office.sessions.begin() as session:
        one = session.scalars(select(DeliveryRow.id).where(DeliveryRow.post_id == part)).first()
        published = {"state": State.PUBLISHED, "approved_digest": "f" * 64}
        session.execute(update(DeliveryRow).where(DeliveryRow.id == one).values(**published))
        session.execute(update(DeliveryRow).where(DeliveryRow.post_id == out).values(**published))
    manager = world.client(Role.MANAGER)

    page = manager.get(SEVERAL, params={"do": "take_out", "post": [whole, part, out]}).text
    manager.post(SEVERAL, data={"do": "take_out", "post": [str(whole), str(part)]})

    assert "Take 2 posts out" in page
    assert "It has left already." in page
    assert (world.state(whole), world.state(part)) == ("archived", "in_review")
    assert states(world, whole) == {State.CANCELLED}
    assert states(world, part) == {State.CANCELLED, State.PUBLISHED}
    assert states(world, out) == {State.PUBLISHED}


def test_drafts_are_sent_to_review_together(world: World) -> None:
    ids = [a_post(world, number=number, in_review=False) for number in range(2)]
    waiting = a_post(world, number=2)
    contributor = world.client(Role.CONTRIBUTOR)

    page = contributor.get(SEVERAL, params={"do": "submit", "post": [*ids, waiting]}).text
    contributor.post(SEVERAL, data={"do": "submit", "post": list(map(str, ids))})

    assert "Send 2 posts to review" in page
    assert "It is no draft." in page
    assert {world.state(post_id) for post_id in ids} == {"in_review"}


def test_viewers_choose_nothing(world: World) -> None:
    (post_id,) = some_posts(world, 1)
    viewer = world.client(Role.VIEWER)

    page = viewer.get("/campaigns/1/calendar?month=2027-01&choose=1").text

    for do in ("move", "hold", "let_go", "take_out", "submit"):
        asked = {"do": do, "post": [str(post_id)]}
        assert viewer.get(SEVERAL, params=asked).status_code == 403
        assert viewer.post(SEVERAL, data={**asked, "reason": "no"}).status_code == 403
    assert 'type="checkbox"' not in page
    assert "Choose several" not in page


def test_nonsense_in_the_address_is_no_undo(world: World) -> None:
    some_posts(world, 1)
    manager = world.client(Role.MANAGER)

    page = manager.get(
        "/campaigns/1/calendar?month=2027-01&said=several_move&done=1&posts=1.x&days=--3"
    )

    assert page.status_code == 200
    assert 'name="days" value="--3"' not in page.text


def chosen(page: Page) -> int:
    return page.locator(".pick :checked").count()


def test_the_shift_key_chooses_a_stretch_and_undo_brings_it_back(
    world: World, open_page: Open
) -> None:
    ids = some_posts(world, 4)
    page = open_page("/campaigns/1/calendar?month=2027-01", role=Role.MANAGER, size=DESK)

    page.locator("[data-post]").first.click(modifiers=["Shift"])
    expect(page.locator(".tally")).to_have_text("1 chosen")
    page.locator(".pick").nth(2).click(modifiers=["Shift"])
    expect(page.locator(".tally")).to_have_text("3 chosen")
    assert chosen(page) == 3
    page.get_by_label("Days").fill("7")
    page.get_by_role("button", name="Move").click()
    page.get_by_role("button", name="Move 3 posts").click()
    expect(page.locator(".toast")).to_contain_text("3 posts moved")

    assert days(world, ids) == ["18", "19", "20", "14"]
    page.get_by_role("button", name="Undo").click()
    eventually(lambda: days(world, ids) == ["11", "12", "13", "14"], page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_keys_alone_choose_and_move_as_well(world: World, open_page: Open, scripts: bool) -> None:  # noqa: FBT001  # a parameter of the test
    ids = some_posts(world, 2)
    page = open_page(
        "/campaigns/1/calendar?month=2027-01",
        role=Role.MANAGER,
        size=DESK,
        java_script_enabled=scripts,
    )

    page.get_by_role("link", name="Choose several").focus()
    page.keyboard.press("Enter")
    for number in range(2):
        page.locator(".pick input").nth(number).focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Move").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Move 2 posts").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".toast")).to_contain_text("2 posts moved")
    assert days(world, ids) == ["12", "13"]


def test_archived_posts_are_not_offered(world: World) -> None:
    (post_id,) = some_posts(world, 1)
    with world.office.sessions.begin() as session:
        session.execute(
            update(PostRow).where(PostRow.id == post_id).values(state=PostState.ARCHIVED)
        )

    answer = world.client(Role.MANAGER).post(
        SEVERAL, data={"do": "take_out", "post": [str(post_id)]}
    )

    assert answer.status_code == 422
