"""Recognizes our own post among those an account shows, after an answer was lost."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

SKEW = timedelta(minutes=5)
"""How far a platform's clock may differ from ours."""


def plain_text(markup: str) -> str:
    """Return what a reader sees of a post that a platform shows as HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"(?i)<br\s*/?>|</p>", "\n", markup)))


def same_words(ours: str, theirs: str) -> bool:
    """Compare two texts as a reader would: by their letters, not by their spacing."""
    return _bare(ours) == _bare(theirs)


def _bare(text: str) -> str:
    # Servers show @name where we wrote @name@server.
    text = re.sub(r"(@[\w.-]+)@[\w.-]+\w", r"\1", unicodedata.normalize("NFC", text))
    return re.sub(r"\s+", "", text)


def instant(text: object) -> datetime | None:
    """Read the time a platform writes on a post; None where it is missing or unreadable."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def in_groups(things: Sequence[T], size: int) -> Iterator[list[T]]:
    source = iter(things)
    while group := list(islice(source, size)):
        yield group
