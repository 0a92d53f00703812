"""One printable page: what the pack is, whom to call, every card at a glance."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from fpdf import FPDF
from PIL import Image

from content.cards.fonts import FALLBACKS, face, font_file
from content.factsheets.model import Contact, ContactRole
from content.packs.model import PackContent, Written

_WHEN = datetime(2000, 1, 1, tzinfo=UTC)  # no clock in here: same pack, same bytes
_SMALL = (270, 360)  # pixels, the most a thumbnail has
_COLUMNS, _ROWS = 6, 4
_LEFT, _TOP, _WIDTH = 12.0, 12.0, 186.0  # millimetres on A4


def thumbnail(data: bytes) -> bytes:
    """Return a small JPEG of a picture."""
    with Image.open(io.BytesIO(data)) as image:
        small = image.convert("RGB")
        small.thumbnail(_SMALL, Image.Resampling.LANCZOS)
        out = io.BytesIO()
        small.save(out, "JPEG", quality=82)
    return out.getvalue()


def pdf(content: PackContent, written: Sequence[Written]) -> bytes:
    """Return the page as a PDF file."""
    page = FPDF(format="A4", unit="mm")
    page.set_creation_date(_WHEN)
    page.set_producer("awareness-scheduler")
    page.set_lang(content.extraction.language or "en")
    page.set_title(content.extraction.title)
    page.set_auto_page_break(auto=False)
    _fonts(page, _every_word(content))
    page.add_page()
    page.set_xy(_LEFT, _TOP)
    _line(page, content.campaign.name if content.campaign else content.extraction.title, 20, "B")
    _line(page, f"{content.brand.name}: {len(written)} cards", 11)
    for contact in _urgent(content.contacts):
        number = contact.phone_printed or contact.phone or contact.url
        _line(page, f"{contact.name}: {number}", 13, "B")
    _grid(page, written)
    page.set_xy(_LEFT, 268)
    _line(page, content.credit, 8)
    page.set_x(_LEFT)
    page.multi_cell(_WIDTH, 3.4, content.terms[:420], align="L")
    return bytes(page.output())


def _fonts(page: FPDF, text: str) -> None:
    page.add_font("body", "", font_file("source-sans", 400))
    page.add_font("body", "B", font_file("source-sans", 700))
    body = face("source-sans", 400)
    strange = {character for character in text if character.isprintable()}
    strange -= {character for character in strange if body.has(character)}
    needed = []
    for name in FALLBACKS:
        helps = {character for character in strange if face(name, 700).has(character)}
        if helps and name != "source-sans":
            page.add_font(name, "", font_file(name, 700))
            page.add_font(name, "B", font_file(name, 700))
            needed.append(name)
            strange -= helps
    page.set_fallback_fonts(needed, exact_match=False)
    page.set_text_shaping(use_shaping_engine=True)


def _every_word(content: PackContent) -> str:
    names = " ".join(contact.name for contact in content.contacts)
    title = content.campaign.name if content.campaign else content.extraction.title
    return f"{title} {content.brand.name} {names} {content.credit} {content.terms}"


def _line(page: FPDF, text: str, size: int, style: str = "") -> None:
    page.set_font("body", style, size)
    page.set_x(_LEFT)
    page.multi_cell(_WIDTH, size * 0.45, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _urgent(contacts: Sequence[Contact]) -> list[Contact]:
    wanted = (ContactRole.EMERGENCY, ContactRole.HOTLINE, ContactRole.TIP_LINE)
    return [contact for role in wanted for contact in contacts if contact.role is role][:4]


def _grid(page: FPDF, written: Sequence[Written]) -> None:
    top, cell = page.get_y() + 3, _WIDTH / _COLUMNS
    height = (262 - top) / _ROWS
    for place, one in enumerate(written[: _COLUMNS * _ROWS]):
        column, row = place % _COLUMNS, place // _COLUMNS
        page.image(
            io.BytesIO(one.small),
            x=_LEFT + column * cell,
            y=top + row * height,
            w=cell - 2,
            h=height - 2,
            keep_aspect_ratio=True,
            alt_text=one.card.alt_text,
        )
    page.set_xy(_LEFT, 263)
    if len(written) > _COLUMNS * _ROWS:
        _line(page, f"and {len(written) - _COLUMNS * _ROWS} more", 9)
