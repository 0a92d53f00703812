"""The written schema of ``template.toml``, version 1 (docs/adding-a-template.md explains it)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from content.brand import Palette
from content.cards.design import (
    Align,
    Anchor,
    Box,
    CautionStyle,
    EmphasisStyle,
    Font,
    FooterStyle,
    Grid,
    HandlesShown,
    KickerStyle,
    Look,
    PointsStyle,
    Reached,
    Shape,
    ShapeKind,
    Template,
    TemplateError,
)
from content.cards.fonts import DISPLAY_FAMILIES
from content.cards.model import SIZES, Format, Role
from content.cards.palettes import names_in, resolved
from content.cards.tables import Source, Table, parsed
from content.factsheets.model import Kind

VERSION = 1
FONT_ROLES = ("headline", "body", "label", "number", "name")
STRONG = "strong"  # the typeface of emphasised words, where a template has one
SMALLEST = 24.0  # of any text on a card 1080 wide; smaller cannot be read on a phone
SMALLEST_BODY = 34.0
SMALLEST_QR = 150.0  # smaller tiles were not read off a phone 400 pixels wide
_LINK_SCALE = 0.62  # previews are shown about 500 CSS pixels wide, and read on the page again
_LOOK_NAMES = (*map(str, Kind), str(Role.OPENER), str(Role.CLOSER))


def smallest(size: Format) -> float:
    """Return the smallest type that can be read in a format: formats shown smaller need less."""
    return SMALLEST * _scale(size)


def as_on_phone(points: float, size: Format) -> int:
    """Return a size of type as it would be on a card 1080 wide: then ``SMALLEST`` is the least."""
    return math.floor(points / _scale(size) + 0.01)


def _scale(size: Format) -> float:
    return _LINK_SCALE if size is Format.LINK else min(1.0, SIZES[size][0] / 1080)


def read_template(folder: Path) -> Template:
    """Read a template's folder. Raises ``TemplateError`` naming file, line and key."""
    file = folder / "template.toml"
    try:
        data = file.read_bytes()
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise TemplateError(f"{file} cannot be read: {wrong}.") from None
    root = Source(str(file), text, TemplateError).root(parsed(text, str(file), TemplateError))
    version = root.take("schema", int)
    if version != VERSION:
        raise root.fail("schema", f"is {version}; this program reads version {VERSION}")
    return _template(root, folder)


def _template(root: Table, folder: Path) -> Template:
    names = root.table("colours")
    check = _check_colour(set(names.names()))
    palette = {key: names.checked(key, check) for key in names.names()}
    for key in palette:
        try:
            resolved({key: key, **palette}, Palette())
        except ValueError:
            raise names.fail(key, "is defined by itself") from None
    fonts = root.table("fonts")
    footer = root.table("footer", needed=False)
    grids = root.table("formats")
    looks = root.table("looks")
    shared = root.take("art", list, [])
    art_files = sorted(path for path in folder.rglob("*") if path.is_file())
    template = Template(
        name=folder.name,
        title=root.text("title"),
        about=root.text("about"),
        folder=folder,
        digest=hashlib.sha256(b"".join(path.read_bytes() for path in art_files)).hexdigest(),
        fonts={
            role: _font(fonts.table(role))
            for role in (*FONT_ROLES, *((STRONG,) if fonts.has(STRONG) else ()))
        },
        colours=palette,
        footer=footer.choice("style", FooterStyle, FooterStyle.BAR),
        footer_row=footer.flag("row", otherwise=False),
        footer_radius=footer.number("radius", 0.0, least=0, most=0.5),
        handles=footer.choice("handles", HandlesShown, HandlesShown.OWN),
        formats={Format(key): _grid(grids.table(key), Format(key)) for key in _formats(grids)},
        looks=tuple(
            _look(looks.table(key), key, (palette, folder), shared) for key in looks.names()
        ),
    )
    root.text("author", "")
    root.text("licence", "")
    for table in (fonts, footer, grids, looks, root):
        table.done()
    _demand_every_kind(template, root)
    return template


