"""A campaign of two fact sheets: what each gives, what both say, and what is in scope."""

from __future__ import annotations

from datetime import date

import pytest

from content.factsheets.serial import from_json
from content.packs.lists import word_files
from content.packs.model import Written
from scheduler.actions.arranging import Arranged, arrange
from scheduler.actions.campaigning import NewCampaign, create_campaign
from scheduler.actions.checking import examiner
from scheduler.actions.copying import copy_campaign
from scheduler.actions.editing import archive
from scheduler.actions.finding import post_of
from scheduler.actions.importing import import_factsheet, import_version
from scheduler.actions.office import ActionError, NotFoundError
from scheduler.actions.pausing import pause
from scheduler.actions.planning import plan_campaign
from scheduler.actions.redrawing import redraw_post
from scheduler.actions.scoping import put_sheet, remove_sheet
from scheduler.actions.sharing_packs import pack_of_campaign
from scheduler.domain.campaign import Rules
from scheduler.domain.campaign_sheet import CampaignSheet
from scheduler.domain.pause import PauseScope
from scheduler.domain.roles import Role
from scheduler.store import calendar, campaigns, plans, post_page, posts, sheets
from scheduler.store.campaigns import Campaign
from scheduler.store.sheets import FactSheet
from tests.scheduler.web.world import World

ABUSE = """\
# Child abuse

One child in seven was abused in the past year, says the Example Center.

## Warning signs

- A child is afraid to go home.
- A child has injuries that nobody explains.

## Get involved

- Learn the signs and talk about them with neighbours.
- Ask your school how it answers when a child tells.

Child Help Line: 1-800-422-4453
"""
TRAFFIC = """\
# Human trafficking

Human trafficking is the use of force, fraud, or coercion to obtain labor or commercial sex.

## Get involved

- Learn the signs, and talk about them with neighbours.
- Ask where the goods you buy were made.

National Human Trafficking Hotline: 1-888-373-7888
"""


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Planning asks nothing of a database that the other tests do not; one kind is enough."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def a_sheet(world: World, text: str, name: str) -> FactSheet:
    return import_factsheet(world.office, world.members[Role.MANAGER], text.encode(), name)


def the_two(world: World) -> tuple[FactSheet, FactSheet]:
    return a_sheet(world, TRAFFIC, "traffic.md"), a_sheet(world, ABUSE, "abuse.md")


def keys(sheet: FactSheet, kind: str = "") -> list[str]:
    items = from_json(dict(sheet.extraction)).items
    return [item.key for item in items if not kind or item.kind == kind]


def a_campaign(world: World, *chosen: CampaignSheet) -> Campaign:
    new = NewCampaign(
        name="Two causes",
        sheets=chosen,
        brand_kit_id=world.brand_id,
        channel_ids=world.channel_ids,
        first_day=date(2027, 2, 1),
        last_day=date(2027, 2, 28),
        zone="America/New_York",
        rules=Rules(posts_per_week=5),
    )
    return create_campaign(world.office, world.members[Role.MANAGER], new)


def whole(*found: FactSheet) -> tuple[CampaignSheet, ...]:
    return tuple(CampaignSheet(fact_sheet_id=one.id) for one in found)


def arranged(world: World, campaign: Campaign) -> Arranged:
    with world.office.sessions() as session:
        return arrange(world.office, session, world.members[Role.MANAGER], campaign.id)


