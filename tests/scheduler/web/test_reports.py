"""What people did with the posts: charts with their tables, and an export."""

from __future__ import annotations

from sqlalchemy import update

from scheduler.domain.delivery import State
from scheduler.domain.roles import Role
from scheduler.store.reports import Figures
from scheduler.store.tables import DeliveryRow, PostRow, ReadingRow
from scheduler.web.routes.reports import bars
from tests.scheduler.web.world import World, a_post


def published(world: World, likes: int | None) -> int:
    post_id = a_post(world, number=len(world.posts))
    with world.office.sessions.begin() as session:
        session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.post_id == post_id)
            .values(state=State.PUBLISHED, approved_digest="f" * 64)
        )
        if likes is not None:
            session.add(
                ReadingRow(
                    delivery_id=post_id * 2 - 1,
                    metric="likes",
                    value=likes,
                    read_at=world.watch.now,
                )
            )
    return post_id


def test_a_report_sums_what_was_read_and_leaves_unknown_unknown(world: World) -> None:
    published(world, 1200)
    published(world, None)

    page = world.client(Role.VIEWER).get(f"/campaigns/{world.campaign_id}/report").text

    assert "1,200" in page
    assert "By claim of the fact sheet" in page
    assert 'title="not reported"' in page
    assert page.count("<table") == page.count("</table>") >= 4


def test_an_empty_report_says_so(world: World) -> None:
    page = world.client().get(f"/campaigns/{world.campaign_id}/report").text

    assert "Nothing has been published yet." in page


def test_bars_are_longest_first_and_relative_to_the_longest() -> None:
    found = bars(
        [
            Figures(key="a", label="A", published=1, figures={"likes": 5}),
            Figures(key="b", label="B", published=1, figures={"likes": 10, "reposts": 10}),
            Figures(key="c", label="C", published=2, figures={}),
            Figures(key="d", label="D", published=0, figures={}),
        ]
    )

    assert [(bar.key, bar.total, bar.share) for bar in found] == [
        ("b", 20, 1000),
        ("a", 5, 250),
        ("c", None, 0),
    ]


def test_the_export_opens_in_a_spreadsheet_and_runs_nothing(world: World) -> None:
    post_id = published(world, 7)
    with world.office.sessions.begin() as session:
        session.execute(update(PostRow).where(PostRow.id == post_id).values(title="=HYPERLINK(1)"))

    answer = world.client().get(f"/campaigns/{world.campaign_id}/report.csv")

    assert answer.headers["content-type"].startswith("text/csv")
    assert "'=HYPERLINK(1)" in answer.text
    assert answer.text.splitlines()[0].endswith("url,likes")
