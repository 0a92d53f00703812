"""Review links: one person without an account decides on some posts, in one browser."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.actions.finding import campaign_of, post_of
from scheduler.actions.office import ActionError, Member, NotFoundError, Office
from scheduler.domain.roles import Permission, Role
from scheduler.store import audit, people, review_links
from scheduler.store.review_links import ReviewLink

LASTS = timedelta(days=14)
LONGEST = timedelta(days=90)
BREATH = timedelta(minutes=1)
MOST_DECISIONS = 60  # by one link within BREATH: more is no reader


class LinkError(ActionError):
    """A link that opens nothing; never says whether it ever did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """``token`` is shown once; only its hash is stored."""

    id: int
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Who came by a link, and what it opens. ``member`` sees the link's posts only."""

    link: ReviewLink
    member: Member


def make_link(  # noqa: PLR0913  # for whom, to what, for how long
    office: Office,
    member: Member,
    *,
    name: str,
    email: str,
    post_ids: Sequence[int] = (),
    campaign_id: int | None = None,
    lasts: timedelta = LASTS,
) -> NewLink:
    """Make an address for one reviewer to one post, several, or a campaign's.

    Raises ``ActionError`` when neither or both are named, for a name that is missing, or a time
    that is not between an hour and 90 days.
    """
    member.needs(Permission.GOVERN)
    if bool(post_ids) == (campaign_id is not None):
        raise ActionError("A review link opens some posts or a campaign.", "Name one of the two.")
    if not name.strip() or "@" not in email:
        raise ActionError(
            "A review link needs the reviewer's name and e-mail address.",
            "Both are recorded with every decision.",
        )
    if not timedelta(hours=1) <= lasts <= LONGEST:
        raise ActionError("A review link lasts from an hour to 90 days.", "Choose another time.")
    token, at = secrets.token_urlsafe(32), office.now()
    with office.sessions.begin() as session:
        for post_id in post_ids:
            post_of(session, member, post_id)
        if campaign_id is not None:
            campaign_of(session, member, campaign_id)
        person_id = people.put_person(
            session, email=email.strip(), name=name.strip(), password_hash=None, at=at
        )
        number = review_links.add(
            session,
            member.organization_id,
            person_id=person_id,
            made_by_id=member.person_id,
            post_ids=tuple(post_ids),
            campaign_id=campaign_id,
            token_sha256=_sha256(token),
            at=at,
            expires_at=at + lasts,
        )
        audit.append(
            session,
            member.organization_id,
            at=at,
            person_id=member.person_id,
            what="review link made",
            subject=f"review link {number}",
            note=f"for {email.strip().lower()}",
        )
    return NewLink(id=number, token=token, expires_at=at + lasts)


def look_at_link(office: Office, token: str) -> ReviewLink:
    """Return whose link this is, before anything is opened; reading it uses nothing up.

    Raises ``LinkError`` for a link that is unknown, over, revoked or was opened elsewhere.
    """
    with office.sessions() as session:
        link = review_links.by_token(session, _sha256(token))
    if link is None or not link.works(office.now()) or link.opened_at is not None:
        raise LinkError(
            "This link does not open anything (any more).", "Ask who sent it for a new one."
        )
    return link


def open_link(office: Office, token: str) -> str:
    """Open a link for the first time; return the token for this browser's cookie.

    From then on the link itself opens nothing: forwarded, it is worth nothing. Raises
    ``LinkError`` as ``look_at_link`` does.
    """
    link, browser, at = look_at_link(office, token), secrets.token_urlsafe(32), office.now()
    with office.sessions.begin() as session:
        if not review_links.open_first(session, link.id, _sha256(browser), at=at):
            raise LinkError("This link was opened elsewhere.", "Ask who sent it for a new one.")
        audit.append(
            session,
            link.organization_id,
            at=at,
            person_id=link.person_id,
            what="review link opened",
            subject=f"review link {link.id}",
        )
    return browser


def guest_for(office: Office, browser: str) -> Guest | None:
    """Return who acts by the cookie of an opened link, or None when the link is over."""
    with office.sessions() as session:
        link = review_links.by_browser(session, _sha256(browser))
        if link is None or not link.works(office.now()):
            return None
        since = office.now() - BREATH
        if review_links.decisions_since(session, link.person_id, since) >= MOST_DECISIONS:
            raise LinkError("That was very fast.", "Wait a minute and go on.")
        return Guest(
            link=link,
            member=Member(
                person_id=link.person_id,
                organization_id=link.organization_id,
                role=Role.REVIEWER,
                name=link.name,
                email=link.email,
                only_posts=review_links.open_posts(session, link),
            ),
        )


def revoke_link(office: Office, member: Member, link_id: int) -> None:
    """Close a link at once, opened or not; what was decided by it stands."""
    member.needs(Permission.GOVERN)
    at = office.now()
    with office.sessions.begin() as session:
        if not review_links.revoke(session, member.organization_id, link_id, at=at):
            raise NotFoundError(f"There is no open review link {link_id}.")
        audit.append(
            session,
            member.organization_id,
            at=at,
            person_id=member.person_id,
            what="review link revoked",
            subject=f"review link {link_id}",
        )


def links_of(office: Office, member: Member) -> Sequence[ReviewLink]:
    member.needs(Permission.GOVERN)
    with office.sessions() as session:
        return review_links.links(session, member.organization_id)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
