"""A caption that is a thread: one post for each part, a line of three dashes between them."""

from __future__ import annotations

import re
from collections.abc import Iterable

BREAK = "\n\n---\n\n"
_BREAK = re.compile(r"\s*\n[ \t]*---[ \t]*\n\s*")


def parts_of(text: str) -> tuple[str, ...]:
    """Return the posts a caption stands for: itself alone where it has no break."""
    return tuple(part for part in _BREAK.split(text) if part) or (text,)


def as_thread(parts: Iterable[str]) -> str:
    return BREAK.join(parts)