def test_the_same_claim_of_two_sheets_has_one_card_and_each_card_its_own_hotline(
    world: World,
) -> None:
    traffic, abuse = the_two(world)

    found = arranged(world, a_campaign(world, *whole(traffic, abuse)))

    headlines = [one.card.headline for one in found.cards.values()]
    assert sum(line.startswith("Learn the signs") for line in headlines) == 1
    assert found.cards["opener"].card.headline == "Human trafficking"
    assert found.cards["closer"].card.headline == "National Human Trafficking Hotline"
    sign = found.cards[keys(abuse, "warning_sign")[0]].card
    assert sign.hotline is not None
    assert sign.hotline.phone == "+18004224453"
    assert sign.source == "Child abuse"
    asked = found.cards[keys(traffic, "action")[1]].card
    assert asked.hotline is not None
    assert asked.hotline.phone == "+18883737888"
    reasons = {slot.item_key: slot.reason for slot in found.plan.slots}
    assert reasons[keys(abuse, "warning_sign")[0]].startswith("Sign 1 of “Child abuse”: ")


def test_kinds_and_items_are_chosen_sheet_by_sheet(world: World) -> None:
    traffic, abuse = the_two(world)
    first, second = keys(abuse, "warning_sign")
    campaign = a_campaign(
        world,
        CampaignSheet(fact_sheet_id=traffic.id, kinds=("definition",)),
        CampaignSheet(fact_sheet_id=abuse.id, kinds=("warning_sign",), leave_out=(first,)),
    )

    assert set(arranged(world, campaign).cards) == {
        "opener",
        *keys(traffic, "definition"),
        "closer",
        second,
    }
    only = CampaignSheet(fact_sheet_id=abuse.id, only=(first,))
    put_sheet(world.office, world.members[Role.MANAGER], campaign.id, only)
    assert first in arranged(world, campaign).cards
    assert second not in arranged(world, campaign).cards


def test_what_cannot_be_in_a_campaign_is_refused_with_what_to_change(world: World) -> None:
    traffic, abuse = the_two(world)
    manager = world.members[Role.MANAGER]
    campaign = a_campaign(world, *whole(traffic))

    def put(**chosen: tuple[str, ...]) -> None:
        sheet = CampaignSheet(fact_sheet_id=abuse.id, **chosen)
        put_sheet(world.office, manager, campaign.id, sheet)

    with pytest.raises(ActionError, match=r"Nothing of Child abuse is in scope") as nothing:
        put(kinds=("tactic",))
    assert "leave the sheet out" in nothing.value.hint
    with pytest.raises(ActionError, match="There is no kind 'sign'"):
        put(kinds=("sign",))
    with pytest.raises(ActionError, match="has no item 'warning_sign-1'"):
        put(only=("warning_sign-1",))
    with pytest.raises(ActionError, match="the campaign's only fact sheet"):
        remove_sheet(world.office, manager, campaign.id, traffic.id)
    with pytest.raises(NotFoundError, match="does not use fact sheet"):
        remove_sheet(world.office, manager, campaign.id, abuse.id)
    newer = import_version(
        world.office, manager, TRAFFIC.replace("force", "threat").encode(), "traffic.md"
    ).sheet
    with pytest.raises(ActionError, match=r"are the same sheet, traffic\.md"):
        a_campaign(world, *whole(traffic, newer))


def test_a_newer_version_of_one_sheet_holds_its_posts_and_keeps_what_was_chosen(
    world: World,
) -> None:
    traffic, abuse = the_two(world)
    manager = world.members[Role.MANAGER]
    sign = keys(abuse, "warning_sign")
    campaign = a_campaign(
        world,
        CampaignSheet(fact_sheet_id=traffic.id, kinds=("definition",)),
        CampaignSheet(fact_sheet_id=abuse.id, only=tuple(sign[:1])),
    )
    plan_campaign(world.office, manager, campaign.id)
    changed = ABUSE.replace("is afraid to go home", "is very afraid to go home")

    imported = import_version(world.office, manager, changed.encode(), "abuse.md")

    with world.office.sessions() as session:
        now = campaigns.campaign(session, world.organization_id, campaign.id)
        there = {post.plan_key: post for post in posts.of_campaign(session, campaign.id)}
    assert now is not None
    assert [one.fact_sheet_id for one in now.sheets] == [traffic.id, imported.sheet.id]
    assert now.sheets[1].only == tuple(keys(imported.sheet, "warning_sign")[:1])
    assert [one.post_id for one in imported.held] == [there[sign[0]].id]
    assert there[sign[0]].fact_sheet_id == imported.sheet.id
    assert there["opener"].fact_sheet_id == traffic.id


