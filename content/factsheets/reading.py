"""Opens a file as what it is, whatever it is called, and refuses what cannot be a fact sheet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import PurePath

import ftfy
import regex
from charset_normalizer import from_bytes

from content.factsheets.model import Block, BlockKind, Document, FactSheetError
from content.factsheets.outline import title_parts
from content.factsheets.readers.docx import read_docx
from content.factsheets.readers.html import read_html
from content.factsheets.readers.markdown import read_markdown
from content.factsheets.readers.pdf import read_pdf
from content.factsheets.readers.plain_text import read_lines
from content.factsheets.sentences import HARD_BREAK, flat

UNFINISHED = "unfinished"
"""Metadata of a text that breaks off without a line end."""

MENDED = "mended"
"""Metadata: an example of the characters that an earlier program had garbled."""

_MOST_BYTES = 25 * 1024 * 1024
_MOST_LETTERS = 1_500_000
"""Of text; a long fact sheet has forty thousand. What is larger is another kind of document."""

_FEW = 0.2  # of the characters; a Western text has no more outside ASCII
_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# A picture inside the page, as programs save it: no text, and megabytes of it.
_EMBEDDED = regex.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=]++")
_ENOUGH_TO_GUESS = 50_000  # bytes
_MARKUP = regex.compile(r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype\s+html|<html\b)", regex.IGNORECASE)
_HTML_BODY = regex.compile(r"<(?:p|li|h[1-6]|div|ul|table|body)\b[^>]*>", regex.IGNORECASE)
# What UTF-8 looks like when it was read as Latin 1 or Windows 1252 and saved again.
_GARBLED = regex.compile(
    "[\u00c3\u00c2\u00e2][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u203a\u20ac\u2122]|\u00ef\u00bf\u00bd|\ufffd"
)


def read(data: bytes, name: str) -> Document:
    """Return the sheet's blocks. Raises ``FactSheetError`` in one sentence when there are none."""
    if len(data) > _MOST_BYTES:
        raise FactSheetError(
            f"{name} has {len(data) // 1024 // 1024} MB, and a fact sheet at most"
            f" {_MOST_BYTES // 1024 // 1024} MB: leave out the pictures or give its text."
        )
    if not data.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n\f"):
        raise FactSheetError(f"{name} is empty: save it again with its text and give that file.")
    document = _document(data, name)
    if not any(c.isalnum() for block in document.blocks for c in block.text[:200]):
        raise FactSheetError(f"{name} holds no text: give the file that holds its sentences.")
    return document


def _document(data: bytes, name: str) -> Document:
    """Read by what the bytes are: names lie, and mail programs rename."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return _pdf(data, name)
    if data.startswith(b"PK\x03\x04"):
        return _docx(data, name)
    known = next((why for magic, why in _OTHER_FORMS if data.startswith(magic)), None)
    if known is not None:
        raise FactSheetError(f"{name} is {known}.")
    text, mended = _decoded(data, name)
    reader = _READERS[_text_form(text, name)]
    return reader(text, name, hashlib.sha256(data).hexdigest(), mended)


def _text_form(text: str, name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    if _MARKUP.match(text) or (suffix in _HTML and _HTML_BODY.search(text)):
        return "html"
    return "markdown" if suffix in {".md", ".markdown", ".mdown", ".mkd"} else "plain"


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """Return the text and, where characters had been garbled and are mended, an example."""
    text = text_of(data)
    if text is None or _looks_binary(text):
        raise FactSheetError(
            f"{name} is no text, PDF, Word or HTML file: save the fact sheet as one of these."
        )
    text = _EMBEDDED.sub("", text)
    if len(text) > _MOST_LETTERS:
        raise FactSheetError(
            f"{name} holds {len(text):,} characters of text, and a fact sheet at most"
            f" {_MOST_LETTERS:,}: give only the part that is the fact sheet."
        )
    garbled = _GARBLED.search(text)
    if garbled is None:
        return text, ""
    mended = "\n".join(ftfy.fix_encoding(line) for line in text.split("\n"))
    return mended, garbled.group() if mended != text else ""


def text_of(data: bytes) -> str | None:
    """Return the text of a text file with its lines as they are; None for any other form."""
    if data[:1024].lstrip().startswith(b"%PDF-") or data.startswith(b"PK\x03\x04"):
        return None
    text = _unencoded(data)
    return None if text is None else _with_plain_line_ends(text)


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", HARD_BREAK)


def _unencoded(data: bytes) -> str | None:
    """Return text in whatever encoding it was saved; None where it looks like none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    western = _tried(data, "utf-8-sig")
    if western is not None:
        return western
    western = _tried(data, "cp1252")
    if western is not None and sum(not c.isascii() for c in western) < _FEW * len(western):
        return western
    # Chinese and Arabic in the encodings of old Windows: told by which letters stand together.
    best = from_bytes(data[:_ENOUGH_TO_GUESS]).best()
    guessed = _tried(data, best.encoding) if best is not None else None
    return guessed if guessed is not None else western


