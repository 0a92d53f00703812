from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from content.factsheets.serial import from_json, to_json
from scheduler.actions.campaigning import Changes, NewCampaign, change_campaign, create_campaign
from scheduler.actions.copying import copy_campaign
from scheduler.actions.office import ActionError
from scheduler.domain.roles import Role
from scheduler.store import campaigns, sheets
from scheduler.store.campaigns import Campaign
from scheduler.store.sheets import FactSheet
from scheduler.web.api.shapes import CampaignOut
from tests.scheduler.web.world import World


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Setting up asks nothing of a database that the other tests do not; one kind is enough."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def the_campaign(world: World) -> Campaign:
    with world.office.sessions() as session:
        return campaigns.campaigns(session, world.organization_id)[0]


def the_sheet(world: World) -> FactSheet:
    with world.office.sessions() as session:
        return sheets.sheets(session, world.organization_id)[0]


def set_up(world: World, country: str | None = None) -> Campaign:
    there = the_campaign(world)
    new = NewCampaign(
        name="Another January",
        fact_sheet_id=there.fact_sheet_id,
        brand_kit_id=there.brand_kit_id,
        channel_ids=world.channel_ids,
        first_day=date(2028, 1, 1),
        last_day=date(2028, 1, 31),
        zone=there.zone,
        country=country,
    )
    return create_campaign(world.office, world.members[Role.MANAGER], new)


def put_contact_regions(world: World, *regions: str) -> None:
    sheet = the_sheet(world)
    extraction = from_json(dict(sheet.extraction))
    hotline = extraction.contacts[0]
    contacts = tuple(replace(hotline, key=f"c{n}", region=r) for n, r in enumerate(regions))
    with world.office.sessions.begin() as session:
        changed = to_json(replace(extraction, contacts=contacts))
        sheets.put_corrections(session, sheet.id, [], changed)


def test_a_campaign_takes_the_country_that_all_its_contacts_name(world: World) -> None:
    put_contact_regions(world, "US", "US-CT", "")

    assert set_up(world).country == "US"


def test_contacts_of_two_countries_leave_the_country_open(world: World) -> None:
    put_contact_regions(world, "US", "CA")

    assert set_up(world).country is None


def test_a_country_that_somebody_names_wins_and_can_be_taken_out(world: World) -> None:
    put_contact_regions(world, "US")
    manager = world.members[Role.MANAGER]

    campaign = set_up(world, "mx")

    assert campaign.country == "MX"
    assert copy_campaign(world.office, manager, campaign.id).campaign.country == "MX"
    assert change_campaign(world.office, manager, campaign.id, Changes(name="B")).country == "MX"
    assert change_campaign(world.office, manager, campaign.id, Changes(country="")).country is None
    assert set_up(world, "").country is None


def test_a_country_that_does_not_exist_is_refused_with_the_one_meant(world: World) -> None:
    with pytest.raises(ActionError, match=r"'UK': did you mean GB \(Britain \(UK\)\)\?"):
        set_up(world, "UK")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hashtags": ("988",)}, "Hashtag '988' has no letter, so no platform links it."),
        ({"hashtags": ("End-It",)}, "may hold letters, digits and underscores only"),
        ({"hashtags": ("\u202eEndIt",)}, "may hold letters, digits and underscores only"),
        ({"link": "notalink"}, "The link 'notalink' is no web address"),
        ({"link": "https://a@b.example/"}, "holds a user name"),
    ],
)
def test_hashtags_and_a_link_that_no_caption_could_carry_are_refused(
    world: World, changes: dict[str, Any], said: str
) -> None:
    manager = world.members[Role.MANAGER]

    with pytest.raises(ActionError) as caught:
        change_campaign(
            world.office, manager, world.campaign_id, Changes(template="beacon", **changes)
        )

    assert said in str(caught.value)
    assert the_campaign(world).hashtags == ("EndTrafficking",)


def test_what_people_should_know_of_hashtags_is_said_with_the_campaign(world: World) -> None:
    tags = ("wear blue day", "endtrafficking", "HTAM{year}")
    manager = world.members[Role.MANAGER]

    changed = change_campaign(
        world.office, manager, world.campaign_id, Changes(template="beacon", hashtags=tags)
    )
    page = world.client(Role.MANAGER).get(f"/campaigns/{world.campaign_id}").text
    told = CampaignOut.model_validate(changed)

    meaning, together = changed.hashtag_notes
    assert meaning.startswith("hashtag #WearBlueDay means two things")
    assert together.startswith("hashtag #endtrafficking runs its words together")
    assert "hashtag #endtrafficking runs its words together" in page
    assert told.hashtag_notes == [meaning, together]
