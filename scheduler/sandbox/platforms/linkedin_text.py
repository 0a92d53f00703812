r"""LinkedIn's "little text": what is escaped, what is a hashtag, what is a mistake.

Reserved: ``\ | { } @ [ ] ( ) < > # * _ ~``. An unescaped one is cut off or refused by LinkedIn;
here it is always refused, except where it is part of a hashtag or a mention.
Source: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format
"""

from __future__ import annotations

import re

_TEMPLATE = re.compile(r"\{hashtag\|(\\?[#\uff03])\|((?:[^\\{}|]|\\.)+)\}")
_MENTION = re.compile(r"@\[((?:[^\\\[\]]|\\.)+)\]\(urn:li:(?:person|organization):[\w-]+\)")
_TAG = re.compile(r"#\w*[^\W\d_]\w*")
_RESERVED = frozenset("\\|{}@[]()<>#*_~")


class LittleTextError(ValueError):
    """A reserved character stands unescaped."""


def plain(text: str) -> str:
    """Return what people read. Raises ``LittleTextError``."""
    parts: list[str] = []
    position = 0
    while position < len(text):
        taken, length = _next(text, position)
        parts.append(taken)
        position += length
    return "".join(parts)


def _next(text: str, position: int) -> tuple[str, int]:
    """Return what stands at a position as people read it, and how many characters it takes."""
    character = text[position]
    if character == "\\" and text[position + 1 : position + 2] in _RESERVED:
        return text[position + 1], 2
    if found := _TEMPLATE.match(text, position):
        return f"#{_unescaped(found.group(2))}", len(found.group())
    if found := _MENTION.match(text, position):
        return _unescaped(found.group(1)), len(found.group())
    if found := _TAG.match(text, position):
        return found.group(), len(found.group())
    if character in _RESERVED:
        raise LittleTextError(f"the reserved character {character} at {position} is not escaped")
    return character, 1


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
