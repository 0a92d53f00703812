"""A place to publish from: an organization with channels and approved posts, made by the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from content.factsheets.model import Extraction
from content.factsheets.serial import to_json
from scheduler.actions.office import Member, Office
from scheduler.actions.organizing import create_organization
from scheduler.connectors.base import Connector
from scheduler.connectors.http import Keep, keep_nothing
from scheduler.connectors.registry import connector_class, open_connector, platforms
from scheduler.domain.delivery import Delivery
from scheduler.domain.post import PostEvent
from scheduler.domain.roles import Role
from scheduler.store import campaigns, channels, contents, deliveries, people, posts, sheets
from scheduler.store.campaigns import Campaign
from scheduler.store.channels import Channel
from scheduler.store.media import MediaStore
from scheduler.store.posts import NewAsset, NewDelivery, NewPost
from scheduler.store.reviews import bind_approval, unbind_approvals
from scheduler.store.sheets import FactSheet, StoredBrand
from scheduler.store.tables import AttemptRow, DeliveryEventRow
from scheduler.store.vault import Vault

JANUARY_11 = datetime(2027, 1, 11, 14, 30, tzinfo=UTC)
PICTURE = b"\x89PNG a picture of a card"


@dataclass(slots=True)
class Watch:
    """A clock that tests move by hand."""

    now: datetime = JANUARY_11

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(slots=True)
class Place:
    office: Office
    watch: Watch
    organization_id: int
    campaign_id: int
    member: Member
    channels: list[int] = field(default_factory=list)
    made: int = 0
    picture: Callable[[int], bytes] = lambda number: PICTURE + bytes([number])
    mime_type: str = "image/png"

    def a_channel(
        self,
        platform: str = "mastodon",
        values: Mapping[str, str] | None = None,
        *,
        server: str = "",
        account: str = "",
    ) -> int:
        """Connect an account; on a feed each one has its own name."""
        number = len(self.channels) + 1
        if values is None:
            values = _fields(platform, server, account or f"account{number}")
        secret = {field.name for field in connector_class(platform).fields if field.secret}
        channel = Channel(
            id=0,
            organization_id=self.organization_id,
            platform=platform,
            name=f"{platform} {number}",
            settings={name: value for name, value in values.items() if name not in secret},
            locked_secrets=self.office.vault.lock(
                {name: value for name, value in values.items() if name in secret}
            ),
            limits={},
        )
        with self.office.sessions.begin() as session:
            channel_id = channels.add(session, channel, at=self.watch())
        self.channels.append(channel_id)
        return channel_id

    def a_delivery(
        self,
        channel_id: int,
        *,
        due: datetime | None = None,
        text: str = "",
        approved: bool = True,
        pictures: int = 1,
        window: timedelta = timedelta(hours=12),
    ) -> int:
        """Store a post for one channel, approved as it stands, and return its delivery's id."""
        self.made += 1
        due = due or self.watch()
        with self.office.sessions.begin() as session:
            post_id = posts.add(
                session, self._post(channel_id, due, text, pictures, window), at=due
            )
            delivery = deliveries.of_post(session, post_id)[0]
            if approved:
                self.approve_in(session, post_id)
        return delivery.id

    def _post(
        self, channel_id: int, due: datetime, text: str, pictures: int, window: timedelta
    ) -> NewPost:
        sha256 = [self.office.media.put(self.picture(n)) for n in range(pictures)]
        key = hashlib.sha256(f"{self.organization_id} {self.made}".encode()).hexdigest()[:32]
        return NewPost(
            organization_id=self.organization_id,
            campaign_id=self.campaign_id,
            plan_key=f"item {self.made}",
            kind="fact",
            title=f"Post {self.made}",
            language="en",
            link="",
            reason="",
            author_id=self.member.person_id,
            sources=(),
            assets=[
                NewAsset(
                    format="portrait",
                    position=position,
                    sha256=name,
                    mime_type=self.mime_type,
                    width=1080,
                    height=1350,
                    alt_text="A card that says what the post says.",
                    words="",
                    template="statement",
                )
                for position, name in enumerate(sha256)
            ],
            captions=[(name, text or f"Post number {self.made}.") for name in platforms()],
            deliveries=[
                NewDelivery(
                    channel_id=channel_id,
                    key=key,
                    due_at=due,
                    local_time=f"{due:%Y-%m-%dT%H:%M}",
                    zone="UTC",
                    window_opens=due - window,
                    window_closes=due + window,
                    format="portrait",
                )
            ],
        )

    def approve_in(self, session: Session, post_id: int) -> None:
        """Say yes to the post as it stands, without asking anybody."""
        for event in (PostEvent.SUBMIT, PostEvent.APPROVE):
            post = posts.post(session, self.organization_id, post_id)
            assert post is not None
            posts.record(session, post, event, at=self.watch(), person_id=None)
        for content in contents.of_post(session, post_id):
            bind_approval(session, content.delivery.id, content.digest())

    def submit(self, post_id: int) -> None:
        with self.office.sessions.begin() as session:
            post = posts.post(session, self.organization_id, post_id)
            assert post is not None
            posts.record(session, post, PostEvent.SUBMIT, at=self.watch(), person_id=None)

    def edit(self, post_id: int) -> None:
        """Do what every change of content does to an approved post."""
        with self.office.sessions.begin() as session:
            post = posts.post(session, self.organization_id, post_id)
            assert post is not None
            posts.record(session, post, PostEvent.EDIT, at=self.watch(), person_id=None)
            unbind_approvals(session, post_id)

    def delivery(self, delivery_id: int) -> Delivery:
        with self.office.sessions() as session:
            return deliveries.delivery(session, delivery_id)

    def note(self, delivery_id: int) -> str:
        """Return why the delivery stands where it stands."""
        with self.office.sessions() as session:
            rows = session.query(DeliveryEventRow).filter_by(delivery_id=delivery_id)
            return rows.order_by(DeliveryEventRow.id.desc()).limit(1).one().note

    def history(self, delivery_id: int) -> list[str]:
        with self.office.sessions() as session:
            rows = session.query(DeliveryEventRow).filter_by(delivery_id=delivery_id)
            return [str(row.event) for row in rows.order_by(DeliveryEventRow.id)]

    def attempts(self, delivery_id: int) -> list[AttemptRow]:
        with self.office.sessions() as session:
            rows = session.query(AttemptRow).filter_by(delivery_id=delivery_id)
            return rows.order_by(AttemptRow.number).all()

    def set_rules(self, **rules: Any) -> None:
        from sqlalchemy import update  # noqa: PLC0415

        from scheduler.store.tables import CampaignRow  # noqa: PLC0415

        with self.office.sessions.begin() as session:
            session.execute(update(CampaignRow).values(rules=rules))


