"""Show that nothing was done unseen: the chain of what was done, and a receipt for each post."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scheduler.actions.office import Member, NotFoundError, Office
from scheduler.domain.roles import Permission
from scheduler.store import audit, proofs
from scheduler.store.audit import Entry, Verified


def verify_audit(office: Office, member: Member) -> Verified:
    """Recompute the organization's whole chain."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        return audit.verify(session, member.organization_id)


def audit_entries(office: Office, member: Member, *, after: int = 0) -> Iterator[Entry]:
    """Yield what was done behind the entry ``after``, oldest first."""
    member.needs(Permission.GOVERN)
    with office.sessions() as session:
        yield from audit.entries(session, member.organization_id, after=after)


def delivery_receipt(office: Office, member: Member, delivery_id: int) -> dict[str, Any]:
    """Return everything that proves one delivery, as plain values for funders.

    What was approved and by whom, the hash of what was sent, every try, what the platform
    answered, and how doubt was settled.
    """
    member.needs(Permission.SEE)
    with office.sessions() as session:
        found = proofs.of_delivery(session, member.organization_id, delivery_id)
    if found is None:
        raise NotFoundError(
            f"There is no delivery {delivery_id}.", "'awareness delivery list' shows them."
        )
    return found
