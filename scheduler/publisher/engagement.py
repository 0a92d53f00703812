"""Ask the platforms what people did with the posts: often while a post is young, then rarely."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from scheduler.actions.office import Office
from scheduler.actions.opening import open_channel
from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.connectors.registry import FieldError
from scheduler.publisher.endings import met
from scheduler.publisher.worker import Worker
from scheduler.store import channels, contents, readings, receipts, turns
from scheduler.store.channels import Channel
from scheduler.store.receipts import StoredReceipt
from scheduler.store.vault import VaultError

logger = logging.getLogger(__name__)

FORGOTTEN_AFTER = timedelta(days=90)
ROUNDS = (  # younger than this: read again after that
    (timedelta(hours=6), timedelta(minutes=30)),
    (timedelta(days=2), timedelta(hours=2)),
    (timedelta(days=14), timedelta(hours=12)),
    (FORGOTTEN_AFTER, timedelta(days=3)),
)


def collect(office: Office, worker: Worker | None = None) -> int:
    """Read the numbers of every post of the last months; return how many numbers were read.

    A platform that fails is left out, with its reason in the log; the others are read.
    """
    return _collect(worker or Worker(office=office), everything=True)


def collect_due(worker: Worker) -> int:
    """Read the numbers of the posts whose age says that it is time."""
    return _collect(worker, everything=False)


def _collect(worker: Worker, *, everything: bool) -> int:
    now = worker.office.now()
    with worker.office.sessions() as session:
        found = receipts.published_since(session, now - FORGOTTEN_AFTER)
    wanted: dict[int, list[StoredReceipt]] = defaultdict(list)
    for receipt in found:
        if everything or is_time(receipt, now):
            wanted[receipt.channel_id].append(receipt)
    return sum(
        _read(worker, channel_id, several)
        for channel_id, several in wanted.items()
        if not worker.stopping.is_set()
    )


def is_time(receipt: StoredReceipt, now: datetime) -> bool:
    """Say whether the numbers of a post should be read again."""
    age = now - receipt.at
    for younger_than, each in ROUNDS:
        if age < younger_than:
            return receipt.read_at is None or now - receipt.read_at >= each
    return False


def _read(worker: Worker, channel_id: int, wanted: Sequence[StoredReceipt]) -> int:
    holder = worker.holder()
    with worker.office.sessions.begin() as session:
        now = worker.office.now()
        content = contents.of_delivery(session, wanted[0].delivery_id)
        channel = channels.channel(session, content.organization_id, channel_id)
        if channel is None or channel.removed_at or channel.parked or channel.rests(now):
            return 0
        if not turns.take(session, channel_id, holder, now=now, until=now + worker.lease):
            return 0  # it is sending; its numbers are read in the next round
    with worker.leases.kept(holder):
        try:
            return _asked(worker, channel, wanted)
        finally:
            with worker.office.sessions.begin() as session:
                turns.give_back(session, channel_id, holder)


def _asked(worker: Worker, channel: Channel, wanted: Sequence[StoredReceipt]) -> int:
    asked = [Receipt(remote_id=receipt.remote_id, url=receipt.url) for receipt in wanted]
    try:
        numbers = open_channel(worker.office, channel).engagement(asked)
    except (VaultError, FieldError) as error:
        logger.warning("%s: no numbers read: %s", channel.name, error)
        return 0
    except SendError as error:
        logger.warning("%s: no numbers read: %s", channel.name, error.message)
        _note(worker, channel, error)
        return 0
    return _kept(worker, wanted, numbers)


def _kept(
    worker: Worker, wanted: Sequence[StoredReceipt], numbers: Mapping[str, Mapping[str, int]]
) -> int:
    with worker.office.sessions.begin() as session:
        at = worker.office.now()
        receipts.mark_read(session, [receipt.delivery_id for receipt in wanted], at=at)
        return sum(
            readings.add(session, receipt.delivery_id, numbers.get(receipt.remote_id, {}), at=at)
            for receipt in wanted
        )


def _note(worker: Worker, channel: Channel, error: SendError) -> None:
    """Let sending know what reading has met: a limit, or an access that has run out."""
    if error.verdict not in {Verdict.RATE_LIMITED, Verdict.QUOTA, Verdict.REAUTH}:
        return
    with worker.office.sessions.begin() as session:
        before = turns.health(session, channel.id)
        turns.put_health(session, channel.id, met(before, error, worker.office.now()))
