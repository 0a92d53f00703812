"""Cards, brands and contacts for tests, by small factories."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import Any

from PIL import Image

from content.brand import BrandKit
from content.brand_file import load_brand, sample_brand_path
from content.cards.model import Card
from content.factsheets.model import Contact, ContactRole, Extraction, Item, Kind, TextCode

HOTLINE = Contact(
    key="hotline",
    name="Riverbend Help Line",
    role=ContactRole.HOTLINE,
    phone="+18005550142",
    phone_printed="1-800-555-0142",
    text_code=TextCode(number="555014", keywords=("HELP", "INFO"), name="BEND"),
)
LONG = (
    "Recruiters often build trust for months before they ask for anything. They listen, give "
    "presents and pay for dinners, and they keep the person away from friends who might ask. "
)


@cache
def sample_brand() -> BrandKit:
    return load_brand(sample_brand_path())


def a_card(headline: str = "Somebody else always answers for them.", **fields: Any) -> Card:
    given: dict[str, Any] = {
        "kind": Kind.FACT,
        "kicker": "The facts",
        "source": "riverbend.example",
        "hotline": HOTLINE,
        "item_keys": ("k1",),
        "lines": (7, 7),
        **fields,
    }
    return replace(Card(kind=Kind.FACT, headline=headline), **given)


def an_item(text: str, kind: Kind = Kind.FACT, **fields: Any) -> Item:
    return replace(Item(key=text, kind=kind, text=text, lines=(3, 3)), **fields)


def a_sheet(*items: Item, **fields: Any) -> Extraction:
    blank = Extraction(
        title="Healthy Relationships", language="en", items=items, contacts=(HOTLINE,)
    )
    return replace(blank, **fields)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))
