"""The cards of a campaign, each with the sheet it says the words of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from content.brand import BrandKit
from content.cards.composing import cards_of, closer, opener
from content.cards.model import Card, Role
from content.factsheets.joining import without_said
from content.factsheets.model import Item
from scheduler.actions import material as materials
from scheduler.actions.finding import brand_of
from scheduler.actions.office import Member, Office
from scheduler.actions.producing import Studio
from scheduler.actions.scoping import in_scope
from scheduler.domain.campaign import Rules
from scheduler.domain.campaign_sheet import CampaignSheet
from scheduler.domain.planning_slots import Part, PlanItem, an_item, use_of
from scheduler.domain.planning_words import word
from scheduler.store import channels
from scheduler.store.campaigns import Campaign
from scheduler.store.media import MediaStore


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCard:
    """``seed`` is the card's place among all: captions of neighbours begin differently."""

    card: Card
    studio: Studio
    seed: int

    @property
    def is_heavy(self) -> bool:
        return an_item("", self.card.kind, Part(self.card.role.value)).heavy


def studios_of(
    office: Office, session: Session, member: Member, campaign: Campaign
) -> tuple[Studio, ...]:
    """Return what posts are made with: one studio for each sheet, the campaign's first first."""
    brand = materials.open_brand(brand_of(session, member, campaign.brand_kit_id), office.media)
    return studios_with(session, campaign, brand, office.media)


def studios_with(
    session: Session, campaign: Campaign, brand: BrandKit, media: MediaStore
) -> tuple[Studio, ...]:
    """The same with a brand kit that is open already; the campaign may not be stored yet."""
    there = channels.of_campaign(session, campaign.id)
    found = (
        materials.of_campaign(session, campaign, brand, sheet_id=one.fact_sheet_id)
        for one in campaign.sheets
    )
    return tuple(
        Studio(
            campaign=campaign,
            material=material,
            brand=materials.for_readers(brand, material.country),
            channels=there,
            media=media,
        )
        for material in found
    )


def cards_of_campaign(
    studios: Sequence[Studio], rules: Rules | None = None
) -> dict[str, SheetCard]:
    """Return the campaign's cards by their place in the plan, sheet after sheet.

    Without ``rules`` those out of scope come too. The first sheet opens and closes the campaign.
    A claim of a further sheet that an earlier one makes already has no card of its own.
    """
    cards: dict[str, SheetCard] = {}
    said: list[Item] = []
    for studio in studios:
        whole = studio.material.extraction
        of_sheet = in_scope(whole, _scope(studio), rules) if rules else whole
        own = cards_of(without_said(of_sheet, said), studio.brand)
        if not cards:
            own = [opener(whole, studio.brand), *own, closer(whole, studio.brand)]
        for card in own:
            key = card.role.value if card.role is not Role.ITEM else card.item_keys[0]
            if key not in cards:
                cards[key] = SheetCard(card=card, studio=studio, seed=len(cards))
        said += of_sheet.items
    return cards


def card_of_post(studios: Sequence[Studio], plan_key: str) -> SheetCard | None:
    """Return the card that stands at a place in the plan, also one that is out of scope by now."""
    key = use_of(plan_key)[0]
    planned = cards_of_campaign(studios, Rules.from_json(studios[0].campaign.rules))
    if key in planned:
        return planned[key]
    every = cards_of_campaign(studios)
    return every.get(key) or next(
        (one for one in every.values() if key in one.card.item_keys), None
    )


def items_of(cards: Mapping[str, SheetCard]) -> list[PlanItem]:
    """Return what is to be planned. Several sheets take turns, each by its share of a kind."""
    sheets = list(dict.fromkeys(one.studio.material.sheet_id for one in cards.values()))
    counted: Counter[tuple[int, str]] = Counter()
    placed: list[tuple[float, int, PlanItem]] = []
    totals = Counter((one.studio.material.sheet_id, one.card.kind) for one in cards.values())
    for key, one in cards.items():
        own = (one.studio.material.sheet_id, one.card.kind)
        item = an_item(key, one.card.kind, Part(one.card.role.value))
        if item.role is Part.ITEM:
            counted[own] += 1
            if len(sheets) > 1:
                title = one.studio.material.extraction.title or one.studio.material.name
                label = f"{word(item.kind)} {counted[own]} of “{title}”"
                item = replace(item, label=label, sheet=own[0])
        placed.append((counted[own] / totals[own], sheets.index(own[0]), item))
    if len(sheets) == 1:
        return [item for _, _, item in placed]
    return [item for _, _, item in sorted(placed, key=lambda one: one[:2])]


def _scope(studio: Studio) -> CampaignSheet:
    return next(
        one for one in studio.campaign.sheets if one.fact_sheet_id == studio.material.sheet_id
    )
