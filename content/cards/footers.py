"""Whom to call: the hotline, at the foot of every card of a campaign, always the same."""

from __future__ import annotations

from collections.abc import Iterator

from content.cards.blocks import set_text
from content.cards.breaking import Broken, filled
from content.cards.colours import RGB
from content.cards.design import Box, FooterStyle, HandlesShown
from content.cards.fitting import printed_address, reached_at
from content.cards.footer_rows import Row, rows_of, size_of, spaced
from content.cards.frames import lines_around
from content.cards.layout import AWAY, Mark, Setting, Sprite
from content.cards.model import Card
from content.cards.paragraphs import Paragraph
from content.cards.quick_codes import code_picture
from content.cards.wording import words_for
from content.factsheets.model import Contact

_ROLES = {"label": "name", "phone": "number", "note": "body"}
_LINES_BESIDE = 2
_PAD, _RULED_PAD, _INNER_PAD, _GAP = 23.5, 16, 9, 23
_AIRY = 14  # between lines, for there to be room for one more
_COLUMN_PAD = 0.085  # of a column's width


def footer(setting: Setting) -> Iterator[Mark]:
    """Place the hotline, so that it looks the same on every card, and the QR code if wanted.

    A footer beside the text instead of below it is a column: a code stands above its words.
    """
    look = setting.look
    left, top, width, height = setting.footer_box
    fill = setting.colours[look.footer_fill]
    thick = _rule(setting)
    if not thick:
        round_of = min(height, width / 3) if setting.is_column else height
        radius = setting.template.footer_radius * round_of if left else 0.0
        box = (left, top, width, height) if radius else setting.grid.footer
        yield setting.fill(box, fill, radius)
    else:
        yield setting.fill((left, top, width, thick), setting.colours[look.footer_ink])
    room = _inside(setting)
    tile = setting.tile
    if tile:
        place, room = _parted(setting, room, tile)
        yield from _qr(setting, place)
    yield from _words(setting, room, fill)


def _rule(setting: Setting) -> float:
    """Return how thick the line above the footer is; 0 for a footer that is a box."""
    ruled = setting.template.footer is FooterStyle.RULE
    return max(2.0, round(setting.unit * 3)) if ruled else 0.0


def _inside(setting: Setting) -> Box:
    """Return where a footer's words may stand: flush with the text above, with air all round."""
    left, top, width, height = setting.footer_box
    radius = setting.template.footer_radius
    at_edge = top + height > setting.height - _PAD  # the card's own edge needs more air
    inner = _RULED_PAD if _rule(setting) else _INNER_PAD
    air = (_PAD if at_edge else inner) * setting.unit
    if setting.is_column:
        pad = 0.0 if _rule(setting) else round(width * _COLUMN_PAD)
        air = max(air, 0.7 * pad)
    else:
        bend = radius * height * 0.8 if left else 0.0
        pad = max(setting.grid.logo[0] - left, bend, 0.0)
    return (
        left + pad,
        top + _rule(setting) + air,
        width - 2 * pad,
        height - _rule(setting) - 2 * air,
    )


def _parted(setting: Setting, room: Box, tile: float) -> tuple[Box, Box]:
    """Part a footer's room between the code's tile and the words."""
    left, top, width, height = room
    away = AWAY * setting.unit
    if setting.is_column:
        start = left + (width - tile) / 2 if setting.centred else left
        return (start, top, tile, tile), (left, top + tile + away, width, height - tile - away)
    place = (left + width - tile, round(top + (height - tile) / 2), tile, tile)
    return place, (left, top, width - tile - away, height)


def _words(setting: Setting, room: Box, fill: RGB) -> Iterator[Mark]:
    left, top, width, height = room
    texts = footer_lines(setting.card.hotline, setting)
    shaped = {name: set_text(setting, _ROLES[name], text) for name, text in texts.items() if text}
    if setting.template.footer_row and "phone" in shaped and not setting.centred:
        beside = None if setting.is_column else _beside(setting, shaped, width)
        if beside is not None:
            yield from _row(setting, shaped, room, fill, beside)
            return
    tile = setting.tile
    rows = rows_of(setting, shaped, width)
    if setting.centred and tile and not setting.is_column:
        away = tile + AWAY * setting.unit
        if max(row.width for row in rows) <= width - away:
            left, width = left + away, width - away
    room = (left, top, width, height)
    if tile or setting.centred or setting.is_column:
        rows += _joined_handles(setting, rows, room)
        yield from _stacked(setting, rows, room, fill, [])
    else:
        yield from _stacked(setting, rows, room, fill, _handles(setting))


def _is_own(setting: Setting) -> bool:
    """Say whether the footer names the organization itself, not the hotline."""
    return setting.card.hotline is None or is_about_hotline(setting.card)


def _handles(setting: Setting) -> list[Row]:
    """Set the organization's handles, each once, where the template shows them on this card."""
    shown = setting.template.handles
    if shown is HandlesShown.NONE or (shown is HandlesShown.OWN and not _is_own(setting)):
        return []
    return [_note(setting, handle) for handle in _said(setting)]


