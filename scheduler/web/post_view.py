"""Read one post with its proof, for the pages that show it."""

from __future__ import annotations

from scheduler.actions.checking import examiner
from scheduler.actions.office import NotFoundError
from scheduler.store import channels
from scheduler.store.post_page import PostPage, post_page
from scheduler.web.language import _
from scheduler.web.proofreading import Proof, proofread
from scheduler.web.visit import Visit


def read_post(visit: Visit, post_id: int) -> tuple[PostPage, Proof]:
    """Raise ``NotFoundError`` for a post that is not this organization's."""
    organization_id = visit.member.organization_id
    with visit.office.sessions() as session:
        page = post_page(session, organization_id, post_id)
        only = visit.member.only_posts
        if page is None or not (only is None or post_id in only):
            raise NotFoundError(_("There is no such post."), _("It may have been taken away."))
        checks = examiner(session, page.post, at=visit.office.now())
        own = channels.channels(session, organization_id)
    findings = [finding for content in page.contents for finding in checks.findings(content)]
    return page, proofread(page, own, findings)
