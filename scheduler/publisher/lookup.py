"""Ask a platform whether a request that left is public."""

from __future__ import annotations

from datetime import datetime

from scheduler.actions.office import Office
from scheduler.connectors.base import Connector, Json, Receipt
from scheduler.domain.attempt import Attempt
from scheduler.store import receipts


def found(
    office: Office, connector: Connector, attempt: Attempt, request: Json, since: datetime
) -> Receipt | None:
    """Return where the post of a try stands; None when it is not public.

    A post that is the receipt of another delivery is not ours, however alike: people say the same
    thing twice. Raises ``SendError``: AMBIGUOUS where the platform cannot tell, others where it
    can, but not now.
    """
    receipt = connector.find(request, attempt.key, since)
    if receipt is None:
        return None
    with office.sessions() as session:
        if receipts.is_of_another(session, attempt, receipt.remote_id):
            return None
    return receipt
