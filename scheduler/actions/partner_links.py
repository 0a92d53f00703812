"""Links for partner organizations: look at a campaign, take its pack, send numbers back."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError, Member, NotFoundError, Office
from scheduler.domain.post import PostState
from scheduler.domain.roles import Permission, Role
from scheduler.store import audit, partner_links, posts
from scheduler.store.partner_links import PartnerLink

LONGEST = timedelta(days=366)


class PartnerLinkError(NotFoundError):
    """A link that opens nothing; never says whether it ever did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPartnerLink:
    """``token`` is shown once; only its hash is stored."""

    id: int
    token: str
    expires_at: datetime


def make_link(
    office: Office,
    member: Member,
    campaign_id: int,
    *,
    partner: str,
    lasts: timedelta,
    takes_numbers: bool,
) -> NewPartnerLink:
    """Make an address under which a partner fetches the approved posts of a campaign.

    Raises ``ActionError`` for a name that is missing or a time over a year.
    """
    member.needs(Permission.PLAN)
    name = " ".join(partner.split())
    if not name or len(name) > 200:  # noqa: PLR2004  # the column's width
        raise ActionError("A partner's link needs the partner's name.", "Up to 200 characters.")
    if not timedelta(hours=1) <= lasts <= LONGEST:
        raise ActionError("A partner's link lasts from an hour to a year.", "Choose another time.")
    token, at = secrets.token_urlsafe(32), office.now()
    with office.sessions.begin() as session:
        campaign_of(session, member, campaign_id)
        number = partner_links.add(
            session,
            member.organization_id,
            campaign_id,
            made_by_id=member.person_id,
            partner=name,
            takes_numbers=takes_numbers,
            token_sha256=_sha256(token),
            at=at,
            expires_at=at + lasts,
        )
        audit.append(
            session,
            member.organization_id,
            at=at,
            person_id=member.person_id,
            what="partner link made",
            subject=f"partner link {number}",
            note=f"for {name}",
        )
    return NewPartnerLink(id=number, token=token, expires_at=at + lasts)


def revoke_link(office: Office, member: Member, link_id: int) -> None:
    """Close a link at once. Raises ``NotFoundError`` when it is not one of the organization's."""
    member.needs(Permission.PLAN)
    at = office.now()
    with office.sessions.begin() as session:
        if not partner_links.revoke(session, member.organization_id, link_id, at=at):
            raise NotFoundError("There is no such partner link.", "It may be closed already.")
        audit.append(
            session,
            member.organization_id,
            at=at,
            person_id=member.person_id,
            what="partner link closed",
            subject=f"partner link {link_id}",
        )


def links_of(session: Session, member: Member) -> list[PartnerLink]:
    """Return the organization's links for those who may see it."""
    member.needs(Permission.SEE)
    return partner_links.links(session, member.organization_id)


def link_of(office: Office, token: str) -> PartnerLink:
    """Return what a token opens. Raises ``PartnerLinkError`` when it opens nothing (any more)."""
    with office.sessions() as session:
        link = partner_links.by_token(session, _sha256(token))
    if link is None or not link.works(office.now()):
        raise PartnerLinkError(
            "This link does not open anything (any more).", "Ask who sent it for a new one."
        )
    return link


def member_of(link: PartnerLink) -> Member:
    """Return who sees the campaign for the partner: one who may look and nothing else."""
    return Member(
        person_id=link.made_by_id,
        organization_id=link.organization_id,
        role=Role.VIEWER,
        name=link.partner,
        email="",
    )


def shared_posts(office: Office, link: PartnerLink) -> frozenset[int]:
    """Return the posts a partner may see: the campaign's approved ones."""
    with office.sessions() as session:
        every = posts.of_campaign(session, link.campaign_id)
    return frozenset(one.id for one in every if one.state is PostState.APPROVED)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
