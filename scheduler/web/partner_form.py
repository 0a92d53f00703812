"""What a partner types and uploads to make a pack its own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from content.cards.model import Format
from scheduler.actions.branding import GROUNDS
from scheduler.actions.office import ActionError, Office
from scheduler.actions.partner_brands import check_contact, clean_logo, kit_of
from scheduler.domain.pack_build import OwnBrand, OwnContact, Wishes
from scheduler.web.language import _
from scheduler.web.routes.brands import COLOURS

SHAPES = (Format.PORTRAIT, Format.SQUARE, Format.STORY, Format.LINK)
CONTACT_ROLES = ("hotline", "info", "tip_line", "emergency")
CONTACT_ROWS = 3
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


async def wishes_of(form: FormData, office: Office, kept: Mapping[str, str]) -> tuple[Wishes, bool]:
    """Return what is wished for, and whether it is only to be looked at.

    ``kept`` are logos uploaded before. Raises ``ActionError`` for what cannot be drawn.
    """
    formats = tuple(shape.value for shape in SHAPES if shape.value in form.getlist("formats"))
    act = form.get("act")
    if act == "as_it_is":
        return Wishes(), False
    logos = dict(kept)
    for ground in GROUNDS:
        upload = form.get(f"logo_{ground}")
        if isinstance(upload, UploadFile) and upload.filename:
            logos[ground] = await run_in_threadpool(_keep_logo, office, await upload.read())
    text = {name: value for name, value in form.items() if isinstance(value, str)}
    brand = brand_of(text, logos)
    for contact in brand.contacts:
        check_contact(contact)
    await run_in_threadpool(kit_of, brand, office.media)
    if not formats:
        raise ActionError(_("Choose at least one shape."))
    return Wishes(formats=formats, brand=brand), act == "look"


def brand_of(text: Mapping[str, str], logos: Mapping[str, str]) -> OwnBrand:
    """Read a brand out of a form or the query of a preview."""
    colours = {key: text.get(key, "") for key in COLOURS}
    if not all(_COLOUR.fullmatch(value) for value in colours.values()):
        raise ActionError(_("A colour is written like #0A1733."))
    return OwnBrand(
        name=text.get("name", "").strip()[:60] or _("Your organization"),
        colours=colours,
        footer=text.get("footer", "").strip()[:120],
        url=text.get("url", "").strip()[:300],
        logos=dict(logos),
        contacts=tuple(_contacts(text)),
    )


def _contacts(text: Mapping[str, str]) -> list[OwnContact]:
    found = []
    for row in range(CONTACT_ROWS):
        part = {
            name: text.get(f"contact_{name}_{row}", "").strip()[:200]
            for name in ("name", "role", "phone", "url", "region")
        }
        if part["name"] and (part["phone"] or part["url"]):
            found.append(OwnContact(**part))
    return found


def _keep_logo(office: Office, data: bytes) -> str:
    return office.media.put(clean_logo(data))
