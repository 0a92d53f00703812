"""Whom to call: the hotline, at the foot of every card of a campaign, always the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from content.cards.blocks import set_text
from content.cards.breaking import Broken, filled
from content.cards.colours import RGB
from content.cards.design import FooterStyle
from content.cards.fitting import printed_address, reached_at
from content.cards.frames import lines_around
from content.cards.layout import Mark, Setting, Sprite
from content.cards.model import Card, CardError
from content.cards.paragraphs import Paragraph, SetLine
from content.cards.quick_codes import code_picture
from content.cards.schema import smallest
from content.cards.wording import words_for
from content.factsheets.model import Contact

_ROLES = {"label": "name", "phone": "number", "note": "body"}
_LINES_BESIDE = 2
_MOST_LINES = 3
_PAD, _INNER_PAD = 23.5, 9
_LEAST_GAP = 7


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
    left, width = room
    texts = footer_lines(setting.card.hotline, setting)
    shaped = {name: set_text(setting, _ROLES[name], text) for name, text in texts.items() if text}
    if setting.template.footer_row and "phone" in shaped and not setting.centred:
        beside = _beside(setting, shaped, width)
        if beside is not None:
            yield from _row(setting, shaped, (left, width), fill, beside)
            return
    tile = _tile(setting)
    rows = _rows(setting, shaped, width)
    if setting.centred and tile:
        symmetric = width - tile - 30 * setting.unit
        if max(row.width for row in rows) <= symmetric:
            left, width = left + tile + 30 * setting.unit, symmetric
    yield from _stacked(setting, rows, (left, width), fill)


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the footer."""

    name: str
    line: SetLine
    size: float
    cap: float

    @property
    def width(self) -> float:
        return self.line.width * self.size


def _rows(setting: Setting, shaped: dict[str, Paragraph], width: float) -> list[_Row]:
    """Set each text on one line, smaller if need be; a long name or note over several lines."""
    rows: list[_Row] = []
    least = smallest(setting.format)
    for name, text in shaped.items():
        wide = text.line(0, len(text.tokens)).width
        size = max(least, min(_size(setting, name), width / wide))
        broken = filled(text, width / size + 0.01, 1 if name == "phone" else _MOST_LINES)
        if broken is None:
            said = text.text(0, len(text.tokens))
            raise CardError(f"{said!r} is too long for the footer of a {setting.format} card.")
        cap = text.style.cap_height * size
        rows.extend(_Row(name, text.line(a, b), size, cap) for a, b in broken.spans())
    return rows


def _stacked(
    setting: Setting, rows: list[_Row], room: tuple[float, float], fill: RGB
) -> Iterator[Mark]:
    left, width = room
    _, top, _, height = setting.grid.footer
    line = setting.unit * 3 if setting.template.footer is FooterStyle.RULE else 0.0
    tall = sum(row.cap for row in rows)
    at_edge = top + height > setting.height - _PAD  # the card's own edge needs more air
    room_for_gaps = height - line - tall - 2 * (_PAD if at_edge else _INNER_PAD) * setting.unit
    gap = min(23 * setting.unit, room_for_gaps / max(len(rows) - 1, 1))
    if gap < _LEAST_GAP * setting.unit:
        raise CardError(
            f"The name and lines of {rows[0].line.text!r} do not fit the footer of a "
            f"{setting.format} card; shorten the contact's name."
        )
    y = top + line + (height - line - tall - gap * (len(rows) - 1)) / 2
    look = setting.look
    for row in rows:
        ink = setting.ink_colour(look.footer_soft if row.name == "note" else look.footer_ink, fill)
        y += row.cap
        yield from setting.ink(
            row.line,
            left,
            y,
            size=row.size,
            colour=ink,
            within=width,
            centred=setting.centred,
            ground=fill,
            cap=row.cap / row.size,
        )
        y += gap


def _size(setting: Setting, name: str) -> float:
    grid = setting.grid
    return {"label": grid.label, "phone": grid.phone, "note": grid.note}[name]


def _beside(setting: Setting, shaped: dict[str, Paragraph], width: float) -> Broken | None:
    """Break the label into what stands beside the number; None when that is too little room."""
    far = (name for name in ("phone", "note") if name in shaped)
    widest = max(shaped[n].line(0, len(shaped[n].tokens)).width * _size(setting, n) for n in far)
    room = (width - widest - 40 * setting.unit) / _size(setting, "label")
    broken = filled(shaped["label"], room) if room > 0 else None
    return broken if broken is not None and broken.count <= _LINES_BESIDE else None


def _row(
    setting: Setting,
    shaped: dict[str, Paragraph],
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
    tall = sum(shaped[name].style.cap_height * _size(setting, name) for name in far)
    y = middle - (tall + gap * (len(far) - 1)) / 2
    for name in far:
        size = _size(setting, name)
        y += shaped[name].style.cap_height * size
        x = left + width - lines[name].width * size
        ink = setting.ink_colour(look.footer_soft if name == "note" else look.footer_ink, fill)
        yield from setting.ink(lines[name], x, y, size=size, colour=ink, ground=fill)
        y += gap
    size, ink = _size(setting, "label"), setting.ink_colour(look.footer_ink, fill)
    yield from lines_around(
        setting, shaped["label"], (left, middle), label.width * size, size=size, colour=ink
    )


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
        "phone": reached_at(hotline),
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
