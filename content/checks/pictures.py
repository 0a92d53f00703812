"""Whether people who do not see a picture, or see it badly, get what it says."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import regex

from content.captions.limits import limit_for, platforms
from content.checks.model import Draft, Hit, PictureWords
from content.checks.searching import plain

# Scripts that part no words are compared character by character: where a line of a card ends says
# nothing there.
_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|"
    r"(?:(?![\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])[^\W_])+"
)
_SHOWN = 6  # words a message names before it says "and more"


def without_alt_text(draft: Draft) -> Iterator[Hit]:
    for picture in draft.pictures:
        if not picture.alt_text.strip():
            yield Hit(words=picture.words[:80])


def alt_text_leaves_out(draft: Draft) -> Iterator[Hit]:
    """Find words of a picture that its alt text does not say; see ``left_out``."""
    for picture in draft.pictures:
        if picture.alt_text.strip() and (missing := left_out(picture, picture.alt_text)):
            words = _some(missing)
            yield Hit(words=words, message=f"The alt text leaves out words of the card: {words}.")


def alt_text_adds(draft: Draft, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find words of an alt text that are not on its picture."""
    allowed = Counter(_words(" ".join(options.get("allowed", ()))))
    for picture in draft.pictures:
        if not picture.words.strip():
            continue
        shown = [*_words(picture.words), *_words(picture.framing)]
        added = [w for w in _beyond(_words(picture.alt_text), shown) if w not in allowed]
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
        if missing := left_out(picture, draft.caption):
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


def unmeasured(draft: Draft) -> Iterator[Hit]:
    for picture in draft.pictures:
        if picture.contrast is None:
            yield Hit(words=_start(picture))


def left_out(picture: PictureWords, text: str) -> list[str]:
    """Return the words of a picture that ``text`` does not say, each once, in order.

    A line that stands on the card twice needs to be said once; what frames every card need not be
    said, and where it is said it does not stand in for the same words of the claim.
    """
    lines = dict.fromkeys(tuple(_words(line)) for line in picture.words.splitlines())
    said = _words(text)
    for line in picture.framing.splitlines():
        said = _without_run(said, _words(line))
    return _beyond([word for line in lines for word in line], said)


def _without_run(words: list[str], run: list[str]) -> list[str]:
    size = len(run)
    starts = range(len(words) - size + 1) if size else ()
    found = next((start for start in starts if words[start : start + size] == run), None)
    return words if found is None else [*words[:found], *words[found + size :]]


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", plain(text)).casefold())


def _beyond(words: list[str], others: list[str]) -> list[str]:
    """Return what ``words`` holds more often than ``others``, in order."""
    left = Counter(others)
    beyond = []
    for word in words:
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