def a_place(
    sessions: sessionmaker[Session], folder: Path, *, now: Callable[[], datetime] | None = None
) -> Place:
    """Return an organization with a campaign and nothing in it yet."""
    watch = Watch()
    office = an_office(sessions, folder, now or watch)
    organization = create_organization(office, "Riverbend Prevention Network", "UTC")
    with office.sessions.begin() as session:
        person_id = people.put_person(
            session,
            email="maya@riverbend.example",
            name="Maya Manager",
            password_hash=None,
            at=watch(),
        )
        people.put_member(
            session, organization_id=organization.id, person_id=person_id, role=Role.MANAGER
        )
        campaign_id = _campaign(session, organization.id)
    member = Member(
        person_id=person_id,
        organization_id=organization.id,
        role=Role.MANAGER,
        name="Maya Manager",
        email="maya@riverbend.example",
    )
    return Place(
        office=office,
        watch=watch,
        organization_id=organization.id,
        campaign_id=campaign_id,
        member=member,
    )


def an_office(sessions: sessionmaker[Session], folder: Path, now: Callable[[], datetime]) -> Office:
    def connect(platform: str, values: Mapping[str, str], keep: Keep = keep_nothing) -> Connector:
        return open_connector(platform, values, allow_private=True, keep=keep)

    return Office(
        sessions=sessions,
        media=MediaStore(folder / "media"),
        vault=Vault("a key for tests"),
        now=now,
        open_connector=connect,
    )


def _campaign(session: Session, organization_id: int) -> int:
    sheet = sheets.add_sheet(
        session,
        FactSheet(
            id=0,
            organization_id=organization_id,
            name="sheet.md",
            title="A sheet",
            language="en",
            topic="human_trafficking",
            version=1,
            sha256="0" * 64,
            extraction=to_json(
                Extraction(title="A sheet", language="en", items=(), contacts=(), warnings=())
            ),
            imported_at=JANUARY_11,
        ),
        source=b"",
        replaces_id=None,
    )
    brand_id = sheets.add_brand(
        session,
        StoredBrand(id=0, organization_id=organization_id, name="b", definition="", files={}),
        at=JANUARY_11,
    )
    campaign = Campaign(
        id=0,
        organization_id=organization_id,
        fact_sheet_id=sheet.id,
        brand_kit_id=brand_id,
        name="January",
        first_day=date(2027, 1, 1),
        last_day=date(2027, 1, 31),
        zone="UTC",
        template="statement",
        rules={},
        hashtags=(),
        link="",
    )
    return campaigns.add(session, campaign, channel_ids=(), at=JANUARY_11)


def _fields(platform: str, server: str, account: str) -> dict[str, str]:
    match platform:
        case "mastodon":
            return {"server": server, "token": account}
        case "bluesky":
            return {"server": server, "handle": account, "password": "secret"}
        case _:
            return {"where": "our noticeboard"}
