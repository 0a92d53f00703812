"""Which approval policies an organization has, and the one that a post must keep."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.policy import Policy, PolicyScope, strictest
from scheduler.domain.post import PostState
from scheduler.store.posts import Post
from scheduler.store.tables import DeliveryRow, PolicyRow, PostRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopedPolicy:
    """``target`` is a campaign's or channel's id or a kind; empty for the organization."""

    scope: PolicyScope
    target: str
    policy: Policy


def put(session: Session, organization_id: int, scoped: ScopedPolicy) -> None:
    """Store a policy, in place of the one this scope had."""
    take_away(session, organization_id, scoped.scope, scoped.target)
    session.add(
        PolicyRow(
            organization_id=organization_id,
            scope=scoped.scope,
            target=scoped.target,
            policy=scoped.policy.to_json(),
        )
    )
    session.flush()  # what follows in the transaction reads the policies again


def take_away(session: Session, organization_id: int, scope: PolicyScope, target: str) -> bool:
    """Remove a policy; say whether there was one."""
    removed = session.scalars(
        delete(PolicyRow)
        .where(
            PolicyRow.organization_id == organization_id,
            PolicyRow.scope == scope,
            PolicyRow.target == target,
        )
        .returning(PolicyRow.id)
    ).all()
    return bool(removed)


def policies(session: Session, organization_id: int) -> list[ScopedPolicy]:
    rows = session.scalars(
        select(PolicyRow)
        .where(PolicyRow.organization_id == organization_id)
        .order_by(PolicyRow.scope, PolicyRow.target)
    )
    return [
        ScopedPolicy(scope=row.scope, target=row.target, policy=Policy.from_json(row.policy))
        for row in rows
    ]


def for_post(session: Session, post: Post) -> Policy:
    """Return what it takes to approve ``post``: the strictest of all that cover it."""
    channels = session.scalars(
        select(DeliveryRow.channel_id).where(
            DeliveryRow.post_id == post.id, DeliveryRow.state != State.CANCELLED
        )
    )
    covered = {
        (PolicyScope.ORGANIZATION, ""),
        (PolicyScope.CAMPAIGN, str(post.campaign_id)),
        (PolicyScope.KIND, post.kind),
        *((PolicyScope.CHANNEL, str(channel)) for channel in channels),
    }
    return strictest(
        scoped.policy
        for scoped in policies(session, post.organization_id)
        if (scoped.scope, scoped.target) in covered
    )


def approved_and_unpublished(session: Session, organization_id: int) -> list[int]:
    """Return approved posts of which something has not left yet."""
    return list(
        session.scalars(
            select(PostRow.id)
            .where(
                PostRow.organization_id == organization_id,
                PostRow.state == PostState.APPROVED,
                PostRow.id.in_(
                    select(DeliveryRow.post_id).where(
                        DeliveryRow.state.in_(
                            (State.SCHEDULED, State.HELD, State.MISSED, State.FAILED)
                        )
                    )
                ),
            )
            .order_by(PostRow.id)
        )
    )
