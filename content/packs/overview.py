"""One printable page: what the pack is, whom to call, every card at a glance."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from fpdf import FPDF
from PIL import Image

from content.cards.directions import is_rtl
from content.cards.fonts import FALLBACKS, face, font_file
from content.factsheets.model import Contact, ContactRole
from content.packs.model import PackContent, Written

_WHEN = datetime(2000, 1, 1, tzinfo=UTC)  # no clock in here: same pack, same bytes
_SMALL = (270, 360)  # pixels, the most a thumbnail has
_GRIDS = ((3, 2), (4, 3), (5, 4), (6, 5))  # columns and rows; the first that holds every card
MOST = 30  # cards that the page shows
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
    _line(page, content.brand.name, 11)
    for contact in _urgent(content.contacts):
        _line(page, contact.name, 11)
        # A line of its own: beside letters that run right to left its groups would change places.
        _line(page, contact.phone_printed or contact.phone or contact.url, 15, "B", ltr=True)
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


def _line(page: FPDF, text: str, size: int, style: str = "", *, ltr: bool = False) -> None:
    page.set_text_shaping(use_shaping_engine=True, direction="ltr" if ltr else None)
    page.set_font("body", style, size)
    page.set_x(_LEFT)
    align = "R" if _runs_left(page) else "L"
    page.multi_cell(_WIDTH, size * 0.45, text, align=align, new_x="LMARGIN", new_y="NEXT")


def _runs_left(page: FPDF) -> bool:
    return is_rtl(str(page.lang or ""), "")


def _urgent(contacts: Sequence[Contact]) -> list[Contact]:
    wanted = (ContactRole.EMERGENCY, ContactRole.HOTLINE, ContactRole.TIP_LINE)
    return [contact for role in wanted for contact in contacts if contact.role is role][:4]


def _grid(page: FPDF, written: Sequence[Written]) -> None:
    columns, rows = next((grid for grid in _GRIDS if grid[0] * grid[1] >= len(written)), _GRIDS[-1])
    top, cell = page.get_y() + 3, _WIDTH / columns
    height = (262 - top) / rows
    for place, one in enumerate(written[: columns * rows]):
        column, row = place % columns, place // columns
        if _runs_left(page):
            column = columns - 1 - column
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
    if len(written) > columns * rows:
        _line(page, f"+ {len(written) - columns * rows}", 9)
