"""Whether two numbers or names differ only as slips of the hand make them differ."""

from __future__ import annotations


def one_slip_apart(one: str, other: str) -> bool:
    """Say whether a single character is wrong, missing or doubled, or two are swapped."""
    if len(one) == len(other):
        wrong = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        return len(wrong) == 1 or (len(wrong) == 2 and wrong[0] == wrong[1][::-1])  # noqa: PLR2004
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    one_more = len(longer) - len(shorter) == 1
    return one_more and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
