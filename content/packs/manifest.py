"""The manifest: everything another program needs to check, change or take over a pack."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from content.factsheets.serial import to_json
from content.packs.model import SCHEMA, Manifest, PackContent, PackFile, Written


def manifest_bytes(
    content: PackContent,
    written: Sequence[Written],
    files: Mapping[str, PackFile],
    notes: Sequence[str],
) -> bytes:
    """Return the manifest as it is written and signed. It names no person and holds no secret."""
    extraction = to_json(content.extraction)
    plain = {
        "schema": SCHEMA,
        "title": content.campaign.name if content.campaign else content.extraction.title,
        "language": content.extraction.language,
        "organization": content.brand.name,
        "credit": content.credit,
        "terms": content.terms,
        "template": content.template,
        "formats": [shape.value for shape in content.formats],
        "platforms": list(content.platforms),
        "brand": _brand(content),
        "campaign": _campaign(content),
        "fact_sheet": {
            "name": content.sheet_name,
            "title": content.extraction.title,
            "sha256": content.extraction.sha256,
        },
        "contacts": [
            {
                "name": contact.name,
                "role": contact.role.value,
                "phone": contact.phone,
                "phone_printed": contact.phone_printed,
                "url": contact.url,
                "region": contact.region,
                "verified_on": contact.verified_on.isoformat() if contact.verified_on else None,
                "expires_on": contact.expires_on.isoformat() if contact.expires_on else None,
            }
            for contact in content.contacts
        ],
        "cards": [_card(one) for one in written],
        "extraction": extraction,
        "notes": list(notes),
        "files": [
            {"name": file.name, "sha256": file.sha256, "size": file.size} for file in files.values()
        ],
    }
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True).encode(
        "utf-8", "surrogatepass"
    )


def manifest_of(content: PackContent) -> Manifest:
    """Return what the manifest of a pack says that was not written: its cards have no pictures."""
    unwritten = [
        Written(card=card, number=number, pictures={})
        for number, card in enumerate(content.cards, 1)
    ]
    return Manifest(plain=json.loads(manifest_bytes(content, unwritten, {}, content.notes)))


def _brand(content: PackContent) -> dict[str, Any]:
    brand = content.brand
    return {
        "name": brand.name,
        "footer": brand.footer,
        "url": brand.url,
        "hashtags": list(brand.hashtags),
        "palette": {
            name: getattr(brand.palette, name) for name in ("dark", "light", "accent", "primary")
        },
    }


def _campaign(content: PackContent) -> dict[str, Any] | None:
    campaign = content.campaign
    if campaign is None:
        return None
    return {
        "name": campaign.name,
        "zone": campaign.zone,
        "first_day": campaign.first_day.isoformat(),
        "last_day": campaign.last_day.isoformat(),
        "link": campaign.link,
        "hashtags": list(campaign.hashtags),
    }


def _card(one: Written) -> dict[str, Any]:
    card = one.card
    return {
        "key": card.key,
        "kind": card.kind,
        "headline": card.headline,
        "alt_text": card.alt_text,
        "item_keys": list(card.item_keys),
        "lines": list(card.lines),
        "language": card.language,
        "seed": card.seed,
        "local": card.local.isoformat(timespec="minutes") if card.local else None,
        "captions": [
            {"platform": caption.platform, "text": caption.text, "edited": caption.edited}
            for caption in card.captions
        ],
        "pictures": [
            {
                "format": shape.value,
                "file": file.name,
                "sha256": file.sha256,
                "alt_text": one.alt_texts[file.name],
            }
            for shape, files in one.pictures.items()
            for file in files
        ],
    }
