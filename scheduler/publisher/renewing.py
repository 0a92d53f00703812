"""Renew access that would run out, in the channel's turn and before anything needs it."""

from __future__ import annotations

import logging

from scheduler.actions.opening import open_channel
from scheduler.connectors.base import Renewable, SendError, Verdict
from scheduler.connectors.registry import FieldError, UnknownPlatformError
from scheduler.publisher.endings import met
from scheduler.publisher.turn import a_turn
from scheduler.publisher.worker import Worker
from scheduler.store import channels, turns
from scheduler.store.vault import VaultError

logger = logging.getLogger(__name__)


def renew_access(worker: Worker) -> int:
    """Renew what is near its end on every channel; return how many channels were looked at."""
    with worker.office.sessions() as session:
        found = [one for one in channels.in_use(session) if not one.parked]
    looked = 0
    for channel in found:
        if worker.stopping.is_set():
            break
        with a_turn(worker, channel.id) as ours:
            looked += ours and _renewed(worker, channel.id)
    return looked


def _renewed(worker: Worker, channel_id: int) -> bool:
    with worker.office.sessions() as session:
        channel = channels.any_channel(session, channel_id)
    try:
        connector = open_channel(worker.office, channel)
        if isinstance(connector, Renewable):
            connector.renew(worker.office.now())
    except (VaultError, FieldError, UnknownPlatformError) as error:
        logger.warning("%s: access not renewed: %s", channel.name, error)
    except SendError as error:
        logger.warning("%s: access not renewed: %s", channel.name, error.message)
        if error.verdict is Verdict.REAUTH:
            note(worker, channel.id, error)
    return True


def note(worker: Worker, channel_id: int, error: SendError) -> None:
    """Let sending know what reading has met: a limit, or access that has run out."""
    if error.verdict in {Verdict.RATE_LIMITED, Verdict.QUOTA, Verdict.REAUTH}:
        with worker.office.sessions.begin() as session:
            before = turns.health(session, channel_id)
            turns.put_health(session, channel_id, met(before, error, worker.office.now()))
