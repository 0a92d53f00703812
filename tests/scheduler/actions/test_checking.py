"""The checks over what is really drawn and stored: alt texts, contrast, countries."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from content.checks.model import Finding, Severity
from content.factsheets.model import Kind
from scheduler.actions.campaigning import Changes, change_campaign
from scheduler.actions.checking import examiner
from scheduler.actions.composing import studios_of
from scheduler.actions.editing import edit_alt_text
from scheduler.actions.finding import campaign_of
from scheduler.actions.planning import plan_campaign
from scheduler.actions.producing import pictures
from scheduler.actions.redrawing import redraw_post
from scheduler.actions.reviewing import BlockedError, approve, submit
from scheduler.domain.campaign import Rules
from scheduler.domain.roles import Role
from scheduler.publisher.gate import objection
from scheduler.store import contents, posts
from scheduler.store.contents import StoredPicture
from scheduler.store.tables import AssetRow, BrandKitRow
from tests.content.cards.making import a_card
from tests.scheduler.web.world import BRAND, World, a_post

SPANISH_LINE = """
[[contacts]]
name = "Línea Nacional contra la Trata de Personas"
phone = "800 5533 000"
region = "MX"
"""


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """What is read and written here asks nothing of one kind of database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def drawn(world: World) -> int:
    """A post of the campaign's fact, planned and drawn as for anybody."""
    manager = world.members[Role.MANAGER]
    rules = Rules.from_json({"kinds": ["fact"]})
    changes = Changes(template="beacon", rules=rules)
    change_campaign(world.office, manager, world.campaign_id, changes)
    plan_campaign(world.office, manager, world.campaign_id)
    with world.office.sessions() as session:
        return posts.of_campaign(session, world.campaign_id)[0].id


def _picture(world: World, post_id: int) -> StoredPicture:
    with world.office.sessions() as session:
        return contents.of_post(session, post_id)[0].pictures[0]


def _findings(world: World, post_id: int) -> dict[str, Finding]:
    with world.office.sessions() as session:
        post = posts.post(session, world.organization_id, post_id)
        assert post is not None
        checks = examiner(session, post, at=world.watch.now)
        found = [f for c in contents.of_post(session, post_id) for f in checks.findings(c)]
    return {finding.rule: finding for finding in found}


def _blocking(world: World, post_id: int) -> set[str]:
    found = _findings(world, post_id)
    return {rule for rule, finding in found.items() if finding.severity is Severity.BLOCK}


def _reasons(world: World, post_id: int) -> list[str]:
    """Return what the publisher says of each delivery, whatever was approved before."""
    with world.office.sessions() as session:
        there = contents.of_post(session, post_id)
        return [objection(session, content, at=world.watch.now) for content in there]


def _note(world: World, post_id: int, **values: Any) -> None:
    with world.office.sessions.begin() as session:
        session.execute(update(AssetRow).where(AssetRow.post_id == post_id).values(**values))


def test_a_drawn_post_passes_with_its_own_alt_text_and_its_measures(
    world: World, drawn: int
) -> None:
    picture = _picture(world, drawn)

    assert _findings(world, drawn) == {}
    assert picture.words.splitlines()[-2:] == [
        "National Human Trafficking Hotline",
        "1-888-373-7888",
    ]
    assert picture.framing == "Riverbend Prevention Network"
    assert (picture.contrast or 0) >= 4.5
    assert (picture.smallest_text or 0) >= 24


def test_an_alt_text_that_drops_a_claim_or_changes_a_digit_is_neither_submitted_nor_sent(
    world: World, drawn: int
) -> None:
    author, manager = world.members[Role.CONTRIBUTOR], world.members[Role.MANAGER]
    composed = _picture(world, drawn).alt_text
    for words, instead in (
        ("1-888-373-7888", ""),
        ("1-888-373-7888", "1-888-373-7889"),
        ("Anyone can be affected by human trafficking.", "A card."),
    ):
        assert words in composed
        text = composed.replace(words, instead).strip()

        edit_alt_text(world.office, manager, drawn, "portrait", text)

        with pytest.raises(BlockedError) as caught:
            submit(world.office, author, drawn)
        assert "accessibility.alt-text-words" in {one.rule for one in caught.value.findings}
        assert all(_reasons(world, drawn))


def test_a_card_that_is_hard_to_see_is_neither_submitted_nor_sent(world: World, drawn: int) -> None:
    for measures, rule, said in (
        ({"contrast": 3.2}, "accessibility.contrast", "3.2 to 1"),
        ({"contrast": 7.1, "smallest_text": 18}, "accessibility.text-size", "18 pixels"),
    ):
        _note(world, drawn, **measures)

        with pytest.raises(BlockedError) as caught:
            submit(world.office, world.members[Role.CONTRIBUTOR], drawn)

        assert {finding.rule for finding in caught.value.findings} == {rule}
        assert all(said in reason for reason in _reasons(world, drawn))


