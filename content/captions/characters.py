"""Characters that must not go out: they break a post, hide words or turn digits around."""

from __future__ import annotations

import re
import unicodedata

from content.captions.model import CaptionError

# Tab and line feed are text; every other control character is a leftover of some program.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e\ufffe\uffff\ufff9-\ufffb\ufeff]"
)
_REASONS = (
    (("\ud800", "\udfff"), "half of a character"),
    (("\u202d", "\u202e"), "a mark that turns the reading direction around"),
    (("\ufeff", "\uffff"), "not a character platforms accept"),
    (("\ufff9", "\ufffb"), "not a character platforms accept"),
)


def unfit(text: str) -> tuple[str, ...]:
    """Say, a line for each, which characters of ``text`` must not go out, and where they are."""
    return tuple(
        f"U+{ord(found.group()):04X} at character {found.start() + 1} is {_reason(found.group())}"
        for found in _UNFIT.finditer(text)
    )


def demand_fit(text: str, what: str) -> None:
    """Raise ``CaptionError`` naming the first character of ``text`` that must not go out."""
    found = _UNFIT.search(text)
    if found:
        raise CaptionError(f"{what}: {unfit(text[: found.end()])[-1]}; take it out and try again")


def _reason(character: str) -> str:
    for (first, last), reason in _REASONS:
        if first <= character <= last:
            return reason
    return f"a control character ({unicodedata.category(character)})"