def _joined_handles(setting: Setting, rows: list[Row], room: Box) -> list[Row]:
    """Set the handles on one line under the organization's own, as many as there is room for."""
    if setting.template.handles is HandlesShown.NONE or not _is_own(setting):
        return []
    said = _said(setting)
    while said:
        row = _note(setting, " · ".join(said))
        gap = spaced(setting, [*rows, row], room[3])
        if row.width <= room[2] and gap >= _AIRY * setting.unit:
            return [row]
        said.pop()
    return []


def _said(setting: Setting) -> list[str]:
    return list(dict.fromkeys(handle for _, handle in setting.brand.handles))


def _note(setting: Setting, said: str) -> Row:
    text = set_text(setting, "body", said)
    size = setting.grid.note
    return Row("note", text.line(0, len(text.tokens)), size, text.style.cap_height * size)


def _stacked(
    setting: Setting, rows: list[Row], room: Box, fill: RGB, beside: list[Row]
) -> Iterator[Mark]:
    """Set the rows one under the other; ``beside`` them, at the far side, what there is room for.

    Raises ``CardError`` when the rows themselves do not fit.
    """
    left, top, width, height = room
    tall = sum(row.cap for row in rows)
    gap = min(_GAP * setting.unit, spaced(setting, rows, height, demanded=True))
    whole = tall + gap * (len(rows) - 1)
    y = top + (height - whole) / 2
    for row in rows:
        y += row.cap
        yield from _set(setting, row, (left, y), fill, within=width)
        y += gap
    y -= gap
    for row in reversed(_beside_rows(setting, rows, beside, room)):
        yield from _set(setting, row, (_far(setting, row, left + width), y), fill)
        y -= row.cap + gap


def _beside_rows(setting: Setting, rows: list[Row], wanted: list[Row], room: Box) -> list[Row]:
    """Return all of the wanted rows, else the first that fits beside the last line, else none."""
    free = room[2] - 40 * setting.unit
    widest = max(row.width for row in rows)
    if len(wanted) < len(rows) and all(row.width <= free - widest for row in wanted):
        return wanted
    return [row for row in wanted if row.width <= free - rows[-1].width][:1]


def _far(setting: Setting, row: Row, edge: float) -> float:
    """Return where a row begins whose ink ends at the far edge."""
    return edge - setting.ink_width(row.line) * row.size


def _set(
    setting: Setting, row: Row, at: tuple[float, float], fill: RGB, within: float = 0.0
) -> Iterator[Mark]:
    look = setting.look
    ink = setting.ink_colour(look.footer_soft if row.name == "note" else look.footer_ink, fill)
    yield from setting.ink(
        row.line,
        at[0],
        at[1],
        size=row.size,
        colour=ink,
        within=within,
        centred=setting.centred and within > 0,
        ground=fill,
        cap=row.cap / row.size,
    )


def _beside(setting: Setting, shaped: dict[str, Paragraph], width: float) -> Broken | None:
    """Break the label into what stands beside the number; None when that is too little room."""
    far = (name for name in ("phone", "note") if name in shaped)
    widest = max(shaped[n].line(0, len(shaped[n].tokens)).width * size_of(setting, n) for n in far)
    room = (width - widest - 40 * setting.unit) / size_of(setting, "label")
    broken = filled(shaped["label"], room) if room > 0 else None
    return broken if broken is not None and broken.count <= _LINES_BESIDE else None


def _row(
    setting: Setting, shaped: dict[str, Paragraph], room: Box, fill: RGB, label: Broken
) -> Iterator[Mark]:
    """Set number and note at the far side, and what they belong to at the near one."""
    left, top, width, height = room
    middle = top + height / 2
    far = [name for name in ("phone", "note") if name in shaped]
    lines = {name: shaped[name].line(0, len(shaped[name].tokens)) for name in far}
    gap = 24 * setting.unit
    tall = sum(shaped[name].style.cap_height * size_of(setting, name) for name in far)
    y = middle - (tall + gap * (len(far) - 1)) / 2
    for name in far:
        size = size_of(setting, name)
        row = Row(name, lines[name], size, shaped[name].style.cap_height * size)
        y += row.cap
        yield from _set(setting, row, (_far(setting, row, left + width), y), fill)
        y += gap
    size, ink = size_of(setting, "label"), setting.ink_colour(setting.look.footer_ink, fill)
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


def _qr(setting: Setting, place: Box) -> Iterator[Mark]:
    left, top, tile, _ = place
    yield setting.fill(place, (255, 255, 255), tile * 0.09)
    pad = round(tile * 0.075)
    x = setting.x(left, tile)
    box = (x + pad, top + pad, tile - 2 * pad, tile - 2 * pad)
    yield Sprite("qr", code_picture(setting.brand.url), box)
