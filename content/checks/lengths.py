"""Whether a caption can leave as it is: its length, its characters, its language."""

from __future__ import annotations

from collections.abc import Iterator

from content.captions.characters import unfit
from content.captions.counting import measure
from content.captions.languages import is_language_tag
from content.captions.limits import limit_for, platforms
from content.captions.model import CaptionError
from content.checks.model import Draft, Hit

LONGEST = 100_000
"""Characters of a caption above which nothing else is checked; no platform takes as many."""


def empty(draft: Draft) -> Iterator[Hit]:
    if not draft.caption.strip():
        yield Hit()


def too_long(draft: Draft) -> Iterator[Hit]:
    limit = draft.limit
    if limit is None:
        if draft.platform not in platforms():
            return
        limit = limit_for(draft.platform)
    try:
        length = measure(draft.caption[:LONGEST], limit)
    except CaptionError:
        return  # half a character: another rule says so
    if not length.fits:
        unit = length.unit.replace("_", " ")
        count = f"{length.length:,}" if length.length > length.limit else "too many bytes"
        yield Hit(
            words=draft.caption[-60:],
            message=f"The caption counts {count} on {draft.platform},"
            f" which takes {length.limit:,} ({unit}).",
        )


def unfit_characters(draft: Draft) -> Iterator[Hit]:
    for text in draft.passages:
        for line in unfit(text)[:3]:
            yield Hit(words=line.partition(" ")[0], message=f"{line}.")


def without_language(draft: Draft) -> Iterator[Hit]:
    if not is_language_tag(draft.language):
        yield Hit(words=draft.language)
