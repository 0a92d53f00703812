"""What all cards of a campaign share: whose they are, and whom to call."""

from __future__ import annotations

from collections.abc import Iterator

from content.cards.blocks import set_text
from content.cards.breaking import Broken, filled
from content.cards.colours import RGB, is_dark
from content.cards.design import FooterStyle
from content.cards.fitting import printed_address
from content.cards.layout import Mark, Setting, Sprite
from content.cards.model import Card, CardError
from content.cards.paragraphs import Paragraph
from content.cards.pictures import proportions
from content.cards.quick_codes import code_picture
from content.cards.wording import words_for
from content.factsheets.model import Contact

_LINES_BESIDE = 2
_WORDMARK = 1.9
"""A logo this much wider than high names its organization itself."""


def logo(setting: Setting) -> Iterator[Mark]:
    """Place the brand's logo, or its name, with clear space on every side."""
    brand, grid = setting.brand, setting.grid
    left, top, width, height = grid.logo
    ground = setting.colours[setting.look.logo_ground]
    dark = is_dark(ground)
    data = (brand.logo_dark or brand.logo_light) if dark else (brand.logo_light or brand.logo_dark)
    shape = proportions(data) if data else 0.0
    logo_width = min(height * shape, width)
    named = not data or shape < _WORDMARK
    shaped = set_text(setting, "name", brand.name)
    gap = round(height * 0.34) if data and named else 0.0
    size = grid.name
    broken = filled(shaped, (width - logo_width - gap) / size) if named else None
    if named and broken is None:
        raise CardError(f"The name {brand.name!r} is too long for the card; shorten it.")
    text_width = broken.width * size if broken else 0.0
    whole = logo_width + gap + text_width
    start = left + (width - whole) / 2 if setting.centred else left
    if data:
        high = logo_width / shape
        box = (setting.x(start, logo_width), top + (height - high) / 2, logo_width, high)
        yield Sprite("logo", data, box)
    if broken:
        yield from _lines(
            setting,
            shaped,
            (start + logo_width + gap, top + height / 2),
            text_width,
            size=size,
            colour=setting.ink_colour(setting.look.ink, ground),
        )


def footer(setting: Setting) -> Iterator[Mark]:
    """Place the hotline, so that it looks the same on every card, and the QR code if wanted."""
    look, grid = setting.look, setting.grid
    left, top, width, height = grid.footer
    fill = setting.colours[look.footer_fill]
    style = setting.template.footer
    inner_left, inner_width = _inside(setting)
    if style is not FooterStyle.RULE:
        radius = setting.template.footer_radius * height if left else 0.0
        yield setting.fill((left, top, width, height), fill, radius)
    else:
        thick = max(2.0, round(setting.unit * 3))
        yield setting.fill((left, top, width, thick), setting.colours[look.footer_ink])
    tile = _tile(setting)
    if tile:
        yield from _qr(setting, tile)
    taken = tile + 30 * setting.unit if tile else 0.0
    yield from _words(setting, (inner_left, inner_width - taken), fill)


def _inside(setting: Setting) -> tuple[float, float]:
    """Return where a footer's text begins and how wide it may be: flush with the text above."""
    left, _, width, _ = setting.grid.footer
    text_left = setting.grid.logo[0]
    bend = setting.template.footer_radius * setting.grid.footer[3] * 0.8 if left else 0.0
    pad = max(text_left - left, bend, 0.0)
    return left + pad, width - 2 * pad


def _tile(setting: Setting) -> float:
    wanted = setting.brand.qr and setting.brand.url
    return setting.grid.qr if wanted else 0.0


def _words(setting: Setting, room: tuple[float, float], fill: RGB) -> Iterator[Mark]:
    look, grid = setting.look, setting.grid
    left, width = room
    _, top, _, height = grid.footer
    lines = footer_lines(setting.card.hotline, setting)
    sizes = {"label": grid.label, "phone": grid.phone, "note": grid.note}
    roles = {"label": "name", "phone": "number", "note": "body"}
    shown = [(name, text) for name, text in lines.items() if text]
    shaped = {name: set_text(setting, roles[name], text) for name, text in shown}
    size_of = {name: _fitting(setting, one, sizes[name], width) for name, one in shaped.items()}
    caps = {name: one.style.cap_height * size_of[name] for name, one in shaped.items()}
    if setting.template.footer_row and "phone" in shaped and not setting.centred:
        beside = _beside(setting, shaped, size_of, width)
        if beside is not None:
            yield from _row(setting, shaped, size_of, (left, width), fill, beside)
            return
    tile = _tile(setting)
    if setting.centred and tile:
        symmetric = width - tile - 30 * setting.unit
        widest = max(one.line(0, len(one.tokens)).width * size_of[n] for n, one in shaped.items())
        if widest <= symmetric:
            left, width = left + tile + 30 * setting.unit, symmetric
    line = setting.unit * 3 if setting.template.footer is FooterStyle.RULE else 0.0
    gap = min(23 * setting.unit, (height - line - sum(caps.values())) / (len(shown) + 1))
    whole = sum(caps.values()) + gap * (len(shown) - 1)
    y = top + line + (height - line - whole) / 2
    for name, _ in shown:
        ink = setting.ink_colour(look.footer_soft if name == "note" else look.footer_ink, fill)
        y += caps[name]
        yield from setting.ink(
            shaped[name].line(0, len(shaped[name].tokens)),
            left,
            y,
            size=size_of[name],
            colour=ink,
            within=width,
            centred=setting.centred,
            ground=fill,
            cap=shaped[name].style.cap_height,
        )
        y += gap


