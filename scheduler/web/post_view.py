"""Read one post with everything the checks say of it, for the pages and the API."""

from __future__ import annotations

from content.checks.model import Finding
from scheduler.actions.checking import examiner
from scheduler.actions.office import Member, NotFoundError, Office
from scheduler.store import channels
from scheduler.store.post_page import PostPage, post_page
from scheduler.web.language import _
from scheduler.web.proofreading import Proof, proofread
from scheduler.web.visit import Visit


def read_post(visit: Visit, post_id: int) -> tuple[PostPage, Proof]:
    """Raise ``NotFoundError`` for a post that is not this organization's."""
    page, findings = examined(visit.office, visit.member, post_id)
    with visit.office.sessions() as session:
        own = channels.channels(session, visit.member.organization_id)
    return page, proofread(page, own, findings)


def examined(office: Office, member: Member, post_id: int) -> tuple[PostPage, list[Finding]]:
    """Return a post and its findings, as far as the member may see it."""
    with office.sessions() as session:
        page = post_page(session, member.organization_id, post_id)
        only = member.only_posts
        if page is None or not (only is None or post_id in only):
            raise NotFoundError(_("There is no such post."), _("It may have been taken away."))
        checks = examiner(session, page.post, at=office.now())
    return page, [found for content in page.contents for found in checks.findings(content)]
