"""A small organization with people of every role and posts with pictures, built from the store.

It needs neither planner nor card engine: pages are tested against what lies in the tables.
"""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache

from fastapi.routing import APIRoute
from PIL import Image
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from content.factsheets.model import Contact, ContactRole, Extraction, Item, Kind
from content.factsheets.serial import to_json
from scheduler.actions import logins as login_actions
from scheduler.actions.office import Member, Office
from scheduler.actions.organizing import create_organization
from scheduler.connectors.base import Connector
from scheduler.domain.campaign import Rules
from scheduler.domain.digest import post_digest
from scheduler.domain.planning_slots import window
from scheduler.domain.post import PostEvent
from scheduler.domain.roles import Role
from scheduler.domain.wall_time import instant, local_text
from scheduler.store import campaigns, channels, contents, logins, people, posts, sheets
from scheduler.store.campaigns import Campaign
from scheduler.store.channels import Channel
from scheduler.store.database import Database
from scheduler.store.media import MediaStore
from scheduler.store.posts import NewAsset, NewDelivery, NewPost, SourceSentence
from scheduler.store.sheets import FactSheet, StoredBrand
from scheduler.store.vault import Vault
from scheduler.web.application import ROUTES
from scheduler.web.visit import Site
from tests.scheduler.web.lent import Lent

JANUARY_6 = datetime(2027, 1, 6, 15, 0, tzinfo=UTC)  # ten in the morning in New York
ZONE = "America/New_York"
PASSWORD = "correct horse battery"
COOKIE = "awareness_login"
SENTENCES = (
    (Kind.FACT, "Anyone can be affected by human trafficking."),
    (Kind.WARNING_SIGN, "They appear fearful or have a sudden change in demeanor."),
    (Kind.ACTION, "Learning the signs of human trafficking."),
    (Kind.RESOURCE, "Call the National Human Trafficking Hotline at 1-888-373-7888."),
)
HOTLINE = Contact(
    key="hotline",
    name="National Human Trafficking Hotline",
    role=ContactRole.HOTLINE,
    phone="+18883737888",
    phone_printed="1-888-373-7888",
    lines=(40, 40),
)
BRAND = """\
name = "Riverbend Prevention Network"

[palette]
dark = "#0A1733"
light = "#FDF6E9"
accent = "#FFB62E"
primary = "#2257E7"
"""


@dataclass(slots=True)
class Watch:
    """A clock that tests move by hand."""

    now: datetime = JANUARY_6

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    office: Office
    watch: Watch
    organization_id: int
    campaign_id: int
    sheet_id: int
    brand_id: int
    channel_ids: tuple[int, ...]
    members: Mapping[Role, Member]
    posts: list[int] = field(default_factory=list)

    def app(self, sandbox_url: str | None = None) -> Lent:
        return Lent(Site(office=self.office, sandbox_url=sandbox_url, public_base_url=""))

    def client(self, role: Role | None = Role.REVIEWER, **app: str) -> TestClient:
        """Return a browser-like client: logged in as ``role``, or as nobody."""
        client = TestClient(
            self.app(**app),
            headers={"sec-fetch-site": "same-origin"},
            follow_redirects=False,
            raise_server_exceptions=False,
        )
        if role is not None:
            client.cookies.set(COOKIE, self.token(role))
        return client

    def token(self, role: Role) -> str:
        """Log somebody in without spending time on a password."""
        token, member = secrets.token_urlsafe(16), self.members[role]
        with self.office.sessions.begin() as session:
            logins.open_login(
                session,
                token_sha256=hashlib.sha256(token.encode()).hexdigest(),
                person_id=member.person_id,
                organization_id=self.organization_id,
                at=self.watch.now,
                until=self.watch.now + timedelta(days=1),
            )
        return token

    def digest(self, post_id: int) -> str:
        with self.office.sessions() as session:
            return post_digest(c.digest() for c in contents.of_post(session, post_id))

    def state(self, post_id: int) -> str:
        with self.office.sessions() as session:
            found = posts.post(session, self.organization_id, post_id)
        assert found is not None
        return found.state.value


@cache
def vault() -> Vault:
    return Vault("a key for tests")


@cache
def password_hash() -> str:
    return login_actions.hash_password(PASSWORD)


def no_network(platform: str, _values: Mapping[str, str]) -> Connector:
    raise AssertionError(f"a page tried to reach {platform}")


def a_world(
    database: Database, media: MediaStore, *, name: str = "Riverbend Prevention Network"
) -> World:
    """Return an organization with one member of each role, two channels and a campaign."""
    watch = Watch()
    office = Office(
        sessions=database.sessions,
        media=media,
        vault=vault(),
        now=watch,
        open_connector=no_network,
    )
    organization = create_organization(office, name, ZONE)
    organization_id, slug = organization.id, organization.slug
    with office.sessions.begin() as session:
        members = {role: _member(session, organization_id, role, slug) for role in Role}
        channel_ids = tuple(
            channels.add(session, _channel(organization_id, platform, title), at=watch())
            for platform, title in (("mastodon", "Mastodon"), ("handoff", "Noticeboard"))
        )
        sheet_id = _sheet(session, organization_id)
        brand_id = sheets.add_brand(
            session,
            StoredBrand(
                id=0, organization_id=organization_id, name=name, definition=BRAND, files={}
            ),
            at=watch(),
        )
        campaign_id = _campaign(session, organization_id, sheet_id, brand_id, channel_ids)
    return World(
        office=office,
        watch=watch,
        organization_id=organization_id,
        campaign_id=campaign_id,
        sheet_id=sheet_id,
        brand_id=brand_id,
        channel_ids=channel_ids,
        members=members,
    )


