"""Ask the platforms what people did with the posts: often while a post is young, then rarely."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from scheduler.actions.office import Office
from scheduler.actions.opening import open_channel
from scheduler.connectors.base import Receipt, SendError
from scheduler.connectors.registry import FieldError
from scheduler.publisher.budget import room_for_reading
from scheduler.publisher.renewing import note
from scheduler.publisher.turn import a_turn
from scheduler.publisher.worker import Worker
from scheduler.store import channels, readings, receipts
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
    with a_turn(worker, channel_id) as ours:
        if not ours:
            return 0  # it is sending; its numbers are read in the next round
        with worker.office.sessions() as session:
            channel = channels.any_channel(session, channel_id)
        now = worker.office.now()
        if channel.removed_at or channel.parked or channel.rests(now):
            return 0
        with worker.office.sessions() as session:
            room = room_for_reading(session, channel, now)
        if room is not None and room < len(wanted):
            logger.info("%s: posts come first, some numbers are read later", channel.name)
            wanted = sorted(wanted, key=_read_longest_ago)[:room]
        return _asked(worker, channel, wanted) if wanted else 0


def _read_longest_ago(receipt: StoredReceipt) -> datetime:
    return receipt.read_at or receipt.at


def _asked(worker: Worker, channel: Channel, wanted: Sequence[StoredReceipt]) -> int:
    asked = [Receipt(remote_id=receipt.remote_id, url=receipt.url) for receipt in wanted]
    try:
        numbers = open_channel(worker.office, channel).engagement(asked)
    except (VaultError, FieldError) as error:
        logger.warning("%s: no numbers read: %s", channel.name, error)
        return 0
    except SendError as error:
        logger.warning("%s: no numbers read: %s", channel.name, error.message)
        note(worker, channel.id, error)
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