def _tried(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _looks_binary(text: str) -> bool:
    sample = text[:20_000]
    return len(_CONTROL.findall(sample)) * 200 > len(sample)


def _plain(text: str, name: str, sha256: str, mended: str) -> Document:
    blocks = read_lines(text)
    return Document(
        name=name,
        sha256=sha256,
        blocks=blocks,
        title=_running_title(blocks),
        metadata=(*_ending(text), *_mended(mended)),
    )


def _markdown(text: str, name: str, sha256: str, mended: str) -> Document:
    found = read_markdown(text)
    fields = dict(found.metadata)
    return Document(
        name=name,
        sha256=sha256,
        blocks=found.blocks,
        title=fields.get("title", ""),
        language=fields.get("lang", fields.get("language", "")),
        metadata=(*found.metadata, *_ending(text), *_mended(mended)),
    )


def _html(text: str, name: str, sha256: str, mended: str) -> Document:
    found = read_html(text)
    parts = title_parts(found.title)
    headings = [flat(b.text) for b in found.blocks if b.kind is BlockKind.HEADING]
    tops = [flat(b.text) for b in found.blocks if b.kind is BlockKind.HEADING and b.level == 1]
    own = next((part for part in parts if part in headings), "")
    return Document(
        name=name,
        sha256=sha256,
        blocks=found.blocks,
        title=own or next(iter((*tops[:1], *headings)), parts[0] if parts else ""),
        language=found.language,
        metadata=(
            *found.metadata,
            *(("publisher", part) for part in parts[1:][:1] if own and part != own),
            *_mended(mended),
        ),
    )


def _docx(data: bytes, name: str) -> Document:
    found = read_docx(data, name)
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=found.blocks,
        title=found.title,
        language=found.language,
        metadata=found.metadata,
    )


def _pdf(data: bytes, name: str) -> Document:
    found = read_pdf(data, name)
    headings = [flat(b.text) for b in found.blocks if b.kind is BlockKind.HEADING]
    largest = [flat(b.text) for b in found.blocks if b.kind is BlockKind.HEADING and b.level == 1]
    # A PDF's own title is often the name of the file it was made from.
    title = found.title if found.title in headings else next(iter(largest[:1]), "")
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=found.blocks,
        title=title,
        metadata=found.metadata,
    )


def _running_title(blocks: tuple[Block, ...]) -> str:
    """Return the title out of a running header such as "ORGANIZATION  |  Title"."""
    for block in blocks:
        parts = title_parts(block.text) if block.kind is BlockKind.FURNITURE else []
        if len(parts) > 1:
            return next((part for part in parts if not part.isupper()), "")
    return ""


def _ending(text: str) -> tuple[tuple[str, str], ...]:
    return () if text.endswith("\n") else ((UNFINISHED, "yes"),)


def _mended(example: str) -> tuple[tuple[str, str], ...]:
    return ((MENDED, example),) if example else ()


_HTML = frozenset({".html", ".htm", ".xhtml"})
_READERS: dict[str, Callable[[str, str, str, str], Document]] = {
    "plain": _plain,
    "markdown": _markdown,
    "html": _html,
}
_PICTURE = "a picture: give the text it shows, or a PDF with text recognition (OCR)"
_ARCHIVE = "an archive: unpack it and give the fact sheet inside"
_PROGRAM = "a program: give the fact sheet as text, PDF, Word or HTML"
_OLD_WORD = (
    "a Word file of the old kind (.doc), or locked with a password: save it as .docx without a"
    " password and give that file"
)
_RICH_TEXT = "a rich text file (.rtf): save it as .docx or plain text and give that file"
_OTHER_FORMS = (
    (b"\xd0\xcf\x11\xe0", _OLD_WORD),
    (b"{\\rtf", _RICH_TEXT),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
)
