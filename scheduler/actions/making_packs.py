"""Packs made in the background: asked for, taken up, finished, and removed when their time is over.

A build is a row: a process that stops lets go of it after a while, and another begins it anew.
"""

from __future__ import annotations

import logging
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from content.brand import BrandKit
from content.cards.model import Card, CardError, Format
from content.cards.templates import list_templates
from content.packs.building import build as write
from content.packs.manifest import manifest_of
from content.packs.model import PackContent, PackError
from content.packs.rebranding import cards_in, rebranded
from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError, Member, NotFoundError, Office
from scheduler.actions.partner_brands import kit_of
from scheduler.actions.partner_links import member_of
from scheduler.actions.sharing_packs import pack_of_campaign
from scheduler.domain.pack_build import BuildState, Wishes
from scheduler.domain.roles import Permission, Role
from scheduler.store import pack_builds
from scheduler.store.media import MediaError
from scheduler.store.pack_builds import PackBuild
from scheduler.store.partner_links import PartnerLink

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)  # one card takes seconds; who is silent for this long has stopped
TELL_EACH = timedelta(seconds=2)
KEPT = timedelta(days=7)
MOST_TRIES = 3
MOST_AT_ONCE = 3  # for one link, or one organization
MOST_A_DAY = 40  # for one link: previews and builds


class _TakenOverError(Exception):
    """Another process has taken the build up: what this one made is thrown away."""


def ask(office: Office, member: Member, campaign_id: int, wishes: Wishes) -> PackBuild:
    """Have a campaign's pack made. Raises ``ActionError`` when enough are being made already."""
    member.needs(Permission.SEE)
    with office.sessions.begin() as session:
        campaign_of(session, member, campaign_id)
        going = pack_builds.count_going(
            session, link_id=None, organization_id=member.organization_id
        )
        _check_room(going)
        return pack_builds.add(
            session,
            member.organization_id,
            campaign_id,
            person_id=member.person_id,
            link_id=None,
            key=secrets.token_urlsafe(24),
            state=BuildState.WAITING,
            wishes=wishes,
            at=office.now(),
            expires_at=office.now() + KEPT,
        )


def ask_by_link(office: Office, link: PartnerLink, wishes: Wishes, *, only_look: bool) -> PackBuild:
    """Have a partner's pack made, or with ``only_look`` keep its design to be looked at.

    Partners get approved posts and nothing else. Raises ``ActionError`` beyond what a link may ask.
    """
    with office.sessions.begin() as session:
        since = office.now() - timedelta(days=1)
        if pack_builds.count_since(session, link.id, since) >= MOST_A_DAY:
            raise ActionError(
                f"This link was used {MOST_A_DAY} times in a day.", "Try again tomorrow."
            )
        if not only_look:
            _check_room(
                pack_builds.count_going(
                    session, link_id=link.id, organization_id=link.organization_id
                )
            )
        return pack_builds.add(
            session,
            link.organization_id,
            link.campaign_id,
            person_id=link.made_by_id,
            link_id=link.id,
            key=secrets.token_urlsafe(24),
            state=BuildState.DESIGN if only_look else BuildState.WAITING,
            wishes=replace(wishes, approved_only=True, post_ids=()),
            at=office.now(),
            expires_at=min(office.now() + KEPT, link.expires_at),
        )


def change_design(
    office: Office, link: PartnerLink, build: PackBuild, wishes: Wishes, *, only_look: bool
) -> None:
    """Change a partner's design, or have it made; ``ActionError`` when it is made already."""
    with office.sessions.begin() as session:
        if not only_look:
            _check_room(
                pack_builds.count_going(
                    session, link_id=link.id, organization_id=link.organization_id
                )
            )
        state = BuildState.DESIGN if only_look else BuildState.WAITING
        kept = replace(wishes, approved_only=True, post_ids=())
        if not pack_builds.wish(session, build.id, kept, state):
            raise ActionError("This pack is being made already.", "Start a new one to change it.")


def build_of(office: Office, member: Member, key: str) -> PackBuild:
    """Return a build of the member's organization. Raises ``NotFoundError``."""
    member.needs(Permission.SEE)
    return _found(office, key, lambda one: one.organization_id == member.organization_id)


