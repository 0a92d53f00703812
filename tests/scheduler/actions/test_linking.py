from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.actions import linking, reviewing
from scheduler.actions.finding import campaign_of
from scheduler.actions.linking import LinkError
from scheduler.actions.office import ActionError, NotAllowedError, NotFoundError
from scheduler.domain.post import PostState
from scheduler.domain.roles import Permission, Role
from tests.scheduler.web.world import World, a_post


def a_link(world: World, *posts: int) -> str:
    return linking.make_link(
        world.office,
        world.members[Role.MANAGER],
        name="Grace Guest",
        email="grace@partner.example",
        post_ids=posts,
    ).token


def test_a_guest_approves_by_a_link_and_is_named_in_the_record(world: World) -> None:
    post = a_post(world)
    browser = linking.open_link(world.office, a_link(world, post))
    guest = linking.guest_for(world.office, browser)
    assert guest is not None

    state = reviewing.approve(world.office, guest.member, post, world.digest(post))

    assert state is PostState.APPROVED
    assert (guest.member.name, guest.member.only_posts) == ("Grace Guest", frozenset({post}))


def test_looking_at_a_link_opens_nothing(world: World) -> None:
    token = a_link(world, a_post(world))

    for _ in range(3):  # a mail scanner may come more than once
        linking.look_at_link(world.office, token)

    assert linking.open_link(world.office, token)


def test_a_link_forwarded_after_use_opens_nothing(world: World) -> None:
    token = a_link(world, a_post(world))
    linking.open_link(world.office, token)

    with pytest.raises(LinkError, match="does not open anything"):
        linking.look_at_link(world.office, token)
    with pytest.raises(LinkError):
        linking.open_link(world.office, token)


@pytest.mark.parametrize("token", ["", "forged", "x" * 4000, "\udcff"])
def test_a_forged_link_opens_nothing(world: World, token: str) -> None:
    with pytest.raises(LinkError):
        linking.open_link(world.office, token)
    assert linking.guest_for(world.office, token) is None


def test_an_expired_link_ends_what_it_opened(world: World) -> None:
    browser = linking.open_link(world.office, a_link(world, a_post(world)))
    world.watch.now += linking.LASTS

    assert linking.guest_for(world.office, browser) is None


def test_a_revoked_link_ends_what_it_opened(world: World) -> None:
    token = a_link(world, a_post(world))
    browser = linking.open_link(world.office, token)
    (link,) = linking.links_of(world.office, world.members[Role.MANAGER])

    linking.revoke_link(world.office, world.members[Role.MANAGER], link.id)

    assert linking.guest_for(world.office, browser) is None
    with pytest.raises(NotFoundError):
        linking.revoke_link(world.office, world.members[Role.MANAGER], link.id)


def test_a_link_opens_its_posts_and_nothing_else(world: World) -> None:
    shown, hidden = a_post(world, number=0), a_post(world, number=1)
    guest = linking.guest_for(world.office, linking.open_link(world.office, a_link(world, shown)))
    assert guest is not None

    with pytest.raises(NotFoundError):
        reviewing.approve(world.office, guest.member, hidden, world.digest(hidden))
    for permission in set(Permission) - {Permission.REVIEW}:
        with pytest.raises(NotAllowedError):
            guest.member.needs(permission)
    assert world.state(hidden) == "in_review"


def test_a_campaigns_link_opens_what_is_in_review_today(world: World) -> None:
    new = linking.make_link(
        world.office,
        world.members[Role.MANAGER],
        name="Grace Guest",
        email="grace@partner.example",
        campaign_id=world.campaign_id,
    )
    browser = linking.open_link(world.office, new.token)
    later = a_post(world)
    a_post(world, number=1, in_review=False)

    guest = linking.guest_for(world.office, browser)

    assert guest is not None
    assert guest.member.only_posts == frozenset({later})


def test_a_link_clicked_faster_than_anybody_reads_is_slowed_down(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "MOST_DECISIONS", 2)
    posts = [a_post(world, number=number) for number in range(3)]
    browser = linking.open_link(world.office, a_link(world, *posts))
    for post in posts[:2]:
        guest = linking.guest_for(world.office, browser)
        assert guest is not None
        reviewing.approve(world.office, guest.member, post, world.digest(post))

    with pytest.raises(LinkError, match="very fast"):
        linking.guest_for(world.office, browser)
    world.watch.now += timedelta(minutes=2)
    assert linking.guest_for(world.office, browser) is not None


def test_a_link_cannot_be_made_to_another_organizations_posts(world: World) -> None:
    with pytest.raises(NotFoundError):
        a_link(world, 9999)


@pytest.mark.parametrize(
    "wrong",
    [
        {"post_ids": (), "campaign_id": None},
        {"post_ids": (1,), "campaign_id": 1},
        {"name": " ", "campaign_id": 1},
        {"email": "nobody", "campaign_id": 1},
        {"campaign_id": 1, "lasts": timedelta(days=400)},
    ],
)
def test_a_link_needs_one_reviewer_one_purpose_and_an_end(
    world: World, wrong: dict[str, object]
) -> None:
    given = {"name": "Grace", "email": "grace@partner.example", **wrong}

    with pytest.raises(ActionError):
        linking.make_link(world.office, world.members[Role.MANAGER], **given)  # type: ignore[arg-type]  # wrong on purpose


def test_a_guest_sees_no_campaign_by_asking_for_it(world: World) -> None:
    browser = linking.open_link(world.office, a_link(world, a_post(world)))
    guest = linking.guest_for(world.office, browser)
    assert guest is not None

    with world.office.sessions() as session, pytest.raises(NotFoundError):
        campaign_of(session, guest.member, world.campaign_id)
