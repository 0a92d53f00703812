"""Reads PDF by PDFium: words with their places on the page, put back into columns and lines.

Lines are paragraph numbers; every block knows its page.
"""

from __future__ import annotations

import ctypes
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
import regex

from content.factsheets.model import Block, FactSheetError
from content.factsheets.readers.pdf_blocks import page_blocks
from content.factsheets.readers.pdf_columns import Piece, lines_in_order

_MOST_PAGES = 60
_MOST_CHARACTERS = 600_000
_PAUSE = 1.5  # of the type size: a wider gap on a line is no blank between words
_BOLD = regex.compile(r"bold|black|heavy|semibold|demi", regex.IGNORECASE)
_LINE_END = frozenset({10, 13})
_TORN = frozenset({2, 0xAD})  # PDFium's mark for a hyphen at a line's end; a soft hyphen
_UNREADABLE = frozenset({0, 0xFFFD, 0xFFFE, 0xFFFF})
_LONGEST_FONT_NAME = 128

# PDFium is not safe to call from two threads at once, whatever the document.
# https://pypdfium2.readthedocs.io/en/stable/python_api.html#thread-incompatibility
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfText:
    blocks: tuple[Block, ...]
    title: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


def read_pdf(data: bytes, name: str) -> PdfText:
    """Return the blocks of all pages. Raises ``FactSheetError`` when there is no text to read."""
    with _one_at_a_time:
        document = _opened(data, name)
        try:
            pages = [list(_pieces(page)) for page in _pages(document, name)]
            fields = document.get_metadata_dict(skip_empty=True)
        finally:
            document.close()
    if not any(pages):
        raise FactSheetError(
            f"{name} holds pictures of pages and no text: run text recognition (OCR) on it, or give"
            " the document it was made from."
        )
    blocks = tuple(page_blocks([lines_in_order(pieces) for pieces in pages]))
    return PdfText(
        blocks=blocks,
        title=str(fields.get("Title", "")),
        metadata=(("author", str(fields["Author"])),) if fields.get("Author") else (),
    )


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD:
            raise FactSheetError(
                f"{name} is locked with a password: save a copy without one and give that file."
            ) from error
        raise FactSheetError(
            f"{name} is a damaged PDF: make it again from the document it came from."
        ) from error
    if not count:
        document.close()
        raise FactSheetError(f"{name} has no pages: make it again and give that file.")
    if count > _MOST_PAGES:
        document.close()
        raise FactSheetError(
            f"{name} has {count} pages, and a fact sheet at most {_MOST_PAGES}: give only the pages"
            " that are the fact sheet."
        )
    return document


def _pages(document: pypdfium2.PdfDocument, name: str) -> Iterator[pypdfium2.PdfPage]:
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError as error:
            raise FactSheetError(
                f"Page {index + 1} of {name} is damaged: make the PDF again from its document."
            ) from error
        try:
            yield page
        finally:
            page.close()


def _pieces(page: pypdfium2.PdfPage) -> Iterator[Piece]:
    """Yield runs of characters on one line without a wide gap between them."""
    height = page.get_height()
    text = page.get_textpage()
    try:
        run = _Run(height)
        for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
            piece = run.take(text.raw, index)
            if piece is not None:
                yield piece
        last = run.close()
        if last is not None:
            yield last
    finally:
        text.close()


class _Run:
    """Collects characters into a piece until the line ends or jumps."""

    def __init__(self, height: float) -> None:
        self._height = height
        self._box = pdfium.FS_RECTF()
        self._flags = ctypes.c_int()
        self._name = ctypes.create_string_buffer(_LONGEST_FONT_NAME)
        self._start()

    def _start(self) -> None:
        self._text = ""
        self._size = 0.0
        self._bold = self._counted = 0
        self._left = self._right = self._top = self._bottom = 0.0

    def take(self, text: pdfium.FPDF_TEXTPAGE, index: int) -> Piece | None:
        """Add one character; return the piece that it ends, if it ends one."""
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in _LINE_END:
            return self.close()
        if code in _UNREADABLE:
            return None
        character = "-" if code in _TORN else chr(code)
        if character.isspace():
            self._text += " " if self._text else ""
            return None
        if not pdfium.FPDFText_GetLooseCharBox(text, index, self._box):
            return None
        ended = self.close() if self._jumps() else None
        if not self._text:
            self._begin(text, index)
        self._add(text, index, character)
        return ended

    def _jumps(self) -> bool:
        if not self._text:
            return False
        box, top = self._box, self._height - self._box.top
        middle = (self._height - box.bottom + top) / 2
        gap = box.left - self._right
        off_line = not self._top - 1 <= middle <= self._bottom + 1
        return off_line or gap > _PAUSE * self._size or gap < -2 * self._size

    def _begin(self, text: pdfium.FPDF_TEXTPAGE, index: int) -> None:
        box = self._box
        self._left, self._right = box.left, box.right
        self._top, self._bottom = self._height - box.top, self._height - box.bottom
        self._size = pdfium.FPDFText_GetFontSize(text, index) or (self._bottom - self._top)
        if self._size <= 1:  # the size is in the matrix: https://crbug.com/pdfium/2061
            self._size = self._bottom - self._top

    def _add(self, text: pdfium.FPDF_TEXTPAGE, index: int, character: str) -> None:
        box = self._box
        self._text += unicodedata.normalize("NFKC", character) if _is_form(character) else character
        self._right = max(self._right, box.right)
        self._left = min(self._left, box.left)
        self._top = min(self._top, self._height - box.top)
        self._bottom = max(self._bottom, self._height - box.bottom)
        if self._counted < 3:  # noqa: PLR2004  the first letters tell
            self._counted += 1
            length = pdfium.FPDFText_GetFontInfo(
                text, index, self._name, _LONGEST_FONT_NAME, self._flags
            )
            name = self._name.raw[: max(0, min(length, _LONGEST_FONT_NAME) - 1)]
            self._bold += bool(_BOLD.search(name.decode("utf-8", "replace")))

    def close(self) -> Piece | None:
        text = self._text.strip()
        piece = None
        if text:
            piece = Piece(
                text=text,
                left=self._left,
                right=self._right,
                top=self._top,
                bottom=self._bottom,
                size=self._size,
                bold=self._bold * 2 > self._counted,
                height=self._height,
            )
        self._start()
        return piece


def _is_form(character: str) -> bool:
    """Say whether a character is a ligature or a shaped Arabic letter instead of a plain one."""
    return "\ufb00" <= character <= "\ufdff" or "\ufe70" <= character <= "\ufefe"
