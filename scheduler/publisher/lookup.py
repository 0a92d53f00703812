"""Ask a platform whether a request that left is public."""

from __future__ import annotations

from scheduler.connectors.base import Connector, Receipt
from scheduler.domain.attempt import Attempt


def found(connector: Connector, attempt: Attempt) -> Receipt | None:
    """Return where the post of a try stands; None when it is not public.

    Raises ``SendError``: AMBIGUOUS where the platform cannot tell, others where it can, but not
    now.
    """
    if attempt.request is None or attempt.left_at is None:
        return None
    return connector.find(attempt.request, attempt.key, attempt.left_at)
