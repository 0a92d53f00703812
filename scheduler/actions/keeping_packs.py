"""An upload that was looked at is kept for a day, so that saying yes needs no second one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO

from scheduler.actions.finding import campaign_of
from scheduler.actions.office import Member, NotFoundError, Office
from scheduler.domain.pack_build import BuildState, Wishes
from scheduler.domain.roles import Permission
from scheduler.store import pack_builds

KEPT = timedelta(days=1)


def keep(
    office: Office,
    member: Member,
    campaign_id: int,
    upload: IO[bytes],
    needs: Permission = Permission.PLAN,
) -> str:
    """Keep what was uploaded, a pack or a table, and return the key it is found by."""
    member.needs(needs)
    upload.seek(0)
    sha256 = office.media.put_file(upload)
    key = secrets.token_urlsafe(24)
    with office.sessions.begin() as session:
        campaign_of(session, member, campaign_id)
        pack_builds.add(
            session,
            member.organization_id,
            campaign_id,
            person_id=member.person_id,
            link_id=None,
            key=key,
            state=BuildState.KEPT,
            wishes=Wishes(),
            at=office.now(),
            expires_at=office.now() + KEPT,
            sha256=sha256,
        )
    return key


@contextmanager
def kept(office: Office, member: Member, campaign_id: int, key: str) -> Iterator[IO[bytes]]:
    """Open what was kept for this campaign. Raises ``NotFoundError``."""
    with office.sessions() as session:
        campaign_of(session, member, campaign_id)
        found = pack_builds.by_key(session, key)
    if (
        found is None
        or (found.organization_id, found.campaign_id) != (member.organization_id, campaign_id)
        or found.state is not BuildState.KEPT
        or found.expires_at <= office.now()
    ):
        raise NotFoundError("What was uploaded is no longer kept.", "Upload it again.")
    with office.media.open(found.sha256) as upload:
        yield upload
