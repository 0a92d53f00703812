from __future__ import annotations

import pytest

from content.factsheets.corrections import Correcting
from content.factsheets.model import Kind
from scheduler.actions import importing, reviewing, revising
from scheduler.actions.office import ActionError, NotAllowedError
from scheduler.domain.roles import Role
from scheduler.store import campaigns, contents, sheets
from scheduler.store.tables import PostEventRow
from tests.scheduler.web.world import SENTENCES, World, a_post, some_posts

HEADING = {
    Kind.FACT: "Facts",
    Kind.WARNING_SIGN: "Warning signs",
    Kind.ACTION: "Get involved",
    Kind.RESOURCE: "Where to get help",
}


def a_sheet(**replaced: str) -> bytes:
    """Write the world's sheet, with sentences replaced or left out by their kind."""
    lines = ["# Human trafficking", ""]
    for kind, text in SENTENCES:
        said = replaced.get(kind.value, text)
        if said:
            lines += [f"## {HEADING[kind]}", "", f"- {said}", ""]
    return "\n".join(lines).encode()


def approved(world: World, post_id: int) -> int:
    digest = world.digest(post_id)
    reviewing.approve(world.office, world.members[Role.REVIEWER], post_id, digest)
    return post_id


def imported(world: World, data: bytes) -> importing.Imported:
    return importing.import_version(world.office, world.members[Role.CONTRIBUTOR], data, "sheet.md")


@pytest.fixture(autouse=True)
def _first_version(world: World) -> None:
    imported(world, a_sheet())


def notes(world: World, post_id: int) -> list[str]:
    with world.office.sessions() as session:
        rows = session.query(PostEventRow).filter_by(post_id=post_id)
        return [row.note for row in rows.order_by(PostEventRow.id)]


def test_a_changed_sentence_puts_its_posts_back_with_the_difference(world: World) -> None:
    fact, sign = (approved(world, a_post(world, number=number)) for number in (0, 1))

    found = imported(world, a_sheet(fact="Anyone can be hurt by human trafficking."))

    assert [held.post_id for held in found.held] == [fact]
    assert world.state(fact) == "draft"
    assert "can be [-affected-] {+hurt+} by" in notes(world, fact)[-1]
    assert world.state(sign) == "approved"


def test_nothing_of_a_post_put_back_may_leave(world: World) -> None:
    post = approved(world, a_post(world, number=0))

    imported(world, a_sheet(fact="Nobody is safe from human trafficking, whoever they are."))

    with world.office.sessions() as session:
        assert [c.delivery.approved_digest for c in contents.of_post(session, post)] == ["", ""]


def test_a_removed_sentence_puts_its_posts_back(world: World) -> None:
    action = approved(world, a_post(world, number=2))

    found = imported(world, a_sheet(action=""))

    assert [item.text for item in found.changes.removed] == [SENTENCES[2][1]]
    assert world.state(action) == "draft"
    assert "is gone from the sheet" in notes(world, action)[-1]


def test_a_changed_hotline_puts_back_every_post_that_shows_it(world: World) -> None:
    made = [approved(world, post) for post in some_posts(world, 3)]

    found = imported(
        world, a_sheet(resource="Call the National Human Trafficking Hotline at 1-866-347-2423.")
    )

    assert [held.post_id for held in found.held] == made
    assert "is now 1-866-347-2423" in found.held[0].why


def test_the_same_sentences_in_another_order_change_nothing(world: World) -> None:
    posts = [approved(world, post) for post in some_posts(world)]
    parts = a_sheet().decode().split("## ")
    shuffled = "## ".join([parts[0], *reversed(parts[1:])]).encode()

    found = imported(world, shuffled)

    assert not found.changes
    assert [world.state(post) for post in posts] == ["approved"] * 4


def test_a_running_campaign_uses_the_new_version(world: World) -> None:
    found = imported(world, a_sheet(fact="Human trafficking happens everywhere."))

    with world.office.sessions() as session:
        campaign = campaigns.campaign(session, world.organization_id, world.campaign_id)
    assert campaign is not None
    assert campaign.fact_sheet_id == found.sheet.id
    assert found.sheet.version == 3


def test_an_unreadable_version_stores_nothing(world: World) -> None:
    with pytest.raises(ActionError, match="is empty"):
        imported(world, b"  \n")

    with world.office.sessions() as session:
        newest = sheets.latest(session, world.organization_id, "sheet.md")
    assert newest is not None
    assert newest.version == 2


def test_a_correction_survives_a_new_version(world: World) -> None:
    office, writer = world.office, world.members[Role.CONTRIBUTOR]
    sheet = imported(world, a_sheet()).sheet
    sign = next(i for i in revising.extraction_of(sheet).items if i.kind is Kind.WARNING_SIGN)
    revising.correct(office, writer, sheet.id, Correcting.KIND, [sign.key], kind=Kind.SAFETY)

    newer = imported(world, a_sheet(action="Learning the tactics.")).sheet

    kinds = {item.text: item.kind for item in revising.extraction_of(newer).items}
    assert kinds[sign.text] is Kind.SAFETY


def test_a_corrected_item_puts_its_posts_back(world: World) -> None:
    post = approved(world, a_post(world, number=2))
    sheet = imported(world, a_sheet()).sheet
    item = next(i for i in revising.extraction_of(sheet).items if i.kind is Kind.ACTION)

    held = revising.correct(
        world.office, world.members[Role.CONTRIBUTOR], sheet.id, Correcting.EXCLUDE, [item.key]
    )

    assert [one.post_id for one in held] == [post]
    assert world.state(post) == "draft"


def test_a_correction_cannot_put_words_into_the_sheets_mouth(world: World) -> None:
    sheet = imported(world, a_sheet()).sheet
    item = revising.extraction_of(sheet).items[0]

    with pytest.raises(ActionError, match="words that the sheet's sentence does not have"):
        revising.correct(
            world.office,
            world.members[Role.CONTRIBUTOR],
            sheet.id,
            Correcting.TEXT,
            [item.key],
            texts=["Everybody is affected by human trafficking."],
        )


def test_an_older_version_is_no_longer_corrected(world: World) -> None:
    with pytest.raises(ActionError, match="version 2 is newer"):
        revising.correct(
            world.office,
            world.members[Role.CONTRIBUTOR],
            world.sheet_id,
            Correcting.EXCLUDE,
            ["item-0"],
        )


def test_a_correction_can_be_taken_back(world: World) -> None:
    office, writer = world.office, world.members[Role.CONTRIBUTOR]
    sheet = imported(world, a_sheet()).sheet
    before = revising.extraction_of(sheet)
    revising.correct(office, writer, sheet.id, Correcting.EXCLUDE, [before.items[0].key])

    revising.take_back(office, writer, sheet.id)

    with office.sessions() as session:
        now = sheets.sheet(session, world.organization_id, sheet.id)
    assert now is not None
    assert revising.extraction_of(now) == before


def test_an_items_source_is_shown_as_it_stands(world: World) -> None:
    sheet = imported(world, a_sheet()).sheet
    sign = next(i for i in revising.extraction_of(sheet).items if i.kind is Kind.WARNING_SIGN)

    shown = revising.source_of(world.office, world.members[Role.VIEWER], sheet.id, sign.key)

    assert shown == f"- {SENTENCES[1][1]}"


def test_a_viewer_corrects_nothing(world: World) -> None:
    with pytest.raises(NotAllowedError):
        revising.take_back(world.office, world.members[Role.VIEWER], world.sheet_id)
