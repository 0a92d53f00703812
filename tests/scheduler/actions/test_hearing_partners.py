from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.actions.hearing_partners import numbers_table, take_numbers
from scheduler.actions.importing_posts import import_posts
from scheduler.actions.office import ActionError
from scheduler.actions.reporting import report_of
from scheduler.domain.roles import Role
from scheduler.store import posts
from tests.scheduler.web.world import World, a_picture, a_post

HEADER = "date,time,platform,caption,images,alt_texts,label\n"


def filled(world: World, numbers: str) -> bytes:
    table = numbers_table(world.office, world.members[Role.VIEWER], world.campaign_id)
    lines = table.decode("utf-8-sig").splitlines()
    return "\n".join([lines[0], lines[1].rstrip(",") + numbers]).encode()


def test_a_partners_numbers_join_the_report_kept_apart(world: World) -> None:
    a_post(world)
    manager = world.members[Role.MANAGER]

    take_numbers(world.office, manager, world.campaign_id, "Harbor", filled(world, ",,12,3,,,,,"))
    take_numbers(world.office, manager, world.campaign_id, "Harbor", filled(world, ",,20,,,,,,"))
    take_numbers(world.office, manager, world.campaign_id, "Bay", filled(world, ",,1,,,,,,"))

    report = report_of(world.office, manager, world.campaign_id)
    assert {one.partner: dict(one.figures) for one in report.partners} == {
        "Bay": {"likes": 1},
        "Harbor": {"likes": 20, "reposts": 3},
    }
    assert report.totals == {}


def test_one_wrong_number_stores_none(world: World) -> None:
    a_post(world)
    manager = world.members[Role.MANAGER]

    with pytest.raises(ActionError, match="Line 2: likes is 'many'"):
        take_numbers(
            world.office, manager, world.campaign_id, "Harbor", filled(world, ",,many,,,,,,")
        )

    assert report_of(world.office, manager, world.campaign_id).partners == []


def bring(world: World, folder: Path, rows: str) -> int:
    return import_posts(
        world.office,
        world.members[Role.CONTRIBUTOR],
        world.campaign_id,
        (HEADER + rows).encode(),
        folder,
    )


def test_a_table_becomes_drafts_with_their_pictures(world: World, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(a_picture())

    count = bring(world, tmp_path, "2027-01-12,09:30,mastodon,Words.,a.png,Card: Words.,action\n")

    with world.office.sessions() as session:
        (post,) = posts.of_campaign(session, world.campaign_id)
    assert (count, post.kind, post.title) == (1, "action", "Words.")
    assert world.state(post.id) == "draft"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2027-01-12,09:30,myspace,Words.,,,", "no channel on myspace"),
        ("2028-01-12,09:30,mastodon,Words.,,,", "outside the campaign"),
        (f"2027-01-12,09:30,mastodon,{'x' * 501},,,", "501 long where mastodon takes 500"),
        ("2027-01-12,09:30,mastodon,Words.,gone.png,Alt,", "no picture 'gone.png'"),
        ("2027-01-12,09:30,mastodon,Words.,../up.png,Alt,", "no picture '../up.png'"),
        ("2027-01-12,09:30,mastodon,Words.,fake.png,Alt,", "no PNG, JPEG or WebP"),
    ],
)
def test_a_wrong_line_is_told_and_nothing_is_stored(
    world: World, tmp_path: Path, row: str, says: str
) -> None:
    (tmp_path / "fake.png").write_text("not a picture")
    (tmp_path.parent / "up.png").write_bytes(a_picture())

    with pytest.raises(ActionError, match=says) as caught:
        bring(world, tmp_path, f"2027-01-13,09:30,mastodon,Fine.,,,\n{row}\n")

    assert "Line 3" in str(caught.value)
    with world.office.sessions() as session:
        assert posts.of_campaign(session, world.campaign_id) == []
