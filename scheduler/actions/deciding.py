"""Decide on many posts in one go: each one shown, each decision about exactly what was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduler.actions.finding import post_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.reviewing import approve
from scheduler.domain.changes import Change, changes
from scheduler.domain.digest import post_digest
from scheduler.domain.post import PostState
from scheduler.domain.roles import Permission
from scheduler.store import claims, contents, snapshots


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A post that a decision on a claim would cover, with the digest of what it shows now."""

    post_id: int
    title: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one post of a batch: its state, or why it was left as it was."""

    post_id: int
    state: PostState | None
    refused: str = ""


def posts_of_claim(office: Office, member: Member, item_key: str) -> Sequence[Candidate]:
    """List every post in review that is made from one claim, to be shown before confirming."""
    member.needs(Permission.REVIEW)
    with office.sessions() as session:
        found = claims.in_review(session, member.organization_id, item_key)
        return [
            Candidate(
                post_id=post.id,
                title=post.title,
                digest=post_digest(one.digest() for one in contents.of_post(session, post.id)),
            )
            for post in found
            if member.only_posts is None or post.id in member.only_posts
        ]


def approve_many(
    office: Office, member: Member, seen: Mapping[int, str], comment: str = ""
) -> Sequence[Outcome]:
    """Approve each post (by id) as its digest says it was seen; one refusal stops no other."""
    member.needs(Permission.REVIEW)
    outcomes = []
    for post_id, digest in seen.items():
        try:
            state = approve(office, member, post_id, digest, comment)
            outcomes.append(Outcome(post_id=post_id, state=state))
        except ActionError as error:
            outcomes.append(Outcome(post_id=post_id, state=None, refused=str(error)))
    return outcomes


def changed_since_approval(office: Office, member: Member, post_id: int) -> tuple[Change, ...]:
    """Return what differs between the post as somebody approved it last and as it is now."""
    member.needs(Permission.REVIEW if member.only_posts is not None else Permission.SEE)
    with office.sessions() as session:
        post_of(session, member, post_id)
        before = snapshots.last_approved(session, post_id)
        if before is None:
            return ()
        return changes(before, snapshots.snapshot(contents.of_post(session, post_id)))
