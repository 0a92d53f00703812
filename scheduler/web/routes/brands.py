"""Brand kits with a preview that follows what is typed, and the gallery of card templates."""

from __future__ import annotations

import re
from dataclasses import replace

from fastapi import APIRouter, HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from content.brand import BrandKit, Palette
from content.brand_file import default_brand
from content.cards import colours
from content.cards.model import Format
from content.cards.templates import list_templates, load_template
from content.factsheets.model import Extraction, Kind
from content.factsheets.serial import from_json
from scheduler.actions import branding
from scheduler.actions.branding import BrandFields
from scheduler.actions.finding import brand_of
from scheduler.actions.material import open_brand
from scheduler.actions.office import ActionError
from scheduler.domain.roles import Permission
from scheduler.store import people, sheets
from scheduler.store.sheets import StoredBrand
from scheduler.web.language import _
from scheduler.web.showroom import SAMPLE, sample_card, showroom_of
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()

COLOURS = ("dark", "light", "accent", "primary")
SHOWN = (Kind.FACT, Kind.WARNING_SIGN, Kind.ACTION)
PREVIEW_WIDTH = 384
FOR_EVER = "private, max-age=31536000, immutable"
AN_HOUR = "private, max-age=3600"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@router.get("/library/templates")
def gallery(visit: Visitor, brand: int = 0) -> Response:
    brands = _brands(visit)
    chosen = brand or (brands[-1].id if brands else 0)
    return visit.page(
        "gallery.html",
        templates=[load_template(name) for name in list_templates()],
        brands=brands,
        brand=chosen,
        kinds=SHOWN,
        formats=(Format.PORTRAIT, Format.SQUARE, Format.STORY, Format.LINK),
    )


@router.get("/library/templates/{name}/{size}/{kind}.webp")
def sample(visit: Visitor, name: str, size: Format, kind: Kind, brand: int = 0) -> Response:
    if name not in list_templates():
        raise HTTPException(404)
    kit = _kit(visit, brand)
    card = sample_card(_own_sheet(visit), kit, kind)
    data = showroom_of(visit.request).picture(card, kit, name, size, PREVIEW_WIDTH)
    return Response(data, media_type="image/webp", headers={"cache-control": AN_HOUR})


@router.get("/library/brands/new")
def new(visit: Visitor) -> Response:
    visit.member.needs(Permission.WRITE)
    name = _organization(visit)
    return _form(visit, BrandFields(name=name, colours=_written(Palette()), logos={}))


@router.get("/library/brands/{brand_id}")
def show(visit: Visitor, brand_id: int) -> Response:
    kit = _kit(visit, brand_id)
    fields = BrandFields(
        name=kit.name,
        colours=_written(kit.palette),
        footer=kit.footer,
        url=kit.url,
        hashtags=kit.hashtags,
        logos={},
    )
    return _form(visit, fields, brand_id=brand_id)


@router.get("/library/brands/preview/card.webp")
def preview(visit: Visitor, kind: Kind = Kind.FACT, template: str = "", base: int = 0) -> Response:
    """Draw a card with the colours and words of the form as they are now."""
    name = template if template in list_templates() else list_templates()[0]
    kit = _kit_of_form(visit, base)
    card = sample_card(_own_sheet(visit), kit, kind)
    data = showroom_of(visit.request).picture(card, kit, name, Format.PORTRAIT, PREVIEW_WIDTH)
    return Response(data, media_type="image/webp", headers={"cache-control": FOR_EVER})


@router.get("/library/brands/preview/contrast")
def contrast(visit: Visitor) -> Response:
    """Say how well the colours of the form can be read on each other, and what was changed."""
    kit = branding.brand_of_fields(_fields_of_query(visit))
    return JSONResponse({"pairs": contrasts(kit.palette), "notes": kit.notes})


