"""Members, invitations, review links and policies, as an owner sees them."""

from __future__ import annotations

import re

import pytest

from scheduler.domain.roles import Role
from tests.scheduler.web.world import PASSWORD, World, a_post


def made_link(page: str) -> str:
    found = re.search(r'value="http://testserver(/[^"]+)"', page)
    assert found is not None
    return found[1]


def test_an_invited_person_joins_and_logs_in(world: World) -> None:
    page = world.client(Role.OWNER).post(
        "/people/invitations", data={"email": "new@one.example", "role": "contributor"}
    )
    stranger = world.client(None)

    offer = stranger.get(made_link(page.text))
    short = stranger.post(made_link(page.text), data={"name": "Nina New", "password": "short"})
    joined = stranger.post(made_link(page.text), data={"name": "Nina New", "password": PASSWORD})
    answer = stranger.post("/login", data={"email": "new@one.example", "password": PASSWORD})

    assert "You are invited as Contributor." in offer.text
    assert short.status_code == 422
    assert 'value="Nina New"' in short.text
    assert joined.headers["location"] == "/login?said=joined"
    assert answer.headers["location"] == "/"
    assert "Nina New" in stranger.get("/people").text


def test_an_invitation_holds_once(world: World) -> None:
    page = world.client(Role.OWNER).post(
        "/people/invitations", data={"email": "new@one.example", "role": "viewer"}
    )
    who = {"name": "Nina", "password": PASSWORD}
    world.client(None).post(made_link(page.text), data=who)

    assert world.client(None).post(made_link(page.text), data=who).status_code == 422


def test_a_role_is_changed_and_a_member_removed(world: World) -> None:
    owner, viewer = world.client(Role.OWNER), world.client(Role.VIEWER)
    person_id = world.members[Role.VIEWER].person_id

    owner.post("/people/role", data={"person_id": person_id, "role": "manager"})
    assert 'id="pause-all"' in viewer.get("/people").text
    owner.post("/people/remove", data={"person_id": person_id})

    assert viewer.get("/people").headers["location"].startswith("/login")


def test_the_last_owner_stays(world: World) -> None:
    owner = world.client(Role.OWNER)
    person_id = world.members[Role.OWNER].person_id

    assert owner.post("/people/remove", data={"person_id": person_id}).status_code == 422
    demoted = owner.post("/people/role", data={"person_id": person_id, "role": "viewer"})
    assert demoted.status_code == 422


def test_a_policy_of_nobody_stands_beside_its_warning(world: World) -> None:
    manager = world.client(Role.MANAGER)
    before = manager.get("/people").text

    manager.post("/people/policy", data={"approvals": 0})

    assert "though nobody has read it" not in before
    assert "though nobody has read it" in manager.get("/people").text


def test_a_stricter_policy_reaches_what_is_approved_already(world: World) -> None:
    post_id = a_post(world)
    world.client().post(f"/review/{post_id}/approve", data={"digest": world.digest(post_id)})
    manager = world.client(Role.MANAGER)

    answer = manager.post("/people/policy", data={"approvals": 2, "four_eyes": "true"})
    page = manager.get(answer.headers["location"])

    assert world.state(post_id) == "in_review"
    assert "1 approved posts wait for more approvals now." in page.text
    assert 'value="2"' in page.text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR, Role.REVIEWER])
def test_others_see_who_is_there_and_change_nothing(world: World, role: Role) -> None:
    client = world.client(role)

    page = client.get("/people").text

    assert "Owner Adams" in page
    for form in ("/people/invitations", "/people/links", "/people/policy", "/people/remove"):
        assert f'action="{form}"' not in page
    assert client.get("/audit").status_code == 403


def test_the_audit_page_shows_what_was_done_and_that_nothing_was_rewritten(world: World) -> None:
    owner = world.client(Role.OWNER)
    owner.post("/people/invitations", data={"email": "new@one.example", "role": "viewer"})

    page = owner.get("/audit").text

    assert "new@one.example as viewer" in page
    assert "none was changed or taken out" in page
