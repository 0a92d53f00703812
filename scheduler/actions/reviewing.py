"""Submit, approve, ask for changes, take back: always about exactly what was seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from content.checks.model import Finding, Severity
from scheduler.actions import checking
from scheduler.actions.finding import campaign_of, post_of
from scheduler.actions.office import ActionError, ChangedError, Member, NotAllowedError, Office
from scheduler.domain.digest import post_digest
from scheduler.domain.policy import Policy, is_met
from scheduler.domain.post import Decision, PostEvent, PostState
from scheduler.domain.roles import Permission
from scheduler.store import audit, contents, policies, posts, reviews, snapshots


class BlockedError(ActionError):
    """Checks that must pass before anybody is asked to approve."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = findings[0]
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        super().__init__(f"{first.message}{more}", first.suggestion)
        self.findings = findings


def submit(office: Office, member: Member, post_id: int) -> None:
    """Ask for approval. Raises ``BlockedError`` while a blocking check fails."""
    member.needs(Permission.SUBMIT)
    at = office.now()
    with office.sessions.begin() as session:
        submit_in(session, member, post_id, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """``sent`` wait for review now; ``refused`` say of the others what a check holds against."""

    sent: tuple[int, ...]
    refused: tuple[tuple[posts.Post, str], ...]


def submit_campaign(office: Office, member: Member, campaign_id: int) -> Submitted:
    """Send every draft of a campaign to review that passes its checks."""
    member.needs(Permission.SUBMIT)
    with office.sessions() as session:
        campaign_of(session, member, campaign_id)
        drafts = [
            post
            for post in posts.of_campaign(session, campaign_id)
            if post.state in {PostState.DRAFT, PostState.EXPIRED}
        ]
    sent: list[int] = []
    refused: list[tuple[posts.Post, str]] = []
    for post in drafts:
        try:
            submit(office, member, post.id)
        except BlockedError as error:
            refused.append((post, error.message))
        else:
            sent.append(post.id)
    return Submitted(sent=tuple(sent), refused=tuple(refused))


def submit_in(session: Session, member: Member, post_id: int, *, at: datetime) -> None:
    """The same inside a transaction the caller holds."""
    post = post_of(session, member, post_id, lock=True)
    blocking = blocking_findings(session, post, at=at)
    if blocking:
        raise BlockedError(blocking)
    seen = contents.of_post(session, post_id)
    if not seen:
        raise ActionError(
            f"Post {post_id} goes to no channel.", "Give its campaign a channel and plan it again."
        )
    digest = post_digest(content.digest() for content in seen)
    snapshots.keep(session, post_id, digest, seen, at=at)
    state = posts.record(
        session, post, PostEvent.SUBMIT, at=at, person_id=member.person_id, digest=digest
    )
    # A policy that asks for nobody is kept the moment the checks are.
    waiting = replace(post, state=state)
    policy = policies.for_post(session, post)
    if not policy.approvals and not policy.named:
        settle_in(session, waiting, policy, digest, at=at, person_id=None, note="no approval asked")


def approve(
    office: Office, member: Member, post_id: int, digest: str, comment: str = ""
) -> PostState:
    """Say yes to what ``digest`` stands for; with enough people saying so it may go out.

    Raises ``ChangedError`` when the post is no longer what was seen, or is not in review.
    """
    member.needs(Permission.REVIEW)
    at = office.now()
    with office.sessions.begin() as session:
        return approve_in(session, member, post_id, digest, comment, at=at)


def approve_in(  # who says yes to what, and when
    session: Session, member: Member, post_id: int, digest: str, comment: str, *, at: datetime
) -> PostState:
    """The same inside a transaction the caller holds."""
    post = _as_seen(session, member, post_id, digest)
    policy = policies.for_post(session, post)
    if policy.four_eyes and post.author_id == member.person_id:
        raise NotAllowedError(
            "You made this post, so somebody else must approve it.", "Ask another reviewer."
        )
    _decide(session, member, post_id, Decision.APPROVE, digest, comment, at=at)
    return settle_in(session, post, policy, digest, at=at, person_id=member.person_id, note=comment)


def settle_in(  # noqa: PLR0913  # the post, what it takes, and who tipped the scales
    session: Session,
    post: posts.Post,
    policy: Policy,
    digest: str,
    *,
    at: datetime,
    person_id: int | None,
    note: str = "",
) -> PostState:
    """Let a post in review go out once its policy is kept for exactly ``digest``."""
    if not is_met(policy, reviews.approvers(session, post.id, digest), post.author_id):
        return post.state
    for content in contents.of_post(session, post.id):
        reviews.bind_approval(session, content.delivery.id, content.digest())
    return posts.record(
        session, post, PostEvent.APPROVE, at=at, person_id=person_id, note=note, digest=digest
    )


def request_changes(
    office: Office, member: Member, post_id: int, digest: str, comment: str
) -> PostState:
    """Send a post back with what should change. A comment is required."""
    return _refuse(office, member, post_id, digest, comment, decision=Decision.REQUEST_CHANGES)


def reject(office: Office, member: Member, post_id: int, digest: str, comment: str) -> PostState:
    """Say that a post is not to go out in any form: it is archived. A comment is required."""
    return _refuse(office, member, post_id, digest, comment, decision=Decision.REJECT)


def _refuse(  # a refusal is exactly these facts
    office: Office, member: Member, post_id: int, digest: str, comment: str, *, decision: Decision
) -> PostState:
    member.needs(Permission.REVIEW)
    if not comment.strip():
        raise ActionError("Say what should change.", "Write a comment and send it again.")
    at = office.now()
    with office.sessions.begin() as session:
        post = _as_seen(session, member, post_id, digest)
        reviews.void_reviews(session, post_id, at=at)
        _decide(session, member, post_id, decision, digest, comment, at=at)
        reviews.unbind_approvals(session, post_id)
        event = PostEvent.ARCHIVE if decision is Decision.REJECT else PostEvent.REQUEST_CHANGES
        return posts.record(
            session,
            post,
            event,
            at=at,
            person_id=member.person_id,
            note=comment,
            digest=digest,
        )


def _decide(  # noqa: PLR0913  # a decision is exactly these facts
    session: Session,
    member: Member,
    post_id: int,
    decision: Decision,
    digest: str,
    comment: str,
    *,
    at: datetime,
) -> None:
    snapshots.keep(session, post_id, digest, contents.of_post(session, post_id), at=at)
    reviews.add(
        session,
        post_id,
        person_id=member.person_id,
        decision=decision,
        comment=comment,
        digest=digest,
        at=at,
    )
    audit.append(
        session,
        member.organization_id,
        at=at,
        person_id=member.person_id,
        what=f"review {decision}",
        subject=f"post {post_id}",
        digest=digest,
        note=comment,
    )
    session.flush()  # the decision just made counts towards the quorum


def withdraw(office: Office, member: Member, post_id: int) -> PostState:
    """Take one's own decision back: the post waits for review again.

    Raises ``ActionError`` when the member decided nothing, or something has left already.
    """
    member.needs(Permission.REVIEW)
    at = office.now()
    with office.sessions.begin() as session:
        post = post_of(session, member, post_id, lock=True)
        decision = reviews.latest_decision(session, post_id, member.person_id)
        if decision is None:
            raise ActionError("There is no decision of yours to take back.")
        reviews.void_reviews(session, post_id, at=at, person_id=member.person_id)
        reviews.unbind_approvals(session, post_id)
        if decision is Decision.REJECT:
            raise ActionError("A rejected post stays archived.", "Make a new post of its card.")
        if decision is Decision.APPROVE and post.state in {PostState.APPROVED, PostState.IN_REVIEW}:
            event = PostEvent.WITHDRAW
        elif decision is Decision.REQUEST_CHANGES and post.state is PostState.DRAFT:
            event = PostEvent.SUBMIT
        else:
            raise ChangedError("The post has changed since you decided.", "Look at it again.")
        return posts.record(
            session, post, event, at=at, person_id=member.person_id, note="decision taken back"
        )


def void(session: Session, member: Member, post: posts.Post, *, at: datetime, note: str) -> None:
    """A change of content: decisions no longer stand and nothing more of the post may leave."""
    reviews.void_reviews(session, post.id, at=at)
    reviews.unbind_approvals(session, post.id)
    posts.record(session, post, PostEvent.EDIT, at=at, person_id=member.person_id, note=note)


def demand_seen(session: Session, post_id: int, digest: str) -> None:
    """Raise ``ChangedError`` unless the post still is what ``digest`` stands for."""
    now_there = post_digest(content.digest() for content in contents.of_post(session, post_id))
    if now_there != digest:
        raise ChangedError(
            "This post has changed since you saw it.", "Please look at it again before deciding."
        )


def _as_seen(session: Session, member: Member, post_id: int, digest: str) -> posts.Post:
    post = post_of(session, member, post_id, lock=True)
    demand_seen(session, post_id, digest)
    if post.state is not PostState.IN_REVIEW:
        raise ChangedError(_undecidable(session, post), "Please look at it again.")
    return post


def _undecidable(session: Session, post: posts.Post) -> str:
    """Say why nobody can decide on a post that is not in review."""
    if post.state is PostState.DRAFT:
        if reviews.stands(session, post.id, Decision.REQUEST_CHANGES):
            return "This post is a draft again: somebody asked for changes already."
        return "This post is a draft: it was not submitted for review."
    return f"This post is {post.state.replace('_', ' ')}: somebody decided already."


def blocking_findings(session: Session, post: posts.Post, *, at: datetime) -> tuple[Finding, ...]:
    """Return what stands in the way of approval, over all deliveries of the post."""
    examiner = checking.examiner(session, post, at=at)
    found = (
        finding
        for content in contents.of_post(session, post.id)
        for finding in examiner.findings(content)
    )
    return tuple(dict.fromkeys(f for f in found if f.severity is Severity.BLOCK))
