"""Asks again, a few times and ever more slowly, for what a platform is still working on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Answer = TypeVar("Answer")
Sleep = Callable[[float], None]

QUICK = (0.5, 1, 2, 3, 5, 8, 13, 20)
"""Seconds between looks at a picture or a container that is usually ready at once."""


def polled(
    look: Callable[[], Answer | None], sleep: Sleep, waits: Sequence[float] = QUICK
) -> Answer | None:
    """Return the first answer that is one, or None when it was not there after all waits."""
    found = look()
    for seconds in waits:
        if found is not None:
            return found
        sleep(seconds)
        found = look()
    return found
