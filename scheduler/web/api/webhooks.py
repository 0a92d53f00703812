"""Webhooks: who wants to be told what becomes of deliveries, and what they were told."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import Field

from scheduler.actions import telling
from scheduler.domain.delivery import State
from scheduler.domain.scopes import Topic
from scheduler.store.webhooks import Happened, Webhook
from scheduler.web.api.caller import Listener
from scheduler.web.api.paging import FIRST, After, Limit, Number, page_of, paged
from scheduler.web.api.shapes import Given, Page, Shape

router = APIRouter(prefix="/webhooks", tags=["Webhooks"])


class WebhookIn(Given):
    """No topics means all."""

    url: str = Field(max_length=1000)
    topics: list[Topic] = Field(default_factory=list, max_length=10)


class WebhookOut(Shape):
    """``failures`` counts tries in a row that nobody answered with 2xx; ``trouble`` is the last."""

    id: int
    url: str
    topics: list[Topic]
    failures: int
    trouble: str
    retry_at: datetime | None


class WebhookMade(Shape):
    id: int
    secret: str = Field(description="Signs what is sent; shown only now")


class TestedOut(Shape):
    """``said`` is why the address did not take it, in a sentence; empty when it did."""

    taken: bool
    said: str


class EventOut(Shape):
    """``told`` is false for what still waits to be told; events are told in order."""

    id: int
    topic: Topic
    state: State
    at: datetime
    delivery_id: int
    post_id: int
    title: str
    told: bool


@router.get("")
def list_webhooks(
    caller: Listener, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[WebhookOut]:
    """List the webhooks with how they stand; secrets are never shown again."""
    found = telling.webhooks_of(caller.office, caller.member)
    return page_of(request, found, after, limit, _out, lambda one: one.id)


@router.post("", status_code=201)
def add(caller: Listener, given: WebhookIn) -> WebhookMade:
    """Tell an address what becomes of deliveries from now on."""
    number, secret = telling.add_webhook(caller.office, caller.member, given.url, given.topics)
    return WebhookMade(id=number, secret=secret)


@router.delete("/{number}", status_code=204)
def remove(caller: Listener, number: Number) -> None:
    """Tell this address nothing more."""
    telling.remove_webhook(caller.office, caller.member, number)


@router.post("/{number}/test")
def test(caller: Listener, number: Number) -> TestedOut:
    """Send a signed message with the topic "test" now, and say what the address answered."""
    said = telling.test_webhook(caller.office, caller.member, number)
    return TestedOut(taken=not said, said=said)


@router.get("/{number}/events")
def events(
    caller: Listener, request: Request, number: Number, after: After = 0, limit: Limit = FIRST
) -> Page[EventOut]:
    """List what this webhook was told since it was made, and what still waits to be told."""
    webhook, found = telling.events_of(
        caller.office, caller.member, number, after=after, limit=limit + 1
    )

    def out(one: Happened) -> EventOut:
        return EventOut(
            id=one.event_id,
            topic=telling.TOPIC_OF[one.went_to],
            state=one.went_to,
            at=one.at,
            delivery_id=one.delivery_id,
            post_id=one.post_id,
            title=one.title,
            told=one.event_id <= webhook.seen_event_id,
        )

    return paged(request, found, limit, out, lambda one: one.event_id)


def _out(one: Webhook) -> WebhookOut:
    return WebhookOut(
        id=one.id,
        url=one.url,
        topics=[Topic(topic) for topic in one.topics],
        failures=one.failures,
        trouble=one.trouble,
        retry_at=one.retry_at,
    )
