"""Ask a platform whether a request that left is public."""

from __future__ import annotations

from datetime import timedelta

from scheduler.actions.office import Office
from scheduler.connectors.base import Connector, Json, Receipt
from scheduler.domain.attempt import Attempt
from scheduler.store import receipts

# Our clock may have been wrong when the request left, or may be now. Posts of ours that are older
# are known by their receipts, so a long look back finds no wrong ones.
LOOK_BACK = timedelta(hours=12)


def found(office: Office, connector: Connector, attempt: Attempt, request: Json) -> Receipt | None:
    """Return where the post of a try stands; None when it is not public.

    A post that is the receipt of another delivery is not ours, however alike: people say the same
    thing twice. Raises ``SendError``: AMBIGUOUS where the platform cannot tell, others where it
    can, but not now.
    """
    now = office.now()
    since = min(attempt.left_at or now, now) - LOOK_BACK
    receipt = connector.find(request, attempt.key, since)
    if receipt is None:
        return None
    with office.sessions() as session:
        if receipts.is_of_another(session, attempt, receipt.remote_id):
            return None
    return receipt