def _beside(
    setting: Setting, shaped: dict[str, Paragraph], size_of: dict[str, float], width: float
) -> Broken | None:
    """Break the label into what stands beside the number; None when that is too little room."""
    far = (name for name in ("phone", "note") if name in shaped)
    widest = max(shaped[n].line(0, len(shaped[n].tokens)).width * size_of[n] for n in far)
    room = (width - widest - 40 * setting.unit) / size_of["label"]
    broken = filled(shaped["label"], room) if room > 0 else None
    return broken if broken is not None and broken.count <= _LINES_BESIDE else None


def _row(
    setting: Setting,
    shaped: dict[str, Paragraph],
    size_of: dict[str, float],
    room: tuple[float, float],
    fill: RGB,
    label: Broken,
) -> Iterator[Mark]:
    """Set number and note at the far side, and what they belong to at the near one."""
    left, width = room
    _, top, _, height = setting.grid.footer
    look = setting.look
    thick = setting.unit * 3 if setting.template.footer is FooterStyle.RULE else 0.0
    middle = top + thick + (height - thick) / 2
    far = [name for name in ("phone", "note") if name in shaped]
    lines = {name: shaped[name].line(0, len(shaped[name].tokens)) for name in far}
    gap = 24 * setting.unit
    tall = sum(shaped[name].style.cap_height * size_of[name] for name in far)
    y = middle - (tall + gap * (len(far) - 1)) / 2
    for name in far:
        size = size_of[name]
        y += shaped[name].style.cap_height * size
        x = left + width - lines[name].width * size
        ink = setting.ink_colour(look.footer_soft if name == "note" else look.footer_ink, fill)
        yield from setting.ink(lines[name], x, y, size=size, colour=ink, ground=fill)
        y += gap
    size, ink = size_of["label"], setting.ink_colour(look.footer_ink, fill)
    yield from _lines(
        setting, shaped["label"], (left, middle), label.width * size, size=size, colour=ink
    )


def _fitting(setting: Setting, shaped: Paragraph, size: float, width: float) -> float:
    """Return the size at which one line fits; never below the smallest readable one."""
    wide = shaped.line(0, len(shaped.tokens)).width
    fits = min(size, width / wide)
    least = min(setting.grid.source, setting.grid.note, setting.grid.label)
    if fits < least and not setting.template.footer_row:
        text = shaped.text(0, len(shaped.tokens))
        raise CardError(f"{text!r} is too long for the footer of a {setting.format} card.")
    return max(fits, least)


def is_about_hotline(card: Card) -> bool:
    """Say whether the card itself shows the hotline, so that its footer need not."""
    return bool(card.contact and card.hotline and card.contact.phone == card.hotline.phone)


def footer_lines(hotline: Contact | None, setting: Setting) -> dict[str, str]:
    """Return the footer's words: label, number, note. Every digit is the contact's own."""
    brand, card = setting.brand, setting.card
    if hotline is None or is_about_hotline(card):
        return {
            "label": brand.footer or brand.name,
            "phone": "",
            "note": printed_address(brand.url),
        }
    own = brand.footer if brand.footer != brand.name else ""
    note = words_for(card.language).text_line(hotline) or own or printed_address(brand.url)
    return {
        "label": hotline.name,
        "phone": hotline.phone_printed or hotline.phone or printed_address(hotline.url),
        "note": note,
    }


def _qr(setting: Setting, tile: float) -> Iterator[Mark]:
    left, width = _inside(setting)
    _, top, _, height = setting.grid.footer
    x = setting.x(left + width - tile, tile)
    y = round(top + (height - tile) / 2)
    yield setting.fill((left + width - tile, y, tile, tile), (255, 255, 255), tile * 0.09)
    pad = round(tile * 0.075)
    box = (x + pad, y + pad, tile - 2 * pad, tile - 2 * pad)
    yield Sprite("qr", code_picture(setting.brand.url), box)


def _lines(  # text centred on a line, over as many lines as it needs
    setting: Setting,
    shaped: Paragraph,
    place: tuple[float, float],
    width: float,
    *,
    size: float,
    colour: RGB,
) -> Iterator[Mark]:
    left, middle = place
    broken = filled(shaped, width / size + 0.01)
    assert broken is not None
    leading = 1.16 * size
    cap = shaped.style.cap_height * size
    y = middle - ((broken.count - 1) * leading + cap) / 2 + cap
    for first, end in broken.spans():
        yield from setting.ink(shaped.line(first, end), left, y, size=size, colour=colour)
        y += leading
