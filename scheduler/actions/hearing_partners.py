"""Numbers come back: what partner organizations earned with a campaign's pack."""

from __future__ import annotations

from content.packs.numbers import empty_table, read_numbers
from content.packs.tables_read import TableError
from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError, Member, NotAllowedError, Office
from scheduler.domain.roles import Permission
from scheduler.store import packs, post_page
from scheduler.store.packs import PartnerNumber
from scheduler.store.partner_links import PartnerLink


def numbers_table(office: Office, member: Member, campaign_id: int) -> bytes:
    """Return the table that a partner fills in: a row for each card and platform."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        campaign_of(session, member, campaign_id)
        rows = []
        for key, post_id in packs.plan_keys(session, campaign_id).items():
            page = post_page.post_page(session, member.organization_id, post_id)
            if page is not None:
                rows += [(key, page.post.title, one.platform) for one in page.captions]
    if not rows:
        raise ActionError("The campaign has no posts yet.", "Plan it first.")
    return empty_table(rows)


def take_numbers(
    office: Office, member: Member, campaign_id: int, partner: str, data: bytes
) -> int:
    """Store what a partner filled in, and return how many numbers it was.

    The same partner's newer number replaces the older. Raises ``ActionError`` with every line that
    is wrong; then nothing is stored.
    """
    member.needs(Permission.WRITE)
    with office.sessions() as session:
        campaign_of(session, member, campaign_id)
    name = " ".join(partner.split())
    if not name:
        raise ActionError("Say whose numbers these are.", "They are kept apart by partner.")
    return _take(office, campaign_id, name, data)


def take_numbers_by_link(office: Office, link: PartnerLink, data: bytes) -> int:
    """Store what came by a partner's own link, under the name the link was made for."""
    if not link.takes_numbers:
        raise NotAllowedError("This link takes no numbers.", "Ask who sent it for one that does.")
    return _take(office, link.campaign_id, link.partner, data)


def _take(office: Office, campaign_id: int, name: str, data: bytes) -> int:
    with office.sessions.begin() as session:
        try:
            found = read_numbers(data, packs.plan_keys(session, campaign_id))
        except TableError as error:
            raise ActionError(str(error), "Nothing was stored.") from error
        packs.put_numbers(
            session,
            campaign_id,
            [
                PartnerNumber(
                    partner=name[:200],
                    card=one.card,
                    platform=one.platform,
                    metric=one.metric,
                    value=one.value,
                    posted_on=one.posted_on,
                )
                for one in found
            ],
            at=office.now(),
        )
    return len(found)