def _check_colour(known: set[str]) -> Callable[[str], None]:
    def check(value: str) -> None:
        for name in names_in(value):
            if name not in known:
                raise ValueError(f"there is no colour {name!r}")

    return check


def _formats(grids: Table) -> list[str]:
    for key in grids.names():
        if key not in list(Format):
            raise grids.fail(key, f"is no format; there are {', '.join(Format)}")
    return grids.names()


def _font(table: Table) -> Font:
    family = table.text("family")
    if family not in DISPLAY_FAMILIES:
        raise table.fail("family", f"must be one of {', '.join(DISPLAY_FAMILIES)}")
    font = Font(
        family=family,
        weight=int(table.number("weight", 400, least=100, most=950)),
        tracking=table.number("tracking", 0.0, least=-0.1, most=0.5),
        leading=table.number("leading", 1.2, least=0.8, most=2.5),
        uppercase=table.flag("uppercase", otherwise=False),
    )
    table.done()
    return font


def _grid(table: Table, size: Format) -> Grid:
    least, least_body = smallest(size), SMALLEST_BODY * _scale(size)
    bounds = {"least": least, "most": 400}
    grid = Grid(
        logo=_box(table, "logo", size),
        text=_box(table, "text", size),
        footer=_box(table, "footer", size),
        headline=_span(table, "headline", least_body),
        body=_span(table, "body", least_body),
        number=_span(table, "number", least_body),
        kicker=table.number("kicker", **bounds),
        caution=table.number("caution", **bounds),
        source=table.number("source", **bounds),
        label=table.number("label", **bounds),
        phone=table.number("phone", **bounds),
        note=table.number("note", **bounds),
        name=table.number("name", **bounds),
        qr=_qr(table, size),
        lines=int(table.number("lines", 9, least=1, most=14)),
    )
    table.done()
    return grid


def _qr(table: Table, size: Format) -> float:
    side = table.number("qr", 0, least=0, most=500)
    least = SMALLEST_QR * _scale(size)
    if 0 < side < least:
        raise table.fail("qr", f"must be 0 (no code) or at least {least:.0f}, or phones miss it")
    return side


def _span(table: Table, key: str, least: float) -> tuple[float, float]:
    low, high = table.numbers(key, 2)
    if low > high:
        raise table.fail(key, f"must be the smaller size first, not [{low:g}, {high:g}]")
    if low < least:
        raise table.fail(key, f"goes down to {low:g}; below {least:g} it cannot be read on a phone")
    return (low, high)


def _box(table: Table, key: str, size: Format) -> Box:
    left, top, width, height = box = table.numbers(key, 4)
    wide, high = SIZES[size]
    inside = left >= 0 and top >= 0 and left + width <= wide and top + height <= high
    if width <= 0 or height <= 0 or not inside:
        raise table.fail(key, f"does not lie within the card of {wide} x {high}")
    return (left, top, width, height) if inside else box


