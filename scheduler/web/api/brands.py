"""Brand kits: kept from fields or a brand file, looked at, and how well their colours read."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Base64Bytes, Field, StringConstraints
from starlette.responses import Response

from content.brand import BrandKit
from content.cards.model import Format
from content.cards.templates import list_templates
from content.factsheets.model import Extraction, Kind
from content.factsheets.serial import from_json
from scheduler.actions import branding, importing
from scheduler.actions.branding import BrandFields
from scheduler.actions.finding import brand_of
from scheduler.actions.material import open_brand
from scheduler.actions.office import ActionError
from scheduler.actions.partner_brands import clean_logo
from scheduler.store import sheets
from scheduler.web.api.caller import Caller, Reader, Writer
from scheduler.web.api.paging import FIRST, After, Limit, Number, page_of
from scheduler.web.api.shapes import MOST, Given, Made, NamedOut, Page, Shape
from scheduler.web.routes.brands import COLOURS, PREVIEW_WIDTH, contrasts
from scheduler.web.showroom import SAMPLE, Showroom, sample_card

router = APIRouter(prefix="/brands", tags=["Brands"])

PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}}
}
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
_FILE = re.compile(r"[\w][\w.-]{0,99}")


class ColoursIn(Given):
    dark: Colour
    light: Colour
    accent: Colour
    primary: Colour


class LogosIn(Given):
    """Pictures (base64) by the ground they stand on."""

    light: Base64Bytes | None = Field(default=None, max_length=4_500_000)
    dark: Base64Bytes | None = Field(default=None, max_length=4_500_000)


class BrandIn(Given):
    """``base`` is a kit whose logos are kept where none is given; 0 for none."""

    name: str = Field(min_length=1, max_length=60)
    colours: ColoursIn
    footer: str = Field(default="", max_length=120)
    url: str = Field(default="", max_length=300)
    hashtags: list[str] = Field(default_factory=list, max_length=30)
    logos: LogosIn = Field(default_factory=LogosIn)
    base: int = Field(strict=True, default=0, ge=0, le=MOST)


class LookIn(BrandIn):
    template: str = Field(default="", max_length=60)
    kind: Kind = Kind.FACT
    format: Format = Format.PORTRAIT


class BrandFileIn(Given):
    """``text`` is a brand file (TOML), ``files`` the logos and fonts it names (base64)."""

    text: str = Field(max_length=200_000)
    files: dict[str, Base64Bytes] = Field(default_factory=dict, max_length=12)


class PairOut(Shape):
    """``ratio`` is the contrast as WCAG counts it; text needs 4.5 to 1 to be ``good``."""

    name: str
    ratio: float
    good: bool


class ContrastOut(Shape):
    """``notes`` say which colours had to be changed to be read."""

    pairs: list[PairOut]
    notes: list[str]


class BrandOut(NamedOut):
    colours: dict[str, str]
    footer: str
    url: str
    hashtags: list[str]
    logos: list[str]
    contrast: ContrastOut


@router.get("")
def list_brands(
    caller: Reader, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[NamedOut]:
    """List the brand kits."""
    with caller.office.sessions() as session:
        every = sheets.brands(session, caller.member.organization_id)
    return page_of(request, every, after, limit, NamedOut.model_validate, lambda one: one.id)


@router.get("/{number}")
def show(caller: Reader, number: Number) -> BrandOut:
    """Show one brand kit with how well its colours can be read on each other."""
    kit = kit_of(caller, number)
    return BrandOut(
        id=number,
        name=kit.name,
        colours={key: getattr(kit.palette, key) for key in COLOURS},
        footer=kit.footer,
        url=kit.url,
        hashtags=list(kit.hashtags),
        logos=[ground for ground in branding.GROUNDS if getattr(kit, f"logo_{ground}") is not None],
        contrast=_contrast(kit),
    )


@router.post("", status_code=201)
def keep(caller: Writer, given: BrandIn) -> Made:
    """Keep a brand kit made of a name, four colours and logos."""
    return Made(id=branding.keep_brand(caller.office, caller.member, _fields(caller, given)))


@router.post("/files", status_code=201)
def upload(caller: Writer, given: BrandFileIn) -> Made:
    """Keep a brand kit written as a brand file, with the logos and fonts it names."""
    if strange := [name for name in given.files if not _FILE.fullmatch(name)]:
        raise ActionError(f"{strange[0]!r} is no plain file name.", "Use letters, digits, . - _.")
    with tempfile.TemporaryDirectory() as folder:
        for name, data in given.files.items():
            (Path(folder) / name).write_bytes(data)
        path = Path(folder) / "the brand file.toml"
        path.write_text(given.text, "utf-8", errors="replace")
        return Made(id=importing.add_brand(caller.office, caller.member, path))


@router.post("/contrast")
def contrast(caller: Reader, given: BrandIn) -> ContrastOut:
    """Say how well colours could be read on each other; nothing is kept."""
    return _contrast(branding.brand_of_fields(_fields(caller, given)))


@router.post("/preview", response_class=Response, responses=PICTURE)
def preview(caller: Reader, request: Request, given: LookIn) -> Response:
    """Draw a card with these colours and words as WebP; nothing is kept."""
    kit = branding.brand_of_fields(_fields(caller, given))
    return picture(caller, request, kit, given.template, given.kind, given.format)


def picture(  # a picture is exactly these facts
    caller: Caller, request: Request, kit: BrandKit, template: str, kind: Kind, size: Format
) -> Response:
    """Draw a card of ``kind`` from the newest fact sheet, else from the sample, as WebP."""
    name = template or list_templates()[0]
    if name not in list_templates():
        raise ActionError(f"There is no template {name!r}.", f"See {', '.join(list_templates())}.")
    showroom = request.app.state.showroom
    assert isinstance(showroom, Showroom)
    card = sample_card(_newest(caller), kit, kind)
    data = showroom.picture(card, kit, name, size, PREVIEW_WIDTH)
    return Response(data, media_type="image/webp")


def kit_of(caller: Caller, number: int) -> BrandKit:
    with caller.office.sessions() as session:
        stored = brand_of(session, caller.member, number)
    return open_brand(stored, caller.office.media)


def _fields(caller: Caller, given: BrandIn) -> BrandFields:
    fresh = {
        ground: (f"logo-{ground}.png", clean_logo(data))
        for ground in branding.GROUNDS
        if (data := getattr(given.logos, ground)) is not None
    }
    return BrandFields(
        name=given.name,
        colours=given.colours.model_dump(),
        footer=given.footer,
        url=given.url,
        hashtags=tuple(tag.lstrip("#") for tag in given.hashtags),
        logos={**_kept(caller, given.base), **fresh},
    )


def _kept(caller: Caller, base: int) -> dict[str, tuple[str, bytes]]:
    if not base:
        return {}
    kit = kit_of(caller, base)
    found = {"light": kit.logo_light, "dark": kit.logo_dark}
    return {
        ground: (f"logo-{ground}.{'svg' if b'<svg' in data[:2000] else 'png'}", data)
        for ground, data in found.items()
        if data
    }


def _contrast(kit: BrandKit) -> ContrastOut:
    return ContrastOut.model_validate({"pairs": contrasts(kit.palette), "notes": list(kit.notes)})


def _newest(caller: Caller) -> Extraction:
    with caller.office.sessions() as session:
        every = sheets.sheets(session, caller.member.organization_id)
    return from_json(dict(every[0].extraction)) if every else SAMPLE
