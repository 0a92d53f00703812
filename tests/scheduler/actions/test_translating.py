from __future__ import annotations

import pytest
import yaml

from content.captions.translations import Status
from content.factsheets.model import ContactRole
from scheduler.actions import composing, translating
from scheduler.actions.material import of_campaign
from scheduler.actions.office import ActionError
from scheduler.domain.roles import Role
from scheduler.store import campaigns
from scheduler.store.tables import BrandKitRow, CampaignRow
from tests.scheduler.web.world import BRAND, World

LINEA = {"name": "Línea Nacional", "role": "hotline", "phone": "800 5533 000", "region": "MX"}
CONTACT = """
[[contacts]]
name = "National Human Trafficking Hotline"
phone = "1-888-373-7888"
number = "+18883737888"
region = "US"
"""


def a_file(world: World, *, ready: int = 2) -> bytes:
    """Fill in the outline of the world's sheet; the first statements are ready."""
    owner = world.members[Role.OWNER]
    content = translating.outline_of(world.office, owner, world.sheet_id, "es")
    content.update(title="Trata de personas", contacts=[LINEA])
    for number, row in enumerate(content["items"]):
        row.update(text=f"Frase {number}.", ready=number < ready)
        if "context" in row:
            row["context"] = "Contexto"
    return yaml.safe_dump(content, allow_unicode=True).encode()


def test_a_translation_becomes_a_sheet_of_its_own_with_only_what_is_ready(world: World) -> None:
    author = world.members[Role.CONTRIBUTOR]

    added = translating.add_translation(
        world.office, author, world.sheet_id, a_file(world), "es.yaml", country="mx"
    )

    assert added.sheet.language == "es"
    assert [row["text"] for row in added.sheet.extraction["items"]] == ["Frase 0.", "Frase 1."]
    assert "nobody has called ready" in added.sheet.extraction["warnings"][0]["message"]
    (standing,) = translating.translations_of(world.office, author, world.sheet_id)
    assert standing.country == "MX"
    assert standing.counts[Status.READY] == 2
    assert standing.counts[Status.DRAFT] == 2


def test_given_again_it_is_the_next_version(world: World) -> None:
    author = world.members[Role.CONTRIBUTOR]
    add = translating.add_translation
    add(world.office, author, world.sheet_id, a_file(world, ready=1), "es.yaml")

    again = add(world.office, author, world.sheet_id, a_file(world, ready=3), "es.yaml")

    assert again.sheet.version == 2
    assert len(again.changes.added) == 2


def test_its_campaigns_have_the_contacts_of_its_country_and_no_others(world: World) -> None:
    author = world.members[Role.CONTRIBUTOR]
    added = translating.add_translation(
        world.office, author, world.sheet_id, a_file(world), "es.yaml", country="MX"
    )
    with world.office.sessions.begin() as session:
        session.get_one(BrandKitRow, world.brand_id).definition = f"{BRAND}{CONTACT}"
        session.get_one(CampaignRow, world.campaign_id).fact_sheet_id = added.sheet.id
        session.flush()
        campaign = campaigns.campaign(session, world.organization_id, world.campaign_id)
        assert campaign is not None

        material = of_campaign(session, campaign)

        hotline = material.contact(ContactRole.HOTLINE)
        assert hotline is not None
        assert hotline.name == "Línea Nacional"
        (studio,) = composing.studios_of(
            world.office, session, world.members[Role.MANAGER], campaign
        )
        assert studio.brand.contacts == ()


def test_what_cannot_be_a_translation_says_so(world: World) -> None:
    author = world.members[Role.CONTRIBUTOR]
    add = translating.add_translation

    with pytest.raises(ActionError, match=r"No statement of es\.yaml is ready"):
        add(world.office, author, world.sheet_id, a_file(world, ready=0), "es.yaml")
    with pytest.raises(ActionError, match="cannot be read"):
        add(world.office, author, world.sheet_id, b"{", "es.yaml")
    assert translating.translations_of(world.office, author, world.sheet_id) == ()