def a_post(
    world: World,
    *,
    number: int = 0,
    local: datetime | None = None,
    in_review: bool = True,
    pictures: int = 1,
    author: Role = Role.CONTRIBUTOR,
) -> int:
    """Store a post about one of the sheet's sentences, for both channels, and return its id."""
    kind, sentence = SENTENCES[number % len(SENTENCES)]
    when = local or datetime(2027, 1, 11, 9, 30) + timedelta(days=number)
    due = instant(when, ZONE)
    opens, closes = window(when.date(), ZONE, Rules().late_hours)
    new = NewPost(
        organization_id=world.organization_id,
        campaign_id=world.campaign_id,
        plan_key=f"item-{number}",
        kind=kind,
        title=sentence,
        language="en",
        link="",
        reason="the only fact left",
        author_id=world.members[author].person_id,
        sources=[
            SourceSentence(item_key=f"item-{number}", text=sentence, first_line=12, last_line=12)
        ],
        assets=[_asset(world, number, sentence, place) for place in range(pictures)],
        captions=[(platform, _caption(sentence, platform)) for platform in PLATFORMS],
        deliveries=[
            NewDelivery(
                channel_id=channel_id,
                key=secrets.token_hex(16),
                due_at=due,
                local_time=local_text(when),
                zone=ZONE,
                window_opens=opens,
                window_closes=closes,
                format="portrait",
            )
            for channel_id in world.channel_ids
        ],
    )
    with world.office.sessions.begin() as session:
        post_id = posts.add(session, new, at=world.watch.now)
        if in_review:
            session.flush()  # the digest is read back from the rows
            post = posts.post(session, world.organization_id, post_id)
            assert post is not None
            digest = post_digest(c.digest() for c in contents.of_post(session, post_id))
            posts.record(
                session,
                post,
                PostEvent.SUBMIT,
                at=world.watch.now,
                person_id=new.author_id,
                digest=digest,
            )
    world.posts.append(post_id)
    return post_id


def every_route() -> list[APIRoute]:
    """Return every page and form there is."""
    return [
        route for module in ROUTES for route in module.router.routes if isinstance(route, APIRoute)
    ]


def some_posts(world: World, count: int = 4) -> Sequence[int]:
    return [a_post(world, number=number) for number in range(count)]


PLATFORMS = ("mastodon", "handoff")


@cache
def a_picture(shade: int = 0, size: tuple[int, int] = (540, 675)) -> bytes:
    """Return a PNG: a plain ground with a bar, different for each shade."""
    picture = Image.new("RGB", size, (16 + 23 * (shade % 8), 46, 90))
    picture.paste((255, 182, 46), (40, 40, 40 + 20 * (shade % 16 + 1), 56))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _asset(world: World, number: int, sentence: str, position: int) -> NewAsset:
    words = f"{sentence} {HOTLINE.phone_printed}"
    return NewAsset(
        format="portrait",
        position=position,
        sha256=world.office.media.put(a_picture(number * 3 + position)),
        mime_type="image/png",
        width=540,
        height=675,
        alt_text=f"Card that reads: {words}",
        words=words,
        template="plain",
    )


def _caption(sentence: str, platform: str) -> str:
    ask = "" if platform == "handoff" else "\n\n#EndTrafficking"
    return (
        f"Did you know? {sentence}\n\n"
        f"If something feels wrong, call {HOTLINE.phone_printed}, any time, in confidence."
        f"{ask}"
    )


def _member(session: Session, organization_id: int, role: Role, slug: str) -> Member:
    email, name = f"{role}@{slug}.example", f"{role.value.title()} Adams"
    person_id = people.put_person(
        session, email=email, name=name, password_hash=password_hash(), at=JANUARY_6
    )
    people.put_member(session, organization_id=organization_id, person_id=person_id, role=role)
    return Member(
        person_id=person_id, organization_id=organization_id, role=role, name=name, email=email
    )


def _channel(organization_id: int, platform: str, name: str) -> Channel:
    settings = {"server": "https://social.example"} if platform == "mastodon" else {}
    return Channel(
        id=0,
        organization_id=organization_id,
        platform=platform,
        name=name,
        settings=settings,
        locked_secrets=vault().lock({"token": "a secret token"} if settings else {}),
        account_name="@riverbend",
        account_url="https://social.example/@riverbend",
        limits={},
    )


def _sheet(session: Session, organization_id: int) -> int:
    extraction = Extraction(
        title="Human trafficking",
        language="en",
        publisher="Center for Prevention",
        items=tuple(
            Item(key=f"item-{number}", kind=kind, text=text, lines=(12 + number, 12 + number))
            for number, (kind, text) in enumerate(SENTENCES)
        ),
        contacts=(HOTLINE,),
    )
    stored = sheets.add_sheet(
        session,
        FactSheet(
            id=0,
            organization_id=organization_id,
            name="sheet.md",
            title="Human trafficking",
            language="en",
            topic="human_trafficking",
            version=1,
            sha256="0" * 64,
            extraction=to_json(extraction),
            imported_at=JANUARY_6,
        ),
        source=b"# Human trafficking\n",
        replaces_id=None,
    )
    return stored.id


def _campaign(
    session: Session,
    organization_id: int,
    sheet_id: int,
    brand_id: int,
    channel_ids: Sequence[int],
) -> int:
    campaign = Campaign(
        id=0,
        organization_id=organization_id,
        fact_sheet_id=sheet_id,
        brand_kit_id=brand_id,
        name="Trafficking Prevention Month",
        first_day=date(2027, 1, 1),
        last_day=date(2027, 1, 31),
        zone=ZONE,
        template="",
        rules=Rules().to_json(),
        hashtags=("EndTrafficking",),
        link="",
    )
    return campaigns.add(session, campaign, channel_ids=channel_ids, at=JANUARY_6)
