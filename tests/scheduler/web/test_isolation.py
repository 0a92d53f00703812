"""No organization sees or touches another's data: every route is walked with its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from scheduler.actions import programming
from scheduler.domain.roles import Role
from scheduler.domain.scopes import Scope
from scheduler.store.database import open_database
from scheduler.store.media import MediaStore
from scheduler.store.tables import Table
from tests.scheduler.web.world import World, a_post, a_world, every_route

# Open to everybody, or shut by a secret of their own; nothing of an organization in the address.
NOT_BY_NUMBER = re.compile(
    r"^/(static|r/|join/|length/|library/templates/\{name\}|media/\{sha256\}|m/|shared|"
    r"channels/new/|connect/|api/|partner/|packs/builds/)"
)
FORMS: Mapping[str, dict[str, str]] = {
    "/review/{post_id}/approve": {"digest": "0" * 64},
    "/review/{post_id}/send-back": {"digest": "0" * 64, "comment": "no"},
    "/posts/{post_id}/comments": {"text": "hello"},
    "/posts/{post_id}/move": {"day": "2027-01-20", "time": "12:00"},
    "/posts/{post_id}/captions/{platform}": {"text": "Taken over."},
    "/deliveries/{delivery_id}/settle": {"answer": "not_out"},
    "/campaigns/{campaign_id}/edit": {
        "name": "Taken over",
        "first_day": "2027-01-01",
        "last_day": "2027-01-31",
        "zone": "UTC",
        "times": "09:30",
        "weekdays": "mon",
        "posts_per_week": "1",
    },
    "/campaigns/{campaign_id}/sheets": {"sheet": "1"},
    "/campaigns/{campaign_id}/several": {"do": "take_out", "post": "1"},
    "/channels/{channel_id}/reconnect": {"token": "mine now"},
}


@pytest.fixture
def two(sqlite_url: str, tmp_path: object) -> Iterator[tuple[World, World]]:
    database = open_database(sqlite_url)
    media = MediaStore(tmp_path / "media")  # type: ignore[operator]  # pytest gives a Path
    yield a_world(database, media), a_world(database, media, name="The Others")
    database.close()


def everything(sessions: sessionmaker[Session]) -> dict[str, list[object]]:
    with sessions() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table))]
            for table in Table.metadata.sorted_tables
            if table.name not in {"logins", "audit_entries"}
        }


def test_no_route_shows_or_changes_what_belongs_to_others(two: tuple[World, World]) -> None:
    ours, theirs = two
    post_id = a_post(theirs)
    numbers = {
        "post_id": post_id,
        "campaign_id": theirs.campaign_id,
        "channel_id": theirs.channel_ids[0],
        "sheet_id": theirs.sheet_id,
        "brand_id": theirs.brand_id,
        "delivery_id": 1,
        "pause_id": 1,
        "invitation_id": 1,
        "link_id": 1,
        "token_id": 1,
        "person_id": theirs.members[Role.VIEWER].person_id,
        "platform": "mastodon",
        "language": "es",
    }
    theirs.client(Role.OWNER).post("/pauses", data={"reason": "Their own business"})
    theirs.client(Role.OWNER).post(
        "/people/invitations", data={"email": "new@others.example", "role": "viewer"}
    )
    programming.make_token(
        theirs.office, theirs.members[Role.OWNER], "Theirs", [Scope.READ], timedelta(days=1)
    )
    stranger = ours.client(Role.OWNER)
    before = everything(ours.office.sessions)

    walked = 0
    for route in every_route():
        if "{" not in route.path:
            continue
        if NOT_BY_NUMBER.match(route.path):
            continue
        address = re.sub(r"\{(\w+)\}", lambda found: str(numbers[found[1]]), route.path)
        for method in sorted(route.methods or ()):
            answer = stranger.request(method, address, data=FORMS.get(route.path, {}))
            assert answer.status_code == 404, (method, address, answer.status_code, answer.text)
            walked += 1

    assert walked >= 20
    assert everything(ours.office.sessions) == before


def test_people_of_others_cannot_be_changed_by_their_number(two: tuple[World, World]) -> None:
    ours, theirs = two
    owner = ours.client(Role.OWNER)
    person_id = theirs.members[Role.VIEWER].person_id

    assert owner.post("/people/remove", data={"person_id": person_id}).status_code == 404
    changed = owner.post("/people/role", data={"person_id": person_id, "role": "owner"})
    assert changed.status_code == 404


@pytest.mark.parametrize("what", ["campaign", "channel", "brand", "sheet"])
def test_a_campaign_cannot_be_made_of_what_belongs_to_others(
    two: tuple[World, World], what: str
) -> None:
    ours, theirs = two
    own = {
        "sheet": ours.sheet_id,
        "brand": ours.brand_id,
        "channels": [str(ours.channel_ids[0])],
    }
    foreign = {
        "sheet": theirs.sheet_id,
        "brand": theirs.brand_id,
        "channels": [str(theirs.channel_ids[0])],
    }
    taken = {"campaign": {}, "channel": {"channels": foreign["channels"]}}.get(
        what, {what: foreign.get(what)}
    )
    form = {
        "name": "Ours",
        "first_day": "2027-02-01",
        "last_day": "2027-02-28",
        "zone": "UTC",
        "weekdays": ["mon"],
        "times": "09:30",
        "posts_per_week": "1",
        **own,
        **taken,
    }

    answer = ours.client(Role.OWNER).post("/campaigns", data=form)

    assert (answer.status_code == 303) is (what == "campaign")


def test_pages_of_one_organization_name_nothing_of_the_other(two: tuple[World, World]) -> None:
    ours, theirs = two
    a_post(theirs)
    client = ours.client(Role.OWNER)

    for path in ("/review", "/people", "/library", "/channels", "/library/pictures", "/batch"):
        page = client.get(path).text
        assert "The Others" not in page, path
        assert "the-others" not in page, path