@router.post("/library/brands")
async def keep(visit: Visitor) -> Response:
    async with visit.request.form() as form:
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        logos: dict[str, tuple[str, bytes]] = {}
        for ground in branding.GROUNDS:
            upload = form.get(f"logo_{ground}")
            if isinstance(upload, UploadFile) and upload.filename:
                logos[ground] = (_logo_name(ground, upload.filename), await upload.read())
    if not all(texts.get(name, "").strip() for name in ("name", *COLOURS)):
        raise ActionError(_("A brand kit needs a name and four colours."))
    fields = BrandFields(
        name=texts["name"],
        colours={key: texts[key] for key in COLOURS},
        footer=texts.get("footer", ""),
        url=texts.get("url", ""),
        hashtags=_tags(texts.get("hashtags", "")),
        logos=logos,
    )
    base = texts.get("base", "")
    return await run_in_threadpool(_keep, visit, fields, int(base) if base.isdigit() else 0)


def _keep(visit: Visit, fields: BrandFields, base: int) -> Response:
    whole = replace(fields, logos={**_logos(visit, base), **fields.logos})
    number = branding.keep_brand(visit.office, visit.member, whole)
    return go(f"/library/brands/{number}?said=brand_kept")


def _form(visit: Visit, fields: BrandFields, brand_id: int = 0) -> Response:
    kit = branding.brand_of_fields(fields)
    return visit.page(
        "brand.html",
        fields=fields,
        colours=COLOURS,
        brand_id=brand_id,
        kinds=SHOWN,
        pairs=contrasts(kit.palette),
        notes=kit.notes,
        templates=list_templates(),
    )


def contrasts(palette: Palette) -> list[dict[str, object]]:
    """Return how the pairs that cards use read: 4.5 to 1 is what WCAG asks of text."""
    pairs = (
        (_("White on dark"), "#FFFFFF", palette.dark),
        (_("Light on dark"), palette.light, palette.dark),
        (_("Accent on dark"), palette.accent, palette.dark),
        (_("White on primary"), "#FFFFFF", palette.primary),
    )
    found = []
    for name, text, ground in pairs:
        ratio = colours.contrast(colours.parse(text), colours.parse(ground))
        found.append({"name": name, "ratio": round(ratio, 1), "good": ratio >= colours.AA})
    return found


def _kit_of_form(visit: Visit, base: int) -> BrandKit:
    return branding.brand_of_fields(replace(_fields_of_query(visit), logos=_logos(visit, base)))


def _fields_of_query(visit: Visit) -> BrandFields:
    asked = visit.request.query_params
    given = {key: asked.get(key, "") for key in COLOURS}
    if not all(_COLOUR.fullmatch(value) for value in given.values()):
        raise ActionError(_("A colour is written like #0A1733."))
    return BrandFields(
        name=asked.get("name", "").strip() or _("Your organization"),
        colours=given,
        footer=asked.get("footer", ""),
        logos={},
    )


def _kit(visit: Visit, brand_id: int) -> BrandKit:
    if not brand_id:
        return default_brand(_organization(visit))
    with visit.office.sessions() as session:
        stored = brand_of(session, visit.member, brand_id)
    return open_brand(stored, visit.office.media)


def _logos(visit: Visit, brand_id: int) -> dict[str, tuple[str, bytes]]:
    """Return the logos of a stored kit, so that changing its colours keeps them."""
    if not brand_id:
        return {}
    with visit.office.sessions() as session:
        stored = brand_of(session, visit.member, brand_id)
    kit = open_brand(stored, visit.office.media)
    kept = {"light": kit.logo_light, "dark": kit.logo_dark}
    return {
        ground: (f"logo-{ground}.{'svg' if b'<svg' in data[:2000] else 'png'}", data)
        for ground, data in kept.items()
        if data
    }


def _organization(visit: Visit) -> str:
    with visit.office.sessions() as session:
        return people.organization(session, visit.member.organization_id).name


def _brands(visit: Visit) -> list[StoredBrand]:
    with visit.office.sessions() as session:
        return sheets.brands(session, visit.member.organization_id)


def _own_sheet(visit: Visit) -> Extraction:
    with visit.office.sessions() as session:
        every = sheets.sheets(session, visit.member.organization_id)
    return from_json(every[0].extraction) if every else SAMPLE


def _written(palette: Palette) -> dict[str, str]:
    return {key: getattr(palette, key) for key in COLOURS}


def _tags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.lstrip("#") for tag in text.replace(",", " ").split() if tag))


def _logo_name(ground: str, filename: str) -> str:
    ending = "svg" if filename.lower().endswith(".svg") else "png"
    return f"logo-{ground}.{ending}"
