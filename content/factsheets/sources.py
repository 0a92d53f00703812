"""The exact words of a sheet behind an item, for the person who checks it."""

from __future__ import annotations

from content.factsheets.model import BlockKind, Lines
from content.factsheets.reading import read, text_of
from content.factsheets.sentences import flat


def source_text(data: bytes, name: str, lines: Lines) -> str:
    """Return the lines of the source as they stand; for PDF and Word the paragraphs."""
    first, last = lines
    text = text_of(data)
    if text is not None:
        return "\n".join(text.split("\n")[first - 1 : last])
    return "\n".join(
        flat(block.text)
        for block in read(data, name).blocks
        if block.kind is not BlockKind.FURNITURE
        and block.lines[0] <= last
        and block.lines[1] >= first
    )
