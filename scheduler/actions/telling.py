"""Tell other programs what became of deliveries: signed, in order, again until they listen."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests

from scheduler.actions.office import ActionError, Member, NotFoundError, Office
from scheduler.connectors.base import SendError
from scheduler.connectors.http import exchange, new_session
from scheduler.domain.delivery import State
from scheduler.domain.roles import Permission
from scheduler.domain.scopes import Topic
from scheduler.store import audit, webhooks
from scheduler.store.vault import VaultError
from scheduler.store.webhooks import Happened, Webhook

TOPIC_OF = {
    State.PUBLISHED: Topic.PUBLISHED,
    State.FAILED: Topic.FAILED,
    State.UNCONFIRMED: Topic.ATTENTION,
    State.HELD: Topic.ATTENTION,
    State.MISSED: Topic.ATTENTION,
}
TEST = "test"  # in place of a topic, when somebody only tries the address
MOST = 10  # webhooks of one organization
AT_ONCE = 50  # events told to one webhook in one round
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
TIMEOUT = (5.0, 10.0)  # seconds to connect, and between two signs of life
LEASE = timedelta(minutes=2)  # longer than one message can take; renewed with each
THREADS = 8  # webhooks told at once
PAUSES = (0.02, 0.05, 0.1, 0.3)  # seconds to wait for what others are just writing
LONG_AGO = timedelta(minutes=1)


def add_webhook(
    office: Office, member: Member, url: str, topics: Iterable[Topic]
) -> tuple[int, str]:
    """Return the webhook's number and the secret that signs what it is sent, shown once."""
    member.needs(Permission.CONNECT)
    wanted = sorted(set(topics)) or sorted(Topic)
    _check_address(office, url)
    secret, at = secrets.token_urlsafe(32), office.now()
    with office.sessions.begin() as session:
        if len(webhooks.webhooks(session, member.organization_id)) >= MOST:
            raise ActionError(f"There are {MOST} webhooks already.", "Remove one first.")
        number = webhooks.add(
            session,
            member.organization_id,
            url=url,
            locked_secret=office.vault.lock({"secret": secret}),
            topics=wanted,
            at=at,
        )
        audit.append(
            session,
            member.organization_id,
            at=at,
            person_id=member.person_id,
            what="webhook added",
            subject=f"webhook {number}",
            note=f"{urlsplit(url).hostname}: {', '.join(wanted)}",
        )
    return number, secret


def webhooks_of(office: Office, member: Member) -> Sequence[Webhook]:
    member.needs(Permission.CONNECT)
    with office.sessions() as session:
        return webhooks.webhooks(session, member.organization_id)


def remove_webhook(office: Office, member: Member, webhook_id: int) -> None:
    member.needs(Permission.CONNECT)
    at = office.now()
    with office.sessions.begin() as session:
        if not webhooks.remove(session, member.organization_id, webhook_id, at=at):
            raise NotFoundError(f"There is no webhook {webhook_id}.")


def test_webhook(office: Office, member: Member, webhook_id: int) -> str:
    """Send a signed message now that says nothing happened; return why it was not taken, if so."""
    webhook = _webhook(office, member, webhook_id)
    at = office.now()
    body = {"id": 0, "topic": TEST, "at": at.isoformat(), "note": "This is a test.", "url": ""}
    try:
        _post(office, new_session(allow_private=office.allow_private), webhook, body)
    except SendError as error:
        return error.message
    return ""


def events_of(
    office: Office, member: Member, webhook_id: int, *, after: int, limit: int
) -> tuple[Webhook, list[Happened]]:
    """Return a webhook with what it was told since it was made, or still waits to be told."""
    webhook = _webhook(office, member, webhook_id)
    states = _states(webhook)
    with office.sessions() as session:
        return webhook, webhooks.happened(session, webhook, states, after=after, limit=limit)


