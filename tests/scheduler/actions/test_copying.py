from __future__ import annotations

from datetime import date

import pytest

from content.factsheets.model import Contact, ContactRole, Extraction, Item, Kind
from scheduler.actions.campaigning import Changes, change_campaign
from scheduler.actions.copying import copy_campaign, stale_contacts, stale_items
from scheduler.actions.observing import add_observance, enter_date, find_observance
from scheduler.actions.office import ActionError
from scheduler.domain.campaign import Rules
from scheduler.domain.roles import Role
from tests.scheduler.web.world import World


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Copying asks nothing of a database that the other tests do not; one kind is enough."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def with_observance(world: World, name: str) -> None:
    changes = Changes(
        template="beacon", name="January 2027", rules=Rules.from_json({"observance": name})
    )
    change_campaign(world.office, world.members[Role.MANAGER], world.campaign_id, changes)


def test_a_campaign_goes_to_the_next_year_by_its_observance(world: World) -> None:
    with_observance(world, "National Human Trafficking Prevention Month")

    copied = copy_campaign(world.office, world.members[Role.MANAGER], world.campaign_id)

    assert copied.campaign.name == "January 2028"
    assert copied.campaign.first_day == date(2028, 1, 1)
    assert copied.campaign.last_day == date(2028, 1, 31)
    assert copied.campaign.rules["observance"] == "National Human Trafficking Prevention Month"
    assert "nobody verified it ever" in copied.stale[0].why


def test_an_observance_without_a_date_next_year_asks_for_it(world: World) -> None:
    manager = world.members[Role.MANAGER]
    add_observance(
        world.office,
        manager,
        {
            "name": "Riverbend Week",
            "rule": {"type": "announced"},
            "per_year": {"2027": ["2027-01-01", "2027-01-31"]},
        },
    )
    with_observance(world, "Riverbend Week")

    with pytest.raises(ActionError, match="nobody entered 2028 yet"):
        copy_campaign(world.office, manager, world.campaign_id)

    enter_date(world.office, manager, "riverbend", (date(2028, 2, 7), date(2028, 2, 20)))
    copied = copy_campaign(world.office, manager, world.campaign_id)
    assert copied.campaign.first_day == date(2028, 2, 7)


def test_a_campaign_cannot_go_back(world: World) -> None:
    with pytest.raises(ActionError, match="a copy goes to a later year"):
        copy_campaign(world.office, world.members[Role.MANAGER], world.campaign_id, year=2026)


def test_an_organizations_own_observance_comes_first(world: World) -> None:
    manager = world.members[Role.MANAGER]
    own = {"name": "Denim Day", "rule": {"type": "date", "month": 4, "day": 20}}
    add_observance(world.office, manager, own)

    with world.office.sessions() as session:
        assert find_observance(session, manager, "denim day").source == ""


def test_an_observance_nobody_knows_is_answered_with_the_one_meant(world: World) -> None:
    with (
        world.office.sessions() as session,
        pytest.raises(ActionError, match="Did you mean 'Denim Day'"),
    ):
        find_observance(session, world.members[Role.MANAGER], "Denin Day")


def test_what_may_have_gone_stale_is_pointed_out() -> None:
    contacts = (
        _contact("fresh", verified_on=date(2027, 10, 1)),
        _contact("old", verified_on=date(2025, 10, 1)),
        _contact("over", verified_on=date(2027, 10, 1), expires_on=date(2027, 12, 31)),
    )
    extraction = Extraction(
        title="A sheet",
        language="en",
        items=(
            _item("27.6 million people were trapped in 2021.", 4),
            _item("The line has been open since 2007; in 2027 it took 9,000 calls.", 5),
            _item("Call 1-888-373-2007 or see https://example.org/2019/report.", 6),
        ),
    )

    end = date(2028, 1, 31)

    found = [*stale_contacts(contacts, end), *stale_items(extraction, end)]

    assert [(one.what, one.lines[0]) for one in found] == [
        ("old", 0),
        ("over", 0),
        ("27.6 million people were trapped in 2021.", 4),
    ]
    assert "expires on 2027-12-31" in found[1].why
    assert "names 2021" in found[2].why


def _contact(
    name: str, *, verified_on: date | None = None, expires_on: date | None = None
) -> Contact:
    return Contact(
        key=name,
        name=name,
        role=ContactRole.HOTLINE,
        verified_on=verified_on,
        expires_on=expires_on,
    )


def _item(text: str, line: int) -> Item:
    return Item(key=f"fact-{line}", kind=Kind.FACT, text=text, lines=(line, line))
