"""Who and what the demo is made of: organization, people, channels, campaign."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from content.brand_file import sample_brand_path
from content.factsheets.model import ContactRole
from content.factsheets.serial import from_json
from scheduler.actions import campaigning, connecting, importing, organizing
from scheduler.actions.campaigning import NewCampaign
from scheduler.actions.office import Member, Office
from scheduler.domain.campaign import Rules
from scheduler.domain.policy import Policy
from scheduler.domain.roles import Role
from scheduler.sandbox.server import RunningSandbox
from scheduler.store import campaigns, channels, people, sheets
from scheduler.store.campaigns import Campaign
from scheduler.store.people import Organization
from scheduler.store.sheets import FactSheet

ORGANIZATION = "Riverbend Prevention Network"
ZONE = "America/New_York"
PACE = {"posts_per_week": 12, "times": ["09:30", "12:00", "15:00"]}  # every card has a place


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    organization: Organization
    manager: Member
    contributor: Member
    volunteers: tuple[Member, ...]
    password: str


def hire(office: Office, folder: Path) -> Cast:
    """Set up the organization and its people, or find those of an earlier run."""
    password = _password(folder)
    with office.sessions() as session:
        organization = people.organization_by_slug(session, "riverbend-prevention-network")
    if organization is None:
        organization = organizing.create_organization(
            office, ORGANIZATION, ZONE, policy=Policy(approvals=1, four_eyes=True)
        )
    with office.sessions() as session:
        there = people.members(session, organization.id)
    if not there:
        organizing.add_first_owner(
            office, organization, email="olive@riverbend.example", name="Olive Owens", password=None
        )
    owner = organizing.act_as(office, "olive@riverbend.example", organization.slug)
    staff = [
        ("maya@riverbend.example", "Maya Manager", Role.MANAGER),
        ("carlos@riverbend.example", "Carlos Contributor", Role.CONTRIBUTOR),
        ("vera@riverbend.example", "Vera Volunteer", Role.REVIEWER),
        ("viktor@riverbend.example", "Viktor Volunteer", Role.REVIEWER),
    ]
    members = [
        organizing.add_member(office, owner, email=email, name=name, role=role, password=password)
        for email, name, role in staff
    ]
    return Cast(
        organization=organization,
        manager=members[0],
        contributor=members[1],
        volunteers=tuple(members[2:]),
        password=password,
    )


def connect(office: Office, cast: Cast, sandbox: RunningSandbox) -> None:
    """Connect the sandbox's accounts and the channel a person posts by hand."""
    for platform, name in (("mastodon", "Mastodon"), ("bluesky", "Bluesky")):
        connecting.add_channel(office, cast.manager, platform, name, sandbox.account(platform))
    connecting.add_channel(office, cast.manager, "handoff", "Community noticeboard", {})


def import_sheet(office: Office, cast: Cast, data: bytes, name: str) -> FactSheet:
    return importing.import_factsheet(office, cast.contributor, data, name)


def set_up_campaign(office: Office, cast: Cast, sheet: FactSheet, now: datetime) -> Campaign:
    """Set the campaign up over the next January, or find that of an earlier run."""
    number = cast.organization.id
    with office.sessions() as session:
        for campaign in campaigns.campaigns(session, number):
            if campaign.fact_sheet_id == sheet.id:
                return campaign
        brands = sheets.brands(session, number)
        channel_ids = tuple(channel.id for channel in channels.channels(session, number))
        by_hand = next(c for c in channels.channels(session, number) if c.platform == "handoff")
    # A person who posts by hand is asked once a week, not three times a day.
    weekly = {str(by_hand.id): {"weekdays": ["mon"], "posts_per_day": 1}}
    brand = (
        brands[-1].id if brands else importing.add_brand(office, cast.manager, sample_brand_path())
    )
    first_day = date(now.year + 1, 1, 1)
    new = NewCampaign(
        name=f"{sheet.title} awareness {first_day.year}",
        fact_sheet_id=sheet.id,
        brand_kit_id=brand,
        channel_ids=channel_ids,
        first_day=first_day,
        last_day=date(first_day.year, 1, 31),
        zone=ZONE,
        rules=Rules.from_json({**PACE, "channels": weekly}),
    )
    return campaigning.create_campaign(office, cast.manager, new)


def hotline_of(sheet: FactSheet) -> str:
    """Return the sheet's hotline as people read it, for the summary."""
    contacts = from_json(dict(sheet.extraction)).contacts
    found = (c.phone_printed for c in contacts if c.role is ContactRole.HOTLINE)
    return next(found, "none")


def _password(folder: Path) -> str:
    """Return the demo people's password, made once for each folder."""
    path = folder / "demo.json"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(json.dumps({"password": f"demo-{secrets.token_hex(5)}"}), "utf-8")
    return str(json.loads(path.read_text("utf-8"))["password"])
