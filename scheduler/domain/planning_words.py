"""Small pieces of the sentences a plan speaks in."""

from __future__ import annotations

WORDS = {"warning_sign": "sign", "affected_group": "group"}


def word(kind: str) -> str:
    """Return what people call a kind."""
    return WORDS.get(kind, kind.replace("_", " "))


def in_days(count: int) -> str:
    return f"{count} day" + "s" * (count != 1)


def upper(text: str) -> str:
    """Return ``text`` as a sentence begins."""
    return text[:1].upper() + text[1:]
