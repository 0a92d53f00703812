"""Briefs and items for the tests of captions and checks; name only what a test is about."""

from __future__ import annotations

from typing import Any

from content.captions.model import Brief
from content.factsheets.model import Contact, ContactRole, Item, Kind, TextCode

HOTLINE = Contact(
    key="hotline",
    name="National Human Trafficking Hotline",
    role=ContactRole.HOTLINE,
    phone="+18883737888",
    phone_printed="1-888-373-7888",
    text_code=TextCode(number="233733", keywords=("HELP", "INFO"), name="BeFree"),
)
EMERGENCY = Contact(
    key="emergency", name="911", role=ContactRole.EMERGENCY, phone="911", phone_printed="9-1-1"
)
LINEA = Contact(
    key="linea",
    name="Línea Nacional contra la Trata de Personas",
    role=ContactRole.HOTLINE,
    phone="+528005533000",
    phone_printed="800 5533 000",
    region="MX",
)


def an_item(text: str = "Anyone can be affected by human trafficking.", **fields: Any) -> Item:
    values = {"key": text[:40], "kind": Kind.FACT, "lines": (7, 7)}
    return Item(text=text, **{**values, **fields})


def a_sign(text: str = "They have bruises in various stages of healing.", **fields: Any) -> Item:
    context = "There are many signs that suggest someone is a victim of human trafficking"
    return an_item(text, **{"kind": Kind.WARNING_SIGN, "context": context, **fields})


def a_brief(*items: Item, platform: str = "mastodon", **fields: Any) -> Brief:
    values: dict[str, Any] = {
        "hotline": HOTLINE,
        "emergency": EMERGENCY,
        "topic": "human trafficking",
        "source": "Connecticut Clearinghouse",
    }
    return Brief(items=items or (an_item(),), platform=platform, **{**values, **fields})