def _look(
    table: Table, name: str, home: tuple[dict[str, str], Path], shared: list[dict[str, Any]]
) -> Look:
    palette, folder = home

    def colour(key: str, otherwise: str | None = None) -> str:
        value = table.text(key) if otherwise is None else table.text(key, otherwise)
        if value and value not in palette:
            raise table.fail(key, f"names no colour of [colours]: {value!r}")
        return value

    ink, ground = colour("ink"), colour("ground")
    soft, strong = colour("soft", ink), colour("strong", ink)
    boxes = table.table("text", needed=False)
    footer_fill = colour("footer_fill", ground)
    own = {
        "look.ground": ground,
        "look.ink": ink,
        "look.soft": soft,
        "look.strong": strong,
        "look.footer": footer_fill,
    }
    art = [
        *(Table(values, "art", table.source, index=n) for n, values in enumerate(shared)),
        *table.tables("art"),
    ]
    look = Look(
        name=name,
        kinds=table.choices("for", _LOOK_NAMES),
        ground=ground,
        ink=ink,
        soft=soft,
        source=colour("source", soft),
        kicker=table.choice("kicker", KickerStyle, KickerStyle.PILL),
        kicker_fill=colour("kicker_fill", strong),
        kicker_ink=colour("kicker_ink", ground),
        emphasis=table.choice("emphasis", EmphasisStyle, EmphasisStyle.COLOUR),
        emphasis_colour=strong,
        emphasis_ink=colour("strong_ink", ink),
        points=table.choice("points", PointsStyle, PointsStyle.CHIPS),
        points_fill=colour("points_fill", strong),
        points_ink=colour("points_ink", ink),
        caution=table.choice("caution", CautionStyle, CautionStyle.BAR),
        caution_fill=colour("caution_fill", strong),
        caution_ink=colour("caution_ink", ink),
        dots_on=colour("dots_on", ink),
        dots_off=colour("dots_off", soft),
        footer_fill=footer_fill,
        footer_ink=colour("footer_ink", ink),
        footer_soft=colour("footer_soft", soft),
        text_ground=colour("text_ground", ground),
        logo_ground=colour("logo_ground", ground),
        scale=table.number("scale", 1.0, least=0.4, most=2.0),
        anchor=table.choice("anchor", Anchor, Anchor.BOTTOM),
        align=table.choice("align", Align, Align.START),
        text={Format(key): _box(boxes, key, Format(key)) for key in _formats(boxes)},
        art=tuple(
            sorted((_shape(one, palette | own, folder) for one in art), key=lambda s: s.over)
        ),
    )
    boxes.done()
    table.done()
    return look


def _shape(table: Table, palette: dict[str, str], folder: Path) -> Shape:
    """Read one piece of art; ``look.ink`` and its like become the look's own colours."""
    kind = table.choice("shape", ShapeKind, ShapeKind.DISC)
    colour = table.text("colour", "")
    if colour not in palette and kind not in {ShapeKind.SVG, ShapeKind.PICTURE}:
        raise table.fail("colour", f"names no colour of [colours]: {colour!r}")
    file = table.text("file", "")
    needs_file = kind in {ShapeKind.SVG, ShapeKind.PICTURE}
    if needs_file and not (folder / file).is_file():
        raise table.fail("file", f"names no file of this template: {file!r}")
    corners = table.take("points", list, [])
    shape = Shape(
        kind=kind,
        colour=palette[colour] if colour.startswith("look.") else colour,
        at=table.numbers("at", 2, (0.0, 0.0)),
        size=table.number("size", 0.0, least=0, most=5),
        box=table.numbers("box", 4, None),
        inset=table.numbers("inset", 4, None),
        width=table.number("width", 0.0, least=0, most=2),
        radius=table.number("radius", 0.0, least=0, most=1),
        points=tuple((float(x), float(y)) for x, y in corners),
        columns=int(table.number("columns", 0, least=0, most=60)),
        rows=int(table.number("rows", 0, least=0, most=60)),
        font=table.text("font", "headline"),
        text=table.text("text", ""),
        file=file,
        opacity=table.number("opacity", 1.0, least=0, most=1),
        stands=table.flag("stands", otherwise=False),
        keep=table.flag("keep", otherwise=False),
        over=table.flag("over", otherwise=False),
        only=tuple(Format(one) for one in table.choices("only", list(Format), ())),
        contact=table.choice("contact", Reached, Reached.NUMBER) if table.has("contact") else None,
    )
    if shape.font not in {*FONT_ROLES, STRONG}:
        raise table.fail("font", f"must be one of {', '.join((*FONT_ROLES, STRONG))}")
    table.done()
    return shape


def _demand_every_kind(template: Template, root: Table) -> None:
    covered = {kind for look in template.looks for kind in look.kinds}
    for name in _LOOK_NAMES:
        if name not in covered:
            raise root.fail("looks", f"have none for {name}; name it in a look's 'for'")
    for size in Format:
        if size not in template.formats:
            raise root.fail("formats", f"have no {size}")
