"""A small sheet with a national and a regional contact, and a partner's brand."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from content.brand import BrandKit
from content.cards.model import Format
from content.factsheets.extraction import compile_sheet
from content.factsheets.model import Contact, ContactRole, Extraction
from content.packs.building import build
from content.packs.gathering import Choices, gather
from content.packs.model import PackCampaign, PackCaption, PackContent
from content.packs.signing import signing_key

SHEET = """\
# Human Trafficking

## What is it?

Human trafficking is the crime of using force, fraud or coercion to exploit a person.

## Signs

Signs include:

- They appear fearful.
- They have bruises in various stages of healing.

## Ohio Resources

Harbor House of Ohio
614-555-0123

## National Resources

National Human Trafficking Hotline
1-888-373-7888
"""
OURS = BrandKit(name="Riverbend", url="https://riverbend.example/learn")
PARTNER = BrandKit(
    name="Harbor Alliance",
    url="https://harbor.example/help",
    contacts=(
        Contact(
            key="phone:+15035550142",
            name="Oregon Helpline",
            role=ContactRole.INFO,
            phone="+15035550142",
            phone_printed="503-555-0142",
            region="US-OR",
        ),
    ),
)
KEY = signing_key("a secret of one installation")


@cache
def extraction() -> Extraction:
    return compile_sheet(SHEET.encode(), "sheet.md")


def content(brand: BrandKit = OURS, *, cards: int | None = None) -> PackContent:
    choices = Choices(
        template="beacon",
        formats=(Format.SQUARE,),
        platforms=("mastodon", "instagram"),
        sheet_name="sheet.md",
    )
    made = gather(extraction(), brand, choices)
    return made if cards is None else replace(made, cards=list(made.cards)[:cards])


def packed(made: PackContent, *, signed: bool = True) -> bytes:
    out = io.BytesIO()
    build(made, out, key=KEY if signed else None)
    return out.getvalue()


@cache
def a_pack() -> bytes:
    return packed(content())


def of_a_campaign() -> PackContent:
    """Two cards with their days in January, drawn in the shape channels take."""
    made = content()
    cards = [
        replace(card, local=datetime(2027, 1, 11, 9, 30) + timedelta(days=place))
        for place, card in enumerate(list(made.cards)[:2])
    ]
    campaign = PackCampaign(
        name="Their January",
        zone="America/New_York",
        first_day=date(2027, 1, 1),
        last_day=date(2027, 1, 31),
    )
    return replace(made, cards=cards, campaign=campaign, formats=(Format.PORTRAIT,))


@cache
def a_campaigns_pack() -> bytes:
    return packed(of_a_campaign())


@cache
def a_newer_pack() -> bytes:
    first, *rest = of_a_campaign().cards
    newer = replace(first, captions=(PackCaption(platform="mastodon", text="Newer words."),))
    return packed(replace(of_a_campaign(), cards=[newer, *rest]))
