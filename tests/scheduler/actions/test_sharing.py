"""Platforms that fetch pictures, or take no PNG, are thought of while planning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler.actions.campaigning import Changes, change_campaign
from scheduler.actions.planning import Planned, plan_campaign
from scheduler.domain.campaign import Rules
from scheduler.domain.media_address import MediaAddresses
from scheduler.domain.roles import Role
from scheduler.store import channels
from scheduler.store.channels import Channel
from scheduler.store.database import open_database
from scheduler.store.media import MediaStore
from scheduler.store.tables import AssetRow
from tests.scheduler.web.world import JANUARY_6, World, a_world


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    database = open_database(sqlite_url)
    yield a_world(database, MediaStore(tmp_path / "media"))
    database.close()


def planned_for(world: World, platform: str) -> Planned:
    channel = Channel(
        id=0,
        organization_id=world.organization_id,
        platform=platform,
        name=f"Our {platform}",
        settings={},
        locked_secrets=world.office.vault.lock({"access": "some-token-1"}),
        limits={},
    )
    manager = world.members[Role.MANAGER]
    with world.office.sessions.begin() as session:
        number = channels.add(session, channel, at=JANUARY_6)
    rules = Rules.from_json({"kinds": ["action"]})
    changes = Changes(template="beacon", rules=rules, channel_ids=(number,))
    change_campaign(world.office, manager, world.campaign_id, changes)
    return plan_campaign(world.office, manager, world.campaign_id)


def kinds(world: World) -> set[str]:
    with world.office.sessions() as session:
        return set(session.scalars(select(AssetRow.mime_type)))


def test_planning_says_that_a_platform_could_not_fetch_pictures(world: World) -> None:
    made = planned_for(world, "instagram")

    assert any("Our instagram" in one and "PUBLIC_BASE_URL" in one for one in made.problems)


def test_with_a_public_address_nothing_is_in_the_way(world: World) -> None:
    shared = MediaAddresses("https://hope.example", "a key")
    world = replace(world, office=replace(world.office, shared=shared))

    made = planned_for(world, "instagram")

    assert not [one for one in made.problems if "PUBLIC_BASE_URL" in one]


@pytest.mark.parametrize(
    ("platform", "drawn"), [("instagram", {"image/jpeg"}), ("slack", {"image/png"})]
)
def test_cards_are_drawn_as_what_every_channel_takes(
    world: World, platform: str, drawn: set[str]
) -> None:
    planned_for(world, platform)

    assert kinds(world) == drawn
