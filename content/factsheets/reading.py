"""Opens a file as what it is, whatever it is called, and refuses what cannot be a fact sheet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import PurePath

import ftfy

from content.factsheets.model import Block, BlockKind, Document, FactSheetError
from content.factsheets.outline import title_parts
from content.factsheets.readers.docx import read_docx
from content.factsheets.readers.html import read_html
from content.factsheets.readers.markdown import read_markdown
from content.factsheets.readers.plain_text import read_lines
from content.factsheets.sentences import flat

UNFINISHED = "unfinished"
"""Metadata of a text that breaks off without a line end."""


def read(data: bytes, name: str) -> Document:
    """Return the sheet's blocks. Raises ``FactSheetError`` in one sentence when there are none."""
    if not data.strip():
        raise FactSheetError(f"{name} is empty: save it again with its text and give that file.")
    suffix = PurePath(name).suffix.lower()
    if data.startswith(b"PK\x03\x04"):
        return _docx(data, name)
    text = _decoded(data, name)
    reader = _READERS.get(suffix, _plain)
    return reader(text, name, hashlib.sha256(data).hexdigest())


def _decoded(data: bytes, name: str) -> str:
    text = data.decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _plain(text: str, name: str, sha256: str) -> Document:
    blocks = read_lines(text)
    return Document(
        name=name,
        sha256=sha256,
        blocks=blocks,
        title=_running_title(blocks),
        metadata=_ending(text),
    )


def _markdown(text: str, name: str, sha256: str) -> Document:
    found = read_markdown(text)
    fields = dict(found.metadata)
    return Document(
        name=name,
        sha256=sha256,
        blocks=found.blocks,
        title=fields.get("title", ""),
        language=fields.get("lang", fields.get("language", "")),
        metadata=(*found.metadata, *_ending(text)),
    )


def _html(text: str, name: str, sha256: str) -> Document:
    found = read_html(text)
    parts = title_parts(found.title)
    headings = [flat(b.text) for b in found.blocks if b.kind is BlockKind.HEADING]
    own = next((part for part in parts if part in headings), "")
    return Document(
        name=name,
        sha256=sha256,
        blocks=found.blocks,
        title=own or next((h for h in headings[:1]), parts[0] if parts else ""),
        language=found.language,
        metadata=found.metadata,
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


def _running_title(blocks: tuple[Block, ...]) -> str:
    """Return the title out of a running header such as "ORGANIZATION  |  Title"."""
    for block in blocks:
        parts = title_parts(block.text) if block.kind is BlockKind.FURNITURE else []
        if len(parts) > 1:
            return next((part for part in parts if not part.isupper()), "")
    return ""


def _ending(text: str) -> tuple[tuple[str, str], ...]:
    return () if text.endswith("\n") else ((UNFINISHED, "yes"),)


_READERS: dict[str, Callable[[str, str, str], Document]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
}
