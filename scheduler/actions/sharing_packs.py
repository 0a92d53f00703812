"""Share a campaign as a content pack."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from content.cards.model import Asset, CardError, Format
from content.factsheets.joining import joined
from content.factsheets.model import Kind
from content.packs.gathering import TERMS, credit_of, shown_contacts
from content.packs.model import PackCampaign, PackCaption, PackCard, PackContent
from scheduler.actions import material as materials
from scheduler.actions.finding import brand_of, campaign_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.domain.pack_build import Wishes
from scheduler.domain.post import PostState
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import parse_local
from scheduler.store import plans, post_page
from scheduler.store.media import MediaStore
from scheduler.store.plans import TakenSlot
from scheduler.store.post_page import Shown

EVERYTHING = Wishes(approved_only=False)


def pack_of_campaign(
    office: Office,
    member: Member,
    campaign_id: int,
    wishes: Wishes = EVERYTHING,
    *,
    media_base: str = "",
) -> PackContent:
    """Return what a pack of a campaign holds: its posts as they stand, pictures read when written.

    Raises ``ActionError`` when no post of the campaign is what was wished for.
    """
    member.needs(Permission.SEE)
    with office.sessions() as session:
        campaign = campaign_of(session, member, campaign_id)
        stored = brand_of(session, member, campaign.brand_kit_id)
        used = [
            materials.of_campaign(session, campaign, sheet_id=one.fact_sheet_id)
            for one in campaign.sheets
        ]
        extraction = joined(*(one.extraction for one in used))
        taken = plans.slots(session, campaign_id)
        cards = [
            card
            for slot in taken
            if (not wishes.post_ids or slot.post_id in wishes.post_ids)
            and (card := _card(office, session, member, slot, wishes)) is not None
        ]
    country = materials.readers_country(campaign, extraction)
    brand = materials.for_readers(materials.open_brand(stored, office.media), country)
    if not cards and not taken:
        raise ActionError("The campaign has no posts yet.", "Plan it first.")
    if not cards:
        raise ActionError(
            "No post of the campaign fits what was chosen.",
            "Approve some, or choose others than approved posts.",
        )
    drawn = {shape for card in cards for shape in _shapes(card)}
    chosen = {Format(name) for name in wishes.formats} or drawn
    return PackContent(
        extraction=extraction,
        brand=brand,
        template=campaign.template,
        formats=tuple(shape for shape in Format if shape in chosen),
        platforms=tuple(dict.fromkeys(c.platform for card in cards for c in card.captions)),
        cards=cards if len(used) > 1 else [replace(card, sheet="") for card in cards],
        contacts=shown_contacts(extraction, brand),
        credit=" ".join(dict.fromkeys(credit_of(one.extraction) for one in used)),
        terms=TERMS,
        sheet_name=", ".join(one.name for one in used),
        campaign=PackCampaign(
            name=campaign.name,
            zone=campaign.zone,
            first_day=campaign.first_day,
            last_day=campaign.last_day,
            link=campaign.link,
            hashtags=campaign.hashtags,
        ),
        media_base=media_base,
    )


@dataclass(frozen=True, slots=True)
class _Stored:
    """A post's pictures where they lie."""

    media: MediaStore
    kind: str
    shown: tuple[Shown, ...]

    def __call__(self, wanted: Format) -> list[Asset]:
        found = sorted(
            (one for one in self.shown if one.format == wanted), key=lambda one: one.position
        )
        if not found:
            raise CardError(f"the post has no {wanted} picture")
        return [
            Asset(
                data=self.media.get(one.sha256),
                mime_type=one.mime_type,
                width=one.width,
                height=one.height,
                sha256=one.sha256,
                alt_text=one.alt_text,
                format=wanted,
                kind=Kind(self.kind),
                template=one.template,
            )
            for one in found
        ]


def _card(
    office: Office, session: Session, member: Member, slot: TakenSlot, wishes: Wishes
) -> PackCard | None:
    page = post_page.post_page(session, member.organization_id, slot.post_id)
    if page is None or page.post.state is PostState.ARCHIVED:
        return None
    if wishes.approved_only and page.post.state is not PostState.APPROVED:
        return None
    lines = [(one.first_line, one.last_line) for one in page.sources] or [(0, 0)]
    return PackCard(
        key=page.post.plan_key,
        kind=page.post.kind,
        headline=page.post.title,
        alt_text=page.pictures[0].alt_text if page.pictures else page.post.title,
        item_keys=tuple(source.item_key for source in page.sources),
        lines=(min(first for first, _ in lines), max(last for _, last in lines)),
        language=page.post.language,
        captions=tuple(
            PackCaption(platform=one.platform, text=one.text, edited=one.edited)
            for one in page.captions
            if not wishes.platforms or one.platform in wishes.platforms
        ),
        draw=_Stored(office.media, page.post.kind, page.pictures),
        local=parse_local(slot.local_time),
        sheet=page.origin.sheet_name,
    )


def _shapes(card: PackCard) -> tuple[Format, ...]:
    draw = card.draw
    assert isinstance(draw, _Stored)
    return tuple(Format(one.format) for one in draw.shown)