def tell_due(office: Office) -> int:
    """Tell every webhook what it does not know yet; return how many events were told.

    Any number of processes may call this; one at a time tells a webhook. One that does not
    answer 2xx is asked again later, with the same event first: events come in order, and may come
    twice. A webhook that hangs delays no other.
    """
    with office.sessions() as session:
        asked = webhooks.due(session, office.now())
    if not asked:
        return 0
    upto = _settled(office)
    waiting = [one for one in asked if one.seen_event_id < upto]
    if not waiting:
        return 0
    with ThreadPoolExecutor(min(len(waiting), THREADS), "webhooks") as pool:
        return sum(pool.map(lambda one: _tell(office, one, upto), waiting))


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return the header that proves where a message comes from and when it was sent."""
    signed = f"{timestamp}.".encode() + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def _settled(office: Office) -> int:
    """Return the latest event before which none can turn up any more."""
    with office.sessions() as session:
        latest = webhooks.latest_event(session)
        mark, _ = webhooks.all_written(session)
    for pause in PAUSES:
        with office.sessions() as session:
            if webhooks.all_written(session, mark)[1]:
                return latest
        time.sleep(pause)
    with office.sessions() as session:  # something writes for very long: not these events
        return webhooks.latest_event(session, before=office.now() - LONG_AGO)


def _tell(office: Office, webhook: Webhook, upto: int) -> int:
    with office.sessions() as session:
        news = webhooks.happened(
            session,
            webhook,
            _states(webhook),
            after=webhook.seen_event_id,
            upto=upto,
            limit=AT_ONCE,
        )
    with office.sessions.begin() as session:
        if not news:
            webhooks.pass_over(session, webhook, upto)
            return 0
        now = office.now()
        held = now + LEASE
        if not webhooks.take(session, webhook, now=now, until=held):
            return 0
    return _told_in_order(office, webhook, news, held)


def _told_in_order(
    office: Office, webhook: Webhook, news: Sequence[Happened], held: datetime
) -> int:
    connection = new_session(allow_private=office.allow_private)
    for told, one in enumerate(news):
        try:
            _post(office, connection, webhook, _told(one))
        except (SendError, VaultError) as error:
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(webhook.failures, 16))
            again = office.now() + wait
            with office.sessions.begin() as session:
                webhooks.note_trouble(session, webhook, str(error), held=held, retry_at=again)
            return told
        until = None if one is news[-1] else office.now() + LEASE
        with office.sessions.begin() as session:
            if not webhooks.note_told(session, webhook.id, one.event_id, held=held, until=until):
                return told + 1  # removed, or taken over while our machine slept
        held = until or held
    return len(news)


def _told(one: Happened) -> dict[str, Any]:
    return {
        "id": one.event_id,
        "topic": TOPIC_OF[one.went_to],
        "state": one.went_to,
        "at": one.at.isoformat(),
        "note": one.note,
        "delivery": one.delivery_id,
        "post": one.post_id,
        "campaign": one.campaign_id,
        "title": one.title,
        "platform": one.platform,
        "channel": one.channel,
        "url": one.url,
    }


def _post(
    office: Office, connection: requests.Session, webhook: Webhook, told: Mapping[str, Any]
) -> None:
    """Send one message, signed with the secret as it is at this moment."""
    secret = office.vault.unlock(webhook.locked_secret)["secret"]
    body = json.dumps(told, ensure_ascii=False).encode()
    sent_at = int(office.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "Awareness-Event": str(told["id"]),
        "Awareness-Signature": signature(secret, sent_at, body),
    }
    exchange(connection, "POST", webhook.url, data=body, headers=headers, timeout=TIMEOUT)


def _states(webhook: Webhook) -> list[State]:
    return [state for state, topic in TOPIC_OF.items() if topic in webhook.topics]


def _webhook(office: Office, member: Member, webhook_id: int) -> Webhook:
    for one in webhooks_of(office, member):
        if one.id == webhook_id:
            return one
    raise NotFoundError(f"There is no webhook {webhook_id}.")


def _check_address(office: Office, url: str) -> None:
    parts = urlsplit(url)
    secure = parts.scheme == "https" or (office.allow_private and parts.scheme == "http")
    if not (secure and parts.hostname) or parts.username or len(url) > 1000:  # noqa: PLR2004
        raise ActionError(f"{url!r} is no address a webhook can have.", "It begins with https://.")
