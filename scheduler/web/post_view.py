"""Read one post with everything the checks say of it, for the pages and the API."""

from __future__ import annotations

from collections.abc import Sequence

from content.checks.model import Finding
from scheduler.actions.checking import Examiner, examiner, examiners
from scheduler.actions.office import Member, NotFoundError, Office
from scheduler.store import channels
from scheduler.store.post_page import PostPage, post_page, post_pages
from scheduler.web.language import _
from scheduler.web.proofreading import Proof, proofread
from scheduler.web.visit import Visit


def read_post(visit: Visit, post_id: int) -> tuple[PostPage, Proof]:
    """Raise ``NotFoundError`` for a post that is not this organization's."""
    page, findings = examined(visit.office, visit.member, post_id)
    with visit.office.sessions() as session:
        own = channels.channels(session, visit.member.organization_id)
    return page, proofread(page, own, findings)


def read_posts(visit: Visit, post_ids: Sequence[int]) -> list[tuple[PostPage, Proof]]:
    """Read several posts at once, as far as the visitor may see them."""
    only = visit.member.only_posts
    seen = [post_id for post_id in post_ids if only is None or post_id in only]
    with visit.office.sessions() as session:
        pages = post_pages(session, visit.member.organization_id, seen)
        checks = examiners(session, [page.post for page in pages], at=visit.office.now())
        own = channels.channels(session, visit.member.organization_id)
    return [(page, proofread(page, own, _findings(page, checks[page.post.id]))) for page in pages]


def examined(office: Office, member: Member, post_id: int) -> tuple[PostPage, list[Finding]]:
    """Return a post and its findings, as far as the member may see it."""
    with office.sessions() as session:
        page = post_page(session, member.organization_id, post_id)
        only = member.only_posts
        if page is None or not (only is None or post_id in only):
            raise NotFoundError(_("There is no such post."), _("It may have been taken away."))
        checks = examiner(session, page.post, at=office.now())
    return page, _findings(page, checks)


def _findings(page: PostPage, checks: Examiner) -> list[Finding]:
    return [found for content in page.contents for found in checks.findings(content)]