def build_of_link(office: Office, link: PartnerLink, key: str) -> PackBuild:
    """Return a build that was asked for by this link. Raises ``NotFoundError``."""
    return _found(office, key, lambda one: one.link_id == link.id)


def content_of(office: Office, build: PackBuild) -> PackContent:
    """Return what a build is to hold, with the partner's brand where there is one."""
    member = Member(
        person_id=build.person_id,
        organization_id=build.organization_id,
        role=Role.VIEWER,
        name="",
        email="",
    )
    wishes = build.wishes
    if wishes.brand is None:
        return pack_of_campaign(office, member, build.campaign_id, wishes)
    # The shapes are the partner's choice: its pictures are drawn anew in every one of them.
    content = pack_of_campaign(office, member, build.campaign_id, replace(wishes, formats=()))
    shapes = tuple(Format(name) for name in wishes.formats)
    return rebranded(manifest_of(content), kit_of(wishes.brand, office.media), formats=shapes)


def cards_for(office: Office, link: PartnerLink, brand: BrandKit) -> tuple[str, list[Card]]:
    """Return the campaign's template and its approved cards as a partner's brand shows them."""
    content = pack_of_campaign(office, member_of(link), link.campaign_id, Wishes())
    return content.template or list_templates()[0], cards_in(manifest_of(content), brand)


def make_next(office: Office) -> bool:
    """Make the oldest pack that waits; say whether there was one."""
    with office.sessions.begin() as session:
        build = pack_builds.claim(session, now=office.now(), until=office.now() + LEASE)
    if build is None:
        return False
    if build.tries > MOST_TRIES:
        _fail(office, build, "It was begun several times and never ended: choose fewer cards.")
        return True
    try:
        _make(office, build)
    except (ActionError, PackError, CardError, MediaError) as error:
        _fail(office, build, str(error))
    except _TakenOverError:
        logger.info("A pack was taken over", extra={"action": "pack_taken_over", "id": build.id})
    except OSError as error:
        logger.warning("A pack was not kept", exc_info=error, extra={"action": "pack_not_kept"})
        _fail(office, build, f"The pack could not be kept: {error.strerror or error}.")
    except Exception:  # the row must say that it ended, whatever broke
        logger.exception("A pack failed", extra={"action": "pack_failed", "id": build.id})
        _fail(office, build, "Something broke on our side. Start it again.")
    return True


def remove_old(office: Office) -> int:
    """Remove the files of builds whose time is over, and return how many builds that were."""
    with office.sessions.begin() as session:
        over = pack_builds.over(session, office.now())
        for build in over:
            pack_builds.let_go(session, build.id)
        gone = {
            one.sha256
            for one in over
            if one.sha256 and not pack_builds.is_kept(session, one.sha256)
        }
    for sha256 in gone:
        office.media.remove(sha256)
    return len(over)


def _make(office: Office, build: PackBuild) -> None:
    told = office.now()

    def progress(done: int, of: int, _headline: str) -> None:
        nonlocal told
        if done < of and office.now() - told < TELL_EACH:
            return
        told = office.now()
        with office.sessions.begin() as session:
            if not pack_builds.keep_on(session, build, done, of, until=told + LEASE):
                raise _TakenOverError

    content = content_of(office, build)
    progress(0, len(content.cards), "")
    with tempfile.TemporaryFile() as file:
        built = write(content, file, key=office.pack_key, progress=progress)
        size = file.tell()
        file.seek(0)
        sha256 = office.media.put_file(file)
    with office.sessions.begin() as session:
        if not pack_builds.finish(session, build, sha256=sha256, size=size, notes=built.notes):
            raise _TakenOverError


def _fail(office: Office, build: PackBuild, trouble: str) -> None:
    with office.sessions.begin() as session:
        pack_builds.fail(session, build, trouble)


def _found(office: Office, key: str, is_own: Callable[[PackBuild], bool]) -> PackBuild:
    with office.sessions() as session:
        build = pack_builds.by_key(session, key)
    if build is None or not is_own(build) or build.expires_at <= office.now():
        raise NotFoundError("There is no such pack (any more).", "Have it made again.")
    return build


def _check_room(going: int) -> None:
    if going >= MOST_AT_ONCE:
        raise ActionError(
            f"{MOST_AT_ONCE} packs are being made already.", "Wait until one of them is done."
        )
