"""Read one post with its proof, for the pages that show it."""

from __future__ import annotations

from content.checks.model import Finding
from scheduler.actions import material
from scheduler.actions.office import NotFoundError
from scheduler.actions.reviewing import findings_of
from scheduler.store import campaigns, channels
from scheduler.store.post_page import PostPage, post_page
from scheduler.web.language import _
from scheduler.web.proofreading import Proof, proofread
from scheduler.web.visit import Visit


def read_post(visit: Visit, post_id: int) -> tuple[PostPage, Proof]:
    """Raise ``NotFoundError`` for a post that is not this organization's."""
    organization_id = visit.member.organization_id
    with visit.office.sessions() as session:
        page = post_page(session, organization_id, post_id)
        if page is None:
            raise NotFoundError(_("There is no such post."), _("It may have been taken away."))
        campaign = campaigns.campaign(session, organization_id, page.post.campaign_id)
        assert campaign is not None
        made_of = material.of_campaign(session, campaign)
        own = channels.channels(session, organization_id)
    return page, proofread(page, own, _findings(page, made_of))


def _findings(page: PostPage, made_of: material.Material) -> list[Finding]:
    source_text = "\n".join(source.text for source in page.sources)
    return [
        finding
        for content in page.contents
        for finding in findings_of(
            content, topic=made_of.topic, contacts=made_of.contacts, source_text=source_text
        )
    ]
