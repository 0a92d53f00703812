"""Whoever changes whatever in whichever way: nothing leaves that was not approved as it leaves.

Each combination of role, state and way is tried on a post of its own; then the publisher runs
over all of them with connectors that only write down what they are given. What they were given
is held against a ledger that the test itself kept of what was shown when people said yes.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from click.testing import CliRunner
from sqlalchemy import update
from starlette.testclient import TestClient

from content.cards.model import Format
from scheduler.actions import (
    campaigning,
    deciding,
    editing,
    governing,
    importing_posts,
    linking,
    moving,
    planning,
    redrawing,
    reviewing,
)
from scheduler.actions.campaigning import Changes
from scheduler.actions.office import ActionError, Member
from scheduler.cli import awareness
from scheduler.connectors.base import Account, Capabilities, Field, Json, Outgoing, Receipt
from scheduler.connectors.registry import connector_class
from scheduler.domain.policy import Policy, PolicyScope
from scheduler.domain.post import PostEvent
from scheduler.domain.roles import Role
from scheduler.publisher.rounds import send_due
from scheduler.store import contents, policies, posts
from scheduler.store.database import open_database
from scheduler.store.media import MediaStore
from scheduler.store.policies import ScopedPolicy
from scheduler.store.tables import CampaignRow
from tests.scheduler.web.world import World, a_picture, a_post, a_world

DAY = datetime(2027, 1, 12, 9, 30)
Shown = tuple[str, tuple[tuple[str, str], ...], str]  # caption, pictures with alt texts, language

POLICIES: Mapping[str, Policy] = {
    "nobody": Policy(approvals=0),
    "anybody": Policy(approvals=1),
    "two": Policy(approvals=2),
    "four eyes": Policy(approvals=1, four_eyes=True),
}
STATES = ("draft", "in_review", "approved")
ACTORS = (*(role.value for role in Role), "guest")
FEWER_ACTORS = ("manager", "guest")  # the others' permissions are among theirs


@dataclass
class Recorder:
    """Stands for the platforms: accepts everything and writes it down."""

    sent: dict[str, Shown] = field(default_factory=dict)

    def open(self, platform: str, _values: Mapping[str, str], **_: Any) -> _Recording:
        return _Recording(self, platform)


class _Recording:
    platform: ClassVar[str] = "mastodon"
    title: ClassVar[str] = "Recorder"
    fields: ClassVar[tuple[Field, ...]] = ()
    capabilities: ClassVar[Capabilities] = connector_class("mastodon").capabilities

    def __init__(self, recorder: Recorder, platform: str) -> None:
        self._recorder = recorder
        self._platform = platform

    def verify(self) -> Account:
        return Account(remote_id="1", name="@riverbend", url="")

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        pictures = [
            [hashlib.sha256(one.data).hexdigest(), one.alt_text] for one in outgoing.pictures
        ]
        return {"text": outgoing.text, "pictures": pictures, "language": outgoing.language}

    def publish(self, request: Json, key: str) -> Receipt:
        pictures = tuple((sha256, alt_text) for sha256, alt_text in request["pictures"])
        self._recorder.sent[key] = (request["text"], pictures, request["language"])
        return Receipt(remote_id=key, url=f"https://social.example/{key}")

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        return None

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        return {}

    def delete(self, receipt: Receipt) -> None:
        raise AssertionError("nothing is deleted here")

    def credentials(self) -> Mapping[str, str]:
        return {}


@dataclass
class Try:
    """One combination, on a post of its own."""

    world: World
    folder: Path
    actor: Member
    post_id: int
    clients: dict[Role, TestClient]


def _caption(one: Try) -> None:
    editing.edit_caption(one.world.office, one.actor, one.post_id, "mastodon", "Nobody saw this.")


def _caption_by_page(one: Try) -> None:
    role = one.actor.role
    if role not in one.clients:  # an app takes a while to put together
        one.clients[role] = one.world.client(role)
    one.clients[role].post(
        f"/posts/{one.post_id}/captions/mastodon", data={"text": "Nobody saw this page."}
    )


def _caption_by_command(one: Try) -> None:
    words = f"post edit {one.post_id} --platform mastodon --as {one.actor.email}"
    CliRunner().invoke(
        awareness,
        [*words.split(), "--data", str(one.folder)],
        input="Nobody saw this command.",
    )


def _alt_text(one: Try) -> None:
    editing.edit_alt_text(one.world.office, one.actor, one.post_id, Format.PORTRAIT, "Unseen.")


def _move_within(one: Try) -> None:
    moving.move(one.world.office, one.actor, one.post_id, DAY + timedelta(hours=1))


def _move_away(one: Try) -> None:
    moving.move(one.world.office, one.actor, one.post_id, DAY + timedelta(days=1))


def _redraw(one: Try) -> None:
    redrawing.redraw_post(one.world.office, one.actor, one.post_id, template="beacon")


def _approve_the_old(one: Try) -> None:
    """Say yes to something the post is no longer."""
    reviewing.approve(one.world.office, one.actor, one.post_id, "0" * 64)


def _approve_many_blind(one: Try) -> None:
    deciding.approve_many(one.world.office, one.actor, {one.post_id: "f" * 64})


def _from_a_table(one: Try) -> None:
    (one.folder / "t.png").write_bytes(a_picture(3))
    table = (
        "date,time,platform,caption,images,alt_texts\n"
        f"2027-01-12,09:30,mastodon,Table {one.post_id} {one.actor.role}.,t.png,Unseen.\n"
    )
    importing_posts.import_posts(
        one.world.office, one.actor, one.world.campaign_id, table.encode(), one.folder
    )


def _edit_and_submit(one: Try) -> None:
    _caption(one)
    reviewing.submit(one.world.office, one.actor, one.post_id)


def _nothing(_: Try) -> None:
    """What was approved and left alone goes out."""


WAYS: Mapping[str, Callable[[Try], None]] = {
    "nothing": _nothing,
    "caption": _caption,
    "caption, page": _caption_by_page,
    "caption, command": _caption_by_command,
    "alt text": _alt_text,
    "move within the day": _move_within,
    "move to another day": _move_away,
    "draw again": _redraw,
    "approve an old digest": _approve_the_old,
    "approve many unseen": _approve_many_blind,
    "posts from a table": _from_a_table,
    "edit and submit": _edit_and_submit,
}


def _template(world: World) -> None:
    campaigning.change_campaign(
        world.office,
        world.members[Role.MANAGER],
        world.campaign_id,
        Changes(template="placard"),
    )


def _stricter(world: World) -> None:
    governing.set_policy(
        world.office,
        world.members[Role.OWNER],
        PolicyScope.ORGANIZATION,
        "",
        Policy(approvals=5),
    )


def _plan_again(world: World) -> None:
    planning.plan_campaign(world.office, world.members[Role.MANAGER], world.campaign_id)


def _redraw_all(world: World) -> None:
    with world.office.sessions.begin() as session:  # the world's posts were drawn by no template
        session.execute(update(CampaignRow).values(template="beacon"))
    redrawing.redraw_campaign(world.office, world.members[Role.MANAGER], world.campaign_id)


WAYS_TO_CHANGE_ALL: Mapping[str, Callable[[World], None]] = {
    "another template": _template,
    "a stricter policy": _stricter,
    "planned again": _plan_again,
    "all drawn again": _redraw_all,
}


@dataclass
class Bed:
    world: World
    folder: Path
    recorder: Recorder
    ledger: dict[str, Shown] = field(default_factory=dict)

    def a_post_in(self, state: str, policy: Policy) -> int:
        """Make a post and bring it to a state as people would; note what they said yes to."""
        world = self.world
        post_id = a_post(world, number=len(world.posts), local=DAY, in_review=False)
        if state == "draft":
            return post_id
        with world.office.sessions.begin() as session:
            post = posts.post(session, world.organization_id, post_id)
            assert post is not None
            digest = world.digest(post_id)
            after = posts.record(
                session,
                post,
                PostEvent.SUBMIT,
                at=world.watch(),
                person_id=None,
                digest=digest,
            )
            if not policy.approvals:
                waiting = replace(post, state=after)
                reviewing.settle_in(
                    session, waiting, policy, digest, at=world.watch(), person_id=None
                )
        if state == "in_review" and policy.approvals:
            return post_id
        for role in (Role.REVIEWER, Role.MANAGER)[: policy.approvals]:
            reviewing.approve(world.office, world.members[role], post_id, world.digest(post_id))
        self._note(post_id)
        return post_id

    def _note(self, post_id: int) -> None:
        with self.world.office.sessions() as session:
            for content in contents.of_post(session, post_id):
                self.ledger[content.delivery.key] = (
                    content.caption,
                    tuple((one.sha256, one.alt_text) for one in content.pictures),
                    content.language,
                )

    def publish_everything(self) -> None:
        for days in range(3):
            self.world.watch.now = DAY.replace(tzinfo=self.world.watch.now.tzinfo) + timedelta(
                days=days, hours=5
            )
            send_due(self.world.office, "test")

    def bypasses(self) -> list[str]:
        return [key for key, shown in self.recorder.sent.items() if self.ledger.get(key) != shown]


@pytest.fixture
def bed(sqlite_url: str, tmp_path: Path) -> Iterator[Bed]:
    database = open_database(sqlite_url)
    recorder = Recorder()
    world = a_world(database, MediaStore(tmp_path / "media"))
    world = replace(world, office=replace(world.office, open_connector=recorder.open))
    yield Bed(world, tmp_path, recorder)
    database.close()


def actor_of(world: World, name: str, post_id: int) -> Member:
    if name != "guest":
        return world.members[Role(name)]
    link = linking.make_link(
        world.office,
        world.members[Role.OWNER],
        name="Grace",
        email="grace@partner.example",
        post_ids=[post_id],
    )
    guest = linking.guest_for(world.office, linking.open_link(world.office, link.token))
    assert guest is not None
    return guest.member


def govern(world: World, policy: Policy) -> None:
    with world.office.sessions.begin() as session:
        policies.put(
            session,
            world.organization_id,
            ScopedPolicy(scope=PolicyScope.ORGANIZATION, target="", policy=policy),
        )


@pytest.mark.parametrize("name", POLICIES)
def test_no_role_in_no_state_by_no_way_gets_unapproved_words_out(
    bed: Bed, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = POLICIES[name]
    govern(bed.world, policy)
    clients: dict[Role, TestClient] = {}
    tried = refused = 0
    for state in STATES:
        for actor in ACTORS if name == "anybody" else FEWER_ACTORS:
            for title, way in WAYS.items():
                if title == "edit and submit" and not policy.approvals:
                    continue  # where nobody is asked, submitting what passes the checks publishes
                post_id = bed.a_post_in(state, policy)
                who = actor_of(bed.world, actor, post_id)
                one = Try(bed.world, bed.folder, who, post_id, clients)
                tried += 1
                try:
                    way(one)
                except ActionError:
                    refused += 1

    bed.publish_everything()

    with capsys.disabled():
        sys.stdout.write(
            f"\npolicy {name:<10} tried {tried:>4}  refused {refused:>4}  "
            f"sent {len(bed.recorder.sent):>4}  bypasses {len(bed.bypasses())}\n"
        )
    assert bed.bypasses() == []
    assert len(bed.recorder.sent) > len(ACTORS)  # what was approved and left alone did go out


@pytest.mark.parametrize("change", WAYS_TO_CHANGE_ALL)
def test_no_change_to_everything_gets_unapproved_pictures_out(bed: Bed, change: str) -> None:
    policy = Policy(approvals=1)
    govern(bed.world, policy)
    for state in reversed(STATES):  # the approved ones are made from cards the sheet has
        for _ in range(3):
            bed.a_post_in(state, policy)

    WAYS_TO_CHANGE_ALL[change](bed.world)
    bed.publish_everything()

    assert bed.bypasses() == []
    if change == "planned again":
        assert len(bed.recorder.sent) == 6  # planning leaves what was approved as it is
    else:
        assert bed.recorder.sent == {}
