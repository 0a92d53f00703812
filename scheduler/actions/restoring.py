"""Back an installation up, and bring one back without sending anything twice."""

from __future__ import annotations

from pathlib import Path

from scheduler.actions.office import ActionError, Office
from scheduler.domain.delivery import Event
from scheduler.store import backup, deliveries
from scheduler.store.backup import BackupError
from scheduler.store.database import head
from scheduler.store.deliveries import Move


def back_up(office: Office, target: Path) -> dict[str, int]:
    """Write everything but the key and logins to a new file; return how many rows and pictures."""
    with office.sessions() as session:
        return backup.write(session, office.media, target, revision=head(), at=office.now())


def bring_back(office: Office, source: Path) -> int:
    """Fill an empty installation from a backup; return how many deliveries were held.

    Whatever was due since the backup was made may have gone out already, so it is held until a
    person has looked. Raises ``ActionError`` when the file cannot be restored here.
    """
    try:
        with office.sessions.begin() as session:
            made_at = backup.restore(session, office.media, source, revision=head())
            now = office.now()
            waiting = deliveries.scheduled_before(session, now)
            note = (
                f"restored from a backup of {made_at:%Y-%m-%d %H:%M} UTC: it may be out already. "
                "Look at the account, then release or cancel it."
            )
            for delivery in waiting:
                deliveries.record(session, delivery, Event.HOLD, Move(at=now, note=note))
    except BackupError as error:
        raise ActionError(str(error)) from error
    return len(waiting)
