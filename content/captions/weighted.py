"""The weighted length of X: most Latin characters count one, all others two, an address 23.

https://docs.x.com/fundamentals/counting-characters; figures of config/v3.json of twitter-text.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_LIGHT = re.compile("[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_MAYBE_ADDRESS = re.compile(r"\w\.\w")
_MAYBE_EMOJI = re.compile("[\u00a9\u00ae\u200d\u203c-\u3299\ufe0f\U0001f000-\U0001ffff]")
_EMOJI = 2
_LINE_END = re.compile(r"\r\n|\r")


def weighted_length(text: str, *, url_length: int, emoji_by_characters: bool = False) -> int:
    """Count ``text`` as X does; emoji younger than Unicode 13 count more than X counts them.

    ``emoji_by_characters`` is the older rule, configuration 2 of twitter-text.
    """
    normal = _LINE_END.sub("\n", unicodedata.normalize("NFC", text))
    emoji = [] if emoji_by_characters else _emoji(normal)
    spans = sorted([*_addresses(normal, url_length), *emoji])
    edges = [0, *(edge for start, end, _ in spans for edge in (start, end)), len(normal)]
    between = [normal[a:b] for a, b in list(pairwise(edges))[::2]]
    return sum(map(_weight, between)) + sum(cost for _, _, cost in spans)


def _weight(text: str) -> int:
    if text.isascii():
        return len(text)
    return 2 * len(text) - len(_LIGHT.findall(text))


def _addresses(text: str, cost: int) -> list[tuple[int, int, int]]:
    if not _MAYBE_ADDRESS.search(text):
        return []
    # Imported late: it takes a third of a second, and only X needs it.
    from twitter_text.extract_urls import (  # noqa: PLC0415
        extract_urls_with_indices,
    )

    return [(*found["indices"], cost) for found in extract_urls_with_indices(text)]


def _emoji(text: str) -> list[tuple[int, int, int]]:
    if not _MAYBE_EMOJI.search(text):
        return []
    from twitter_text.extract_emojis import (  # noqa: PLC0415
        extract_emojis_with_indices,
    )

    return [(*found["indices"], _EMOJI) for found in extract_emojis_with_indices(text)]
