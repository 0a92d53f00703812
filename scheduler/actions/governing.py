"""Decide what it takes to approve; a stricter rule reaches what has not gone out yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from content.factsheets.model import Kind
from scheduler.actions.finding import campaign_of, channel_of, post_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.domain.digest import post_digest
from scheduler.domain.policy import Policy, PolicyScope, is_met
from scheduler.domain.post import PostEvent
from scheduler.domain.roles import Permission
from scheduler.store import audit, contents, people, policies, posts, reviews
from scheduler.store.policies import ScopedPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Governed:
    """``reopened`` are posts that were approved and now wait for more approvals."""

    policy: ScopedPolicy
    reopened: tuple[int, ...]


def set_policy(
    office: Office, member: Member, scope: PolicyScope, target: str, policy: Policy
) -> Governed:
    """Store a policy for the organization, a campaign, a channel or a kind.

    Approved posts that no longer have enough approvals wait for review again, in the same
    transaction; a looser policy leaves what waits waiting. Raises ``ActionError`` for a target or
    a person that does not exist here.
    """
    member.needs(Permission.GOVERN)
    scoped = ScopedPolicy(scope=scope, target=target, policy=policy)
    at = office.now()
    with office.sessions.begin() as session:
        _check(session, member, scoped)
        policies.put(session, member.organization_id, scoped)
        _audit(session, member, scoped, at=at)
        return Governed(policy=scoped, reopened=tuple(reopen_in(session, member, at=at)))


def remove_policy(office: Office, member: Member, scope: PolicyScope, target: str) -> None:
    """Take a narrower policy away; the organization's own can only be replaced."""
    member.needs(Permission.GOVERN)
    if scope is PolicyScope.ORGANIZATION:
        raise ActionError("An organization always has a policy.", "Set another one instead.")
    at = office.now()
    with office.sessions.begin() as session:
        if not policies.take_away(session, member.organization_id, scope, target):
            raise ActionError(f"There is no policy for {scope} {target}.")
        audit.append(
            session,
            member.organization_id,
            at=at,
            person_id=member.person_id,
            what="policy removed",
            subject=_subject(scope, target),
        )


def policies_of(office: Office, member: Member) -> Sequence[ScopedPolicy]:
    member.needs(Permission.SEE)
    with office.sessions() as session:
        return policies.policies(session, member.organization_id)


def reopen_in(session: Session, member: Member, *, at: datetime) -> list[int]:
    """Send approved posts whose approvals no longer suffice back to review."""
    reopened = []
    for post_id in policies.approved_and_unpublished(session, member.organization_id):
        post = post_of(session, member, post_id, lock=True)
        digest = post_digest(content.digest() for content in contents.of_post(session, post_id))
        approvers = reviews.approvers(session, post_id, digest)
        if is_met(policies.for_post(session, post), approvers, post.author_id):
            continue
        reviews.unbind_approvals(session, post_id)
        note = "the approval policy became stricter"
        posts.record(session, post, PostEvent.REOPEN, at=at, person_id=member.person_id, note=note)
        reopened.append(post_id)
    return reopened


def _check(session: Session, member: Member, scoped: ScopedPolicy) -> None:
    match scoped.scope:
        case PolicyScope.ORGANIZATION:
            if scoped.target:
                raise ActionError("The organization's own policy has no target.")
        case PolicyScope.CAMPAIGN:
            campaign_of(session, member, _number(scoped.target))
        case PolicyScope.CHANNEL:
            channel_of(session, member, _number(scoped.target))
        case PolicyScope.KIND:
            if scoped.target not in set(Kind):
                raise ActionError(
                    f"There is no kind {scoped.target!r}.", f"Kinds are {', '.join(Kind)}."
                )
    able = {one.person_id for one in people.members(session, member.organization_id)}
    if strangers := scoped.policy.named - able:
        raise ActionError(f"Person {min(strangers)} is no member here.", "Name members only.")


def _number(target: str) -> int:
    if not (target.isascii() and target.isdigit()):
        raise ActionError(f"{target!r} is no number of a campaign or channel.")
    return int(target)


def _audit(session: Session, member: Member, scoped: ScopedPolicy, *, at: datetime) -> None:
    policy = scoped.policy
    named = f", among them {sorted(policy.named)}" if policy.named else ""
    eyes = ", not the author" if policy.four_eyes else ""
    audit.append(
        session,
        member.organization_id,
        at=at,
        person_id=member.person_id,
        what="policy set",
        subject=_subject(scoped.scope, scoped.target),
        note=f"{policy.approvals} approvals{named}{eyes}",
    )


def _subject(scope: PolicyScope, target: str) -> str:
    return f"{scope} {target}".strip()
