"""What the demo did, checked against what the sandbox says it received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from scheduler.actions.office import Member, Office
from scheduler.actions.reporting import report_of
from scheduler.demo.passers_by import feed
from scheduler.domain.delivery import State
from scheduler.store import contents, plans, posts, sheets
from scheduler.store.campaigns import Campaign
from scheduler.store.listing import ListedDelivery, deliveries
from scheduler.store.receipts import remote_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A published delivery held against the sandbox: ``live_copies`` counts what is public."""

    delivery_id: int
    post_id: int
    title: str
    platform: str
    remote_id: str
    url: str
    live_copies: int
    alt_text_arrived: bool
    picture_arrived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    items: int
    contacts: int
    cards: int
    posts: Mapping[str, int]
    deliveries: Mapping[str, int]
    published: tuple[Confirmed, ...]
    engagement_before: Mapping[str, int]
    engagement: Mapping[str, int]

    @property
    def all_confirmed(self) -> bool:
        return bool(self.published) and all(
            one.live_copies == 1 and one.alt_text_arrived and one.picture_arrived
            for one in self.published
        )

    def as_plain(self) -> dict[str, Any]:
        return {**asdict(self), "all_confirmed": self.all_confirmed}


def summarize(
    office: Office, member: Member, campaign: Campaign, sandbox_url: str, before: Mapping[str, int]
) -> Summary:
    """Count what happened and ask the sandbox whether every published delivery is there once."""
    live = feed(sandbox_url)
    with office.sessions() as session:
        sheet = sheets.sheet(session, member.organization_id, campaign.fact_sheet_id)
        listed = deliveries(session, member.organization_id, campaign_id=campaign.id)
        remote = remote_ids(session, [delivery.id for delivery in listed])
        confirmed = tuple(
            _confirmed(
                delivery, remote[delivery.id], contents.of_delivery(session, delivery.id), live
            )
            for delivery in listed
            if delivery.state is State.PUBLISHED and delivery.platform != "handoff"
        )
        states = posts.count_by_state(session, campaign.id)
        pictures = plans.count_pictures(session, campaign.id)
    extraction = sheet.extraction if sheet else {}
    return Summary(
        items=len(extraction.get("items", ())),
        contacts=len(extraction.get("contacts", ())),
        cards=pictures,
        posts={state.value: count for state, count in states.items()},
        deliveries=dict(Counter(delivery.state.value for delivery in listed)),
        published=confirmed,
        engagement_before=before,
        engagement=report_of(office, member, campaign.id).totals,
    )


def _confirmed(
    delivery: ListedDelivery,
    remote_id: str,
    content: contents.DeliveryContent,
    live: list[dict[str, Any]],
) -> Confirmed:
    same = [
        post
        for post in live
        if post["platform"] == delivery.platform
        and sorted(post["sha256"]) == sorted(picture.sha256 for picture in content.pictures)
    ]
    named = next((post for post in same if post["remote_id"] == remote_id), None)
    return Confirmed(
        delivery_id=delivery.id,
        post_id=delivery.post_id,
        title=delivery.title,
        platform=delivery.platform,
        remote_id=remote_id,
        url=delivery.url,
        live_copies=len(same),
        alt_text_arrived=named is not None
        and named["alt_texts"] == [picture.alt_text for picture in content.pictures],
        picture_arrived=named is not None,
    )