def test_an_old_picture_is_named_as_advice_and_measured_when_it_is_drawn_again(
    world: World, drawn: int
) -> None:
    reviewer, manager = world.members[Role.REVIEWER], world.members[Role.MANAGER]
    alt_text = _picture(world, drawn).alt_text
    _note(
        world, drawn, words=alt_text, framing=None, contrast=None, smallest_text=None,
        alt_edited=None,
    )  # fmt: skip
    submit(world.office, world.members[Role.CONTRIBUTOR], drawn)
    approve(world.office, reviewer, drawn, digest=world.digest(drawn))
    advice = _findings(world, drawn)

    changed = redraw_post(world.office, manager, drawn)

    assert set(advice) == {"accessibility.unmeasured"}
    assert advice["accessibility.unmeasured"].severity is Severity.ADVISE
    assert (changed, world.state(drawn)) == (False, "approved")
    assert _findings(world, drawn) == {}
    assert _picture(world, drawn).contrast is not None


def test_an_alt_text_that_a_person_wrote_stays_when_the_card_is_drawn_again(
    world: World, drawn: int
) -> None:
    manager = world.members[Role.MANAGER]
    own = f"Card of the network. {_picture(world, drawn).alt_text}"
    edit_alt_text(world.office, manager, drawn, "portrait", own)

    changed = redraw_post(world.office, manager, drawn, template="gather")

    assert changed
    assert _picture(world, drawn).alt_text == own


@pytest.mark.usefixtures("drawn")
def test_an_alt_text_is_as_long_as_the_campaigns_platforms_have_room_for(world: World) -> None:
    points = tuple(f"A group of people that is named in full, number {n}" for n in range(1, 12))
    card = a_card("These groups are harmed more often", kind=Kind.AFFECTED_GROUP, points=points)
    with world.office.sessions() as session:
        campaign = campaign_of(session, world.members[Role.MANAGER], world.campaign_id)
        studio = studios_of(world.office, session, world.members[Role.MANAGER], campaign)[0]

    said = [one.alt_text for one in pictures(studio, card).assets if one.format == "portrait"]

    assert 500 < max(map(len, said)) <= 1000
    assert all(point in " ".join(said) for point in points)


def test_a_post_with_a_picture_of_ones_own_says_that_nobody_measured_it(world: World) -> None:
    found = _findings(world, a_post(world, in_review=False))

    assert found["accessibility.unmeasured"].severity is Severity.ADVISE


def test_a_line_of_another_country_stops_a_campaign_that_says_where_its_readers_are(
    world: World, drawn: int
) -> None:
    manager = world.members[Role.MANAGER]
    before = _blocking(world, drawn)

    change_campaign(world.office, manager, world.campaign_id, Changes(country="MX"))

    assert before == set()
    assert "claims.contact-abroad" in _blocking(world, drawn)
    assert all("this is for MX" in reason for reason in _reasons(world, drawn))


def test_captions_and_cards_of_a_campaign_name_the_line_of_its_own_country(
    world: World, drawn: int
) -> None:
    manager = world.members[Role.MANAGER]
    with world.office.sessions.begin() as session:
        session.get_one(BrandKitRow, world.brand_id).definition = f"{BRAND}{SPANISH_LINE}"
    change_campaign(world.office, manager, world.campaign_id, Changes(country="MX"))

    redraw_post(world.office, manager, drawn)

    with world.office.sessions() as session:
        content = contents.of_post(session, drawn)[0]
    assert "800 5533 000" in content.caption
    assert "800 5533 000" in content.pictures[0].words
    assert "888" not in f"{content.caption} {content.pictures[0].words}"
    assert _blocking(world, drawn) == set()


def test_contacts_of_several_countries_and_no_country_are_told(world: World, drawn: int) -> None:
    both = SPANISH_LINE + SPANISH_LINE.replace('"MX"', '"US"').replace("5533 000", "5533 001")
    with world.office.sessions.begin() as session:
        session.get_one(BrandKitRow, world.brand_id).definition = f"{BRAND}{both}"
    change_campaign(
        world.office, world.members[Role.MANAGER], world.campaign_id, Changes(country="")
    )

    redraw_post(world.office, world.members[Role.MANAGER], drawn)

    assert _findings(world, drawn)["claims.contact-country"].severity is Severity.WARN
