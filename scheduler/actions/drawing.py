"""Draw a post's pictures anew: with another template or another brand kit, never other words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from content.cards.model import Card
from content.cards.templates import list_templates
from scheduler.actions.composing import card_of_post, studios_of
from scheduler.actions.finding import brand_of, campaign_of, post_of
from scheduler.actions.office import ActionError, ChangedError, Member, Office
from scheduler.actions.producing import Studio, pictures
from scheduler.actions.reviewing import void
from scheduler.domain.roles import Permission
from scheduler.store import assets
from scheduler.store.posts import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Easel:
    """A post's card with what it is drawn with."""

    studio: Studio
    card: Card


def easel(
    office: Office, member: Member, post_id: int, *, template: str = "", brand_kit_id: int = 0
) -> Easel:
    """Set a post's card up to be drawn; nothing is stored.

    Raises ``ActionError`` for a template there is not, and for a post whose claim is no longer in
    its fact sheet.
    """
    with office.sessions() as session:
        post = post_of(session, member, post_id)
        return _easel(office, session, member, post, template, brand_kit_id)


def redraw(
    office: Office, member: Member, post_id: int, *, template: str, brand_kit_id: int = 0
) -> None:
    """Replace all pictures, and alt texts nobody wrote by hand; the post is a draft again."""
    member.needs(Permission.WRITE)
    with office.sessions() as session:
        post = post_of(session, member, post_id)
        ready = _easel(office, session, member, post, template, brand_kit_id)
    drawn = pictures(ready.studio, ready.card)
    if not drawn.assets:
        raise ActionError("The card cannot be drawn that way.", " ".join(drawn.problems))
    at = office.now()
    with office.sessions.begin() as session:
        current = post_of(session, member, post_id, lock=True)
        if current.revision != post.revision:
            raise ChangedError("Somebody else changed this post.", "Look again.")
        assets.replace(session, post_id, drawn.assets)
        void(session, member, current, at=at, note=f"drawn anew with the template {template}")


def _easel(  # which post, drawn with what
    office: Office,
    session: Session,
    member: Member,
    post: Post,
    template: str,
    brand_kit_id: int,
) -> Easel:
    campaign = campaign_of(session, member, post.campaign_id)
    chosen = template or campaign.template or list_templates()[0]
    if chosen not in list_templates():
        raise ActionError(
            f"There is no template {chosen!r}.", f"There are: {', '.join(list_templates())}."
        )
    stored = brand_of(session, member, brand_kit_id or campaign.brand_kit_id)
    drawn_so = replace(campaign, template=chosen, brand_kit_id=stored.id)
    found = card_of_post(studios_of(office, session, member, drawn_so), post.plan_key)
    if found is None:
        raise ActionError(
            "This post's claim is no longer in its fact sheet, so it cannot be drawn anew.",
            "Plan the campaign again, or archive the post.",
        )
    return Easel(studio=found.studio, card=found.card)
