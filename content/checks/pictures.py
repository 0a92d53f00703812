"""Whether people who do not see a picture, or see it badly, get what it says."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from content.captions.limits import limit_for, platforms
from content.checks.model import Draft, Hit, PictureWords
from content.checks.searching import plain

_WORD = re.compile(r"[^\W_]+")
_SHOWN = 6  # words a message names before it says "and more"


def without_alt_text(draft: Draft) -> Iterator[Hit]:
    for picture in draft.pictures:
        if not picture.alt_text.strip():
            yield Hit(words=picture.words[:80])


def alt_text_leaves_out(draft: Draft) -> Iterator[Hit]:
    """Find words of a picture that its alt text does not say."""
    for picture in draft.pictures:
        if picture.alt_text.strip() and (missing := _beyond(picture.words, picture.alt_text)):
            words = _some(missing)
            yield Hit(words=words, message=f"The alt text leaves out words of the card: {words}.")


def alt_text_adds(draft: Draft, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find words of an alt text that are not on its picture."""
    allowed = Counter(_words(" ".join(options.get("allowed", ()))))
    for picture in draft.pictures:
        if not picture.words.strip():
            continue
        added = [w for w in _beyond(picture.alt_text, picture.words) if w not in allowed]
        if added:
            words = _some(added)
            yield Hit(words=words, message=f"The alt text says what is not on the card: {words}.")


def alt_text_too_long(draft: Draft) -> Iterator[Hit]:
    limit = limit_for(draft.platform).alt_limit if draft.platform in platforms() else None
    for picture in draft.pictures if limit else ():
        if limit and len(picture.alt_text) > limit:
            yield Hit(
                words=picture.alt_text[:80],
                message=f"The alt text has {len(picture.alt_text):,} characters;"
                f" {draft.platform} takes {limit:,}.",
            )


def alt_text_not_shown(draft: Draft) -> Iterator[Hit]:
    """Find pictures whose words reach nobody who cannot see: the platform has no alt text."""
    if draft.platform not in platforms() or limit_for(draft.platform).alt_limit:
        return
    for picture in draft.pictures:
        if missing := _beyond(picture.words, draft.caption):
            yield Hit(words=_some(missing), message=_no_alt_text(draft.platform, missing))


def low_contrast(draft: Draft, options: Mapping[str, Any]) -> Iterator[Hit]:
    least = float(options["least"])
    for picture in draft.pictures:
        if picture.contrast is not None and picture.contrast < least:
            yield Hit(
                words=_start(picture),
                message=f"Text on the card has a contrast of {picture.contrast:.1f} to 1;"
                f" at least {least:g} to 1 is readable.",
            )


def small_text(draft: Draft, options: Mapping[str, Any]) -> Iterator[Hit]:
    least = float(options["least"])
    for picture in draft.pictures:
        if picture.smallest_text is not None and picture.smallest_text < least:
            yield Hit(
                words=_start(picture),
                message=f"The smallest text on the card is {picture.smallest_text:g} pixels high;"
                f" on a telephone {least:g} can be read.",
            )


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", plain(text)).casefold())


def _beyond(text: str, other: str) -> list[str]:
    """Return the words ``text`` has more often than ``other``, in order."""
    left = Counter(_words(other))
    beyond = []
    for word in _words(text):
        if left[word]:
            left[word] -= 1
        else:
            beyond.append(word)
    return list(dict.fromkeys(beyond))


def _some(words: list[str]) -> str:
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return ", ".join(words[:_SHOWN]) + more


def _no_alt_text(platform: str, missing: list[str]) -> str:
    return (
        f"{platform} shows no alt text, and the caption does not say all that the card says:"
        f" {_some(missing)}."
    )


def _start(picture: PictureWords) -> str:
    return picture.words[:80]