def test_a_post_names_its_own_sheet_and_follows_its_topic(world: World) -> None:
    traffic, abuse = the_two(world)
    manager = world.members[Role.MANAGER]
    sign = keys(abuse, "warning_sign")[0]
    campaign = a_campaign(
        world,
        CampaignSheet(fact_sheet_id=traffic.id, kinds=("definition",)),
        CampaignSheet(fact_sheet_id=abuse.id, only=(sign,)),
    )

    plan_campaign(world.office, manager, campaign.id)

    with world.office.sessions() as session:
        slots = {slot.plan_key: slot.post_id for slot in plans.slots(session, campaign.id)}
        page = post_page.post_page(session, world.organization_id, slots[sign])
        checks = examiner(session, post_of(session, manager, slots[sign]), at=world.watch.now)
        entries = calendar.entries(session, world.organization_id, campaign.id)
    assert page is not None
    assert (page.origin.sheet, page.origin.topic) == ("Child abuse", abuse.topic)
    assert any("422-4453" in caption.text for caption in page.captions)
    assert not any("373-7888" in caption.text for caption in page.captions)
    assert len(entries) == 2 * len(slots)
    assert {one.phone for one in checks.contacts} == {"+18004224453"}
    pack = pack_of_campaign(world.office, manager, campaign.id)
    assert pack.sheet_name == "traffic.md, abuse.md"
    assert "Child abuse" in pack.credit
    sources = dict(
        word_files(pack, [Written(card=card, number=1, pictures={}) for card in pack.cards])
    )
    assert b"    abuse.md, lines 7-7: A child is afraid to go home." in sources["SOURCES.txt"]
    assert {contact.phone for contact in pack.contacts} >= {"+18004224453", "+18883737888"}
    assert not redraw_post(world.office, manager, slots[sign])
    remove_sheet(world.office, manager, campaign.id, abuse.id)
    with world.office.sessions() as session:
        page = post_page.post_page(session, world.organization_id, slots[sign])
    assert page is not None
    assert page.origin.sheet == "Child abuse"
    assert pause(world.office, manager, PauseScope.TOPIC, abuse.topic, "a storm")
    archive(world.office, manager, slots[sign])


def test_a_copy_to_the_next_year_uses_the_newest_of_each_sheet(world: World) -> None:
    traffic, abuse = the_two(world)
    manager = world.members[Role.MANAGER]
    sign = keys(abuse, "warning_sign")[0]
    campaign = a_campaign(
        world, *whole(traffic), CampaignSheet(fact_sheet_id=abuse.id, leave_out=(sign,))
    )
    world.watch.now = world.watch.now.replace(month=6)  # the campaign is over
    changed = ABUSE.replace("afraid to go home", "afraid of going home")
    newer = a_sheet(world, changed, "abuse.md")

    copied = copy_campaign(world.office, manager, campaign.id)

    assert [one.fact_sheet_id for one in copied.campaign.sheets] == [traffic.id, newer.id]
    assert copied.campaign.sheets[1].leave_out == (keys(newer, "warning_sign")[0],)
    assert "The copy uses version 2 of 'abuse.md', the newest." in copied.notes
    with world.office.sessions() as session:
        old = sheets.campaigns_using(session, abuse.id)
    assert old == [campaign.id]


def test_what_follows_a_sign_is_of_the_signs_own_sheet(world: World) -> None:
    traffic, abuse = the_two(world)

    found = arranged(world, a_campaign(world, *whole(traffic, abuse)))

    line = [slot.item_key for slot in found.plan.slots]
    own = keys(abuse)
    signs = keys(abuse, "warning_sign")
    assert line[line.index(signs[0]) + 1] in own
