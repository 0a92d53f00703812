"""What strangers upload and type, made into a brand kit that is safe to draw."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

from PIL import Image, UnidentifiedImageError

from content.brand import BrandError, BrandKit
from content.brand_file import brand_contacts
from content.factsheets.model import Contact, ContactRole
from scheduler.actions.branding import BrandFields, brand_of_fields
from scheduler.actions.office import ActionError
from scheduler.domain.pack_build import OwnBrand, OwnContact
from scheduler.store.media import MediaStore

LARGEST_LOGO = 3_000_000  # bytes
_MOST_PIXELS = 25_000_000
_LOGO_SIDE = 1_200  # pixels; larger is shown nowhere
_TYPES = ("PNG", "JPEG", "WEBP")
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def clean_logo(data: bytes) -> bytes:
    """Return an uploaded logo drawn anew as a PNG: nothing of the file itself is kept.

    Raises ``ActionError`` for what is no PNG, JPEG or WebP picture, or too large.
    """
    if len(data) > LARGEST_LOGO:
        raise ActionError("The logo is larger than 3 MB.", "Make it smaller.")
    try:
        with Image.open(io.BytesIO(data), formats=_TYPES) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise ActionError("The logo has too many pixels.", "25 million are enough.")
            plain = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ActionError(
            "The logo is no picture that can be read.", "Upload a PNG, JPEG or WebP file."
        ) from error
    except Image.DecompressionBombError as error:
        raise ActionError("The logo has too many pixels.", "25 million are enough.") from error
    plain.thumbnail((_LOGO_SIDE, _LOGO_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    plain.save(out, "PNG", optimize=True)
    return out.getvalue()


def kit_of(brand: OwnBrand, media: MediaStore) -> BrandKit:
    """Return the kit a partner's choices make. Raises ``ActionError`` for what cannot be one."""
    logos = {
        ground: (f"logo-{ground}.png", media.get(sha256)) for ground, sha256 in brand.logos.items()
    }
    kit = brand_of_fields(
        BrandFields(
            name=brand.name,
            colours=brand.colours,
            footer=brand.footer,
            url=brand.url,
            logos=logos,
        )
    )
    return replace(kit, contacts=_contacts(brand.contacts))


def check_contact(contact: OwnContact) -> None:
    """Raise ``ActionError`` for a contact that leads nowhere or serves no place we know."""
    if contact.region and not _REGION.fullmatch(contact.region):
        raise ActionError(
            f"“{contact.region}” is no region.", "Write a country and state as in US-OR, or US."
        )
    _contacts((contact,))


def _contacts(given: tuple[OwnContact, ...]) -> tuple[Contact, ...]:
    """Read what was typed by the rules of a brand file, which knows what a contact needs."""
    lines = []
    for one in given:
        role = one.role if one.role in set(ContactRole) else ContactRole.HOTLINE
        lines += ["[[contacts]]", f"name = {json.dumps(one.name)}", f'role = "{role}"']
        lines += [
            f"{key} = {json.dumps(value)}"
            for key, value in (("phone", one.phone), ("url", one.url), ("region", one.region))
            if value
        ]
    try:
        return brand_contacts("\n".join(['name = "x"', *lines]) + "\n", "your contacts")
    except BrandError as error:
        raise ActionError(str(error)) from error
