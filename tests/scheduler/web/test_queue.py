"""The queue, the list of campaigns, what attention offers, and addresses that lead nowhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.domain.roles import Role
from scheduler.store.tables import ChannelRow, DeliveryRow, PostRow
from scheduler.web.routes import campaigns, queue
from tests.scheduler.web.test_accessible import PAGES
from tests.scheduler.web.world import World, a_post, some_posts


def put(world: World, post_id: int, state: State, post_state: PostState | None = None) -> None:
    digest = "f" * 64 if state in {State.PUBLISHED, State.UNCONFIRMED} else ""
    with world.office.sessions.begin() as session:
        session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.post_id == post_id)
            .values(state=state, approved_digest=digest)
        )
        if post_state:
            session.execute(update(PostRow).where(PostRow.id == post_id).values(state=post_state))


def titles(page: str) -> list[str]:
    return re.findall(r'<a href="/posts/(\d+)">', page)


def test_the_queue_shows_what_goes_out_next_and_what_went_out(world: World) -> None:
    first, second, out, earlier, archived = some_posts(world, 5)
    put(world, out, State.PUBLISHED)
    put(world, earlier, State.PUBLISHED)
    put(world, archived, State.SCHEDULED, PostState.ARCHIVED)
    manager = world.client(Role.MANAGER)

    ahead = manager.get("/deliveries").text
    behind = manager.get("/deliveries?state=published").text
    one = manager.get(f"/deliveries?channel={world.channel_ids[1]}").text

    assert titles(ahead) == [str(first)] * 2 + [str(second)] * 2
    assert titles(behind) == [str(earlier)] * 2 + [str(out)] * 2
    assert titles(one) == [str(first), str(second)]
    assert "Noticeboard (By hand)" in one
    assert "Mastodon (Mastodon)" not in one


def test_the_queue_goes_on_where_the_page_before_ended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = some_posts(world, 4)  # two deliveries each, at the same moment
    monkeypatch.setattr(queue, "ON_A_PAGE", 3)
    manager = world.client(Role.MANAGER)

    seen, address = [], "/deliveries"
    while address:
        page = manager.get(address).text
        seen += titles(page)
        further = re.search(r'href="(/deliveries\?[^"]*beyond=[^"]*)"', page)
        address = further[1].replace("&amp;", "&") if further else ""

    assert seen == [str(post_id) for post_id in ids for _ in range(2)]


def test_a_place_nobody_can_read_is_the_beginning(world: World) -> None:
    (post_id,) = some_posts(world, 1)
    manager = world.client(Role.MANAGER)

    for beyond in ("x", "1e999-1", "1-", "-1", "nan-1"):
        page = manager.get("/deliveries", params={"beyond": beyond})

        assert page.status_code == 200
        assert titles(page.text) == [str(post_id)] * 2


@pytest.mark.parametrize("state", [State.HELD, State.MISSED, State.FAILED])
def test_what_stands_still_is_let_go_while_its_day_lasts(world: World, state: State) -> None:
    post_id = a_post(world)
    put(world, post_id, state, PostState.APPROVED)
    manager = world.client(Role.MANAGER)

    page = manager.get("/attention").text
    answer = manager.post("/deliveries/1/retry")

    assert 'action="/deliveries/1/retry"' in page
    assert "It goes out as soon as it may." in manager.get(answer.headers["location"]).text
    with world.office.sessions() as session:
        assert session.scalar(select(DeliveryRow.state).where(DeliveryRow.id == 1)) == "scheduled"


@pytest.mark.parametrize("state", [State.HELD, State.MISSED, State.FAILED])
def test_what_is_too_late_needs_a_new_time_or_is_left_out(world: World, state: State) -> None:
    post_id = a_post(world)
    put(world, post_id, state, PostState.APPROVED)
    world.watch.now += timedelta(days=10)
    manager = world.client(Role.MANAGER)

    page = manager.get("/attention").text
    refused = manager.post("/deliveries/1/retry")
    moved = manager.post(f"/posts/{post_id}/move", data={"day": "2027-01-20", "time": "12:00"})

    assert "/retry" not in page
    assert f'class="button primary" href="/posts/{post_id}/move' in page
    assert refused.status_code == 422
    assert moved.status_code == 303
    manager.post("/deliveries/1/cancel")
    with world.office.sessions() as session:
        assert session.scalar(select(DeliveryRow.state).where(DeliveryRow.id == 1)) == "cancelled"


def test_a_refused_delivery_with_a_new_time_is_tried_then(world: World) -> None:
    post_id = a_post(world)
    put(world, post_id, State.FAILED, PostState.APPROVED)

    world.client(Role.MANAGER).post(
        f"/posts/{post_id}/move", data={"day": "2027-01-20", "time": "12:00"}
    )

    with world.office.sessions() as session:
        found = session.scalars(select(DeliveryRow.state).where(DeliveryRow.post_id == post_id))
        assert set(found) == {State.SCHEDULED}


def test_what_a_stopped_channel_holds_asks_to_connect_it(world: World) -> None:
    post_id = a_post(world)
    put(world, post_id, State.HELD, PostState.APPROVED)
    with world.office.sessions.begin() as session:
        session.execute(
            update(ChannelRow).where(ChannelRow.id == world.channel_ids[0]).values(parked=True)
        )

    page = world.client(Role.MANAGER).get("/attention").text

    assert "Connect the channel again first; then it goes by itself." in page
    assert 'action="/deliveries/1/retry"' not in page
    assert 'action="/deliveries/2/retry"' in page  # the other channel works


def test_campaigns_are_listed_with_how_their_posts_stand(world: World) -> None:
    some_posts(world, 3)
    put(world, 3, State.SCHEDULED, PostState.APPROVED)

    page = world.client(Role.VIEWER).get("/campaigns").text

    assert "Trafficking Prevention Month" in page
    assert "Jan 1, 2027 – Jan 31, 2027" in page
    assert "3 posts · 2 need review · 1 approved" in page
    assert "runs now" in page


def test_many_campaigns_come_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaigns, "MOST", 1)
    manager = world.client(Role.MANAGER)
    manager.post("/campaigns/1/copy")

    first, second = (manager.get(f"/campaigns?page={page}").text for page in (1, 2))

    assert ("Jan 1, 2028" in first, "Jan 1, 2027" in first) == (True, False)
    assert ("Jan 1, 2028" in second, "Jan 1, 2027" in second) == (False, True)
    assert 'href="/campaigns?page=2"' in first
    assert 'href="/campaigns?page=1"' in second


def test_no_link_and_no_form_leads_nowhere(world: World) -> None:
    some_posts(world, 3)
    put(world, 2, State.HELD, PostState.APPROVED)
    manager = world.client(Role.OWNER)
    manager.post("/pauses", data={"reason": "Breaking news"})

    found: dict[str, str] = {}  # one of each kind: numbers and hashes do not matter
    for path in PAGES:
        page = manager.get(path, follow_redirects=True).text
        for address in re.findall(r'(?:href|action)="(/[^"#]*)"', page):
            found.setdefault(re.sub(r"[0-9a-f]{40,}|\d+|\?.*", "N", address), address)
    answers = {path: manager.get(path.replace("&amp;", "&")).status_code for path in found.values()}

    assert len(answers) > 60
    assert {path: code for path, code in answers.items() if code not in {200, 303}} == {}


def test_what_waits_for_its_channel_says_why_and_until_when(world: World) -> None:
    post = a_post(world)
    now, why = world.watch.now, "Mastodon takes 30 uploads in 30 minutes of one account."
    with world.office.sessions.begin() as session:
        waits = DeliveryRow.channel_id == world.channel_ids[0]
        late = {"due_at": now - timedelta(minutes=5), "retry_at": now + timedelta(minutes=20)}
        session.execute(update(DeliveryRow).where(waits).values(**late))
        troubled = update(ChannelRow).where(ChannelRow.id == world.channel_ids[0])
        session.execute(troubled.values(trouble=why))

    page = world.client(Role.MANAGER).get("/deliveries").text

    assert titles(page) == [str(post)] * 2
    assert page.count(why) == 1
    assert "again Wed, Jan 6" in page
