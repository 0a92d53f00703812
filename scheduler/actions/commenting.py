"""Talk about a post beside it: threads, and names that call people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from scheduler.actions.finding import post_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.domain.roles import Permission
from scheduler.store import comments, notices, people
from scheduler.store.comments import Comment
from scheduler.store.notices import Notice
from scheduler.store.people import Membership

LONGEST = 4000  # characters of one comment
_MENTION = re.compile(r"(?<![\w@])@([\w.+-]+(?:@[\w.-]+\w)?)")


def comment(
    office: Office, member: Member, post_id: int, text: str, *, answers: int | None = None
) -> int:
    """Say something about a post; return the comment's number.

    ``@name`` (the first name, or the address up to its @, or the whole address) tells that member
    of it; an answer tells whoever wrote what it answers. Raises ``ActionError`` for an empty or
    overlong text or an answer to a comment that is not there.
    """
    member.needs(Permission.REVIEW if member.only_posts is not None else Permission.SEE)
    said = text.strip()
    if not said:
        raise ActionError("A comment cannot be empty.")
    if len(said) > LONGEST:
        raise ActionError(f"The comment has {len(said)} characters.", f"At most {LONGEST} fit.")
    at = office.now()
    with office.sessions.begin() as session:
        post = post_of(session, member, post_id)
        there = {one.id: one for one in comments.comments(session, post_id)}
        if answers is not None and answers not in there:
            raise ActionError(f"There is no comment {answers} on post {post_id}.", "Look again.")
        number = comments.add(
            session, post_id, person_id=member.person_id, text=said, answers_id=answers, at=at
        )
        called = {one.person_id for one in mentioned(said, _members(session, member))}
        if answers is not None:
            called.add(there[answers].person_id)
        for person_id in sorted(called - {member.person_id}):
            notice = Notice(
                organization_id=member.organization_id,
                person_id=person_id,
                post_id=post_id,
                key=f"comment:{number}:{person_id}",
                subject=f"{member.name} wrote about “{post.title[:80]}”",
                text=said,
            )
            notices.add(session, notice, at=at)
        return number


def comments_of(office: Office, member: Member, post_id: int) -> Sequence[Comment]:
    member.needs(Permission.REVIEW if member.only_posts is not None else Permission.SEE)
    with office.sessions() as session:
        post_of(session, member, post_id)
        return comments.comments(session, post_id)


def mentioned(text: str, members: Iterable[Membership]) -> list[Membership]:
    """Return the members whom a text calls by @name; a name two members share calls both."""
    names = {found.casefold().rstrip(".") for found in _MENTION.findall(text)}
    return [one for one in members if names & _names_of(one)]


def _names_of(one: Membership) -> set[str]:
    email = one.email.casefold()
    return {email, email.partition("@")[0], *one.name.casefold().split()[:1]}


def _members(session: Session, member: Member) -> list[Membership]:
    return people.members(session, member.organization_id)
