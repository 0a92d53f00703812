from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from content.cards.model import Format
from content.packs.model import PackCampaign, PackCaption, PackContent
from scheduler.actions import sharing_packs, taking_over
from scheduler.actions.office import ActionError, NotAllowedError
from scheduler.actions.taking_over import TakeOver
from scheduler.domain.post import PostState
from scheduler.domain.roles import Role
from scheduler.store import contents, plans, posts, sheets
from tests.content.packs.sheets import content, packed
from tests.scheduler.web.world import World, a_post


@pytest.fixture(scope="module")
def theirs() -> PackContent:
    """A partner's campaign in January, drawn for the channels of the world."""
    made = content()
    cards = [
        replace(card, local=datetime(2027, 1, 11, 9, 30) + timedelta(days=place))
        for place, card in enumerate(list(made.cards)[:4])
    ]
    campaign = PackCampaign(
        name="Their January",
        zone="America/New_York",
        first_day=date(2027, 1, 1),
        last_day=date(2027, 1, 31),
    )
    return replace(made, cards=cards, campaign=campaign, formats=(Format.PORTRAIT,))


@pytest.fixture
def pack(theirs: PackContent, tmp_path: Path) -> Path:
    return written(theirs, tmp_path / "pack.zip")


def written(made: PackContent, path: Path) -> Path:
    path.write_bytes(packed(made))
    return path


def into(world: World) -> TakeOver:
    return TakeOver(name="", brand_kit_id=world.brand_id, channel_ids=world.channel_ids[:1])


def take(world: World, pack: Path) -> taking_over.TakenOver:
    return taking_over.take_over(world.office, world.members[Role.MANAGER], pack, into(world))


def test_a_pack_arrives_as_drafts_at_its_times_and_nothing_is_approved(
    world: World, pack: Path
) -> None:
    done = take(world, pack)

    with world.office.sessions() as session:
        there = posts.of_campaign(session, done.campaign_id)
        first = plans.slots(session, done.campaign_id)[0]
    assert done.posts == len(there) == 4
    assert {post.state for post in there} == {PostState.DRAFT}
    assert first.local_time == "2027-01-11T09:30"
    assert done.signer


def test_a_pack_without_dates_is_planned_over_the_days_given(
    world: World, theirs: PackContent, tmp_path: Path
) -> None:
    loose = replace(
        theirs, campaign=None, cards=[replace(card, local=None) for card in theirs.cards]
    )
    pack = written(loose, tmp_path / "loose.zip")

    with pytest.raises(ActionError, match="no dates of its own"):
        take(world, pack)
    done = taking_over.take_over(
        world.office,
        world.members[Role.MANAGER],
        pack,
        replace(
            into(world),
            zone="Europe/Berlin",
            first_day=date(2027, 2, 1),
            last_day=date(2027, 2, 14),
        ),
    )

    with world.office.sessions() as session:
        days = {slot.local_time[:10] for slot in plans.slots(session, done.campaign_id)}
    assert done.posts == 4
    assert days
    assert all("2027-02-01" <= day <= "2027-02-14" for day in days)


def test_a_newer_pack_shows_its_difference_and_changes_what_is_not_out(
    world: World, pack: Path, theirs: PackContent, tmp_path: Path
) -> None:
    done = take(world, pack)
    with world.office.sessions() as session:
        first, *_ = posts.of_campaign(session, done.campaign_id)
    card, *rest = theirs.cards
    newer = replace(card, captions=(PackCaption(platform="mastodon", text="Newer words."),))
    later = written(replace(theirs, cards=[newer, *rest]), tmp_path / "later.zip")
    manager = world.members[Role.MANAGER]

    changes = taking_over.preview_update(world.office, manager, done.campaign_id, later)
    changed = taking_over.update(world.office, manager, done.campaign_id, later)

    assert {change.what for change in changes} == {"caption"}
    assert changed == (first.id,)
    with world.office.sessions() as session:
        content_now = contents.of_post(session, first.id)
    assert content_now[0].caption == "Newer words."
    assert taking_over.preview_update(world.office, manager, done.campaign_id, later) == ()


def test_a_campaign_that_came_from_no_pack_is_not_updated(world: World, pack: Path) -> None:
    with pytest.raises(ActionError, match="not made from a pack"):
        taking_over.preview_update(
            world.office, world.members[Role.MANAGER], world.campaign_id, pack
        )


def test_a_tampered_pack_stores_nothing(world: World, pack: Path) -> None:
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 0xFF
    pack.write_bytes(data)

    with pytest.raises(ActionError):
        take(world, pack)
    with world.office.sessions() as session:
        assert posts.of_campaign(session, world.campaign_id + 1) == []


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.CONTRIBUTOR])
def test_only_those_who_plan_take_packs_over(world: World, pack: Path, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        taking_over.take_over(world.office, world.members[role], pack, into(world))


def test_a_campaigns_own_pack_holds_its_posts_as_they_stand(world: World, tmp_path: Path) -> None:
    post = a_post(world)

    made = sharing_packs.pack_of_campaign(
        world.office, world.members[Role.VIEWER], world.campaign_id
    )
    pack = written(made, tmp_path / "ours.zip")

    with world.office.sessions() as session:
        stored = contents.of_post(session, post)[0]
    (card,) = made.cards
    assert {caption.text for caption in card.captions if caption.platform == "mastodon"} == {
        stored.caption
    }
    assert pack.stat().st_size
    assert card.local == datetime(2027, 1, 11, 9, 30)


def test_a_campaign_without_posts_makes_no_pack(world: World) -> None:
    with pytest.raises(ActionError, match="no posts yet"):
        sharing_packs.pack_of_campaign(world.office, world.members[Role.VIEWER], world.campaign_id)


def test_what_our_own_sheet_no_longer_says_is_flagged_and_our_sheet_stays(
    world: World, pack: Path
) -> None:
    with world.office.sessions() as session:
        before = sheets.latest(session, world.organization_id, "sheet.md")

    done = take(world, pack)

    with world.office.sessions() as session:
        after = sheets.latest(session, world.organization_id, "sheet.md")
    assert before == after
    assert any("may be withdrawn" in note and "fearful" in note for note in done.notes)
    again = take(world, pack)
    with world.office.sessions() as session:
        assert len(sheets.sheets(session, world.organization_id)) == 2
    assert again.posts == done.posts


def test_a_newer_pack_adds_drafts_and_takes_approvals_of_what_it_left_out(
    world: World, pack: Path, theirs: PackContent, tmp_path: Path
) -> None:
    done = take(world, pack)
    with world.office.sessions() as session:
        first, *others = posts.of_campaign(session, done.campaign_id)
    card, *rest = theirs.cards
    added = replace(card, key="item-of-later", headline="Something new")
    later = written(replace(theirs, cards=[*rest, added]), tmp_path / "later.zip")
    manager = world.members[Role.MANAGER]

    changed = taking_over.update(world.office, manager, done.campaign_id, later)

    with world.office.sessions() as session:
        now = posts.of_campaign(session, done.campaign_id)
    (new,) = [post for post in now if post.title == "Something new"]
    assert new.state is PostState.DRAFT
    assert set(changed) == {first.id, new.id}
    assert len(now) == len(others) + 2
