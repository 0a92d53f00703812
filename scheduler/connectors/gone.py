"""A post that somebody deleted on the platform is no trouble: it has no numbers and is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from scheduler.connectors.base import SendError, Verdict

_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@contextmanager
def unless_gone() -> Iterator[None]:
    """Pass over the refusal that there is no such post; an account that is gone is not that."""
    try:
        yield
    except SendError as error:
        if error.status not in _GONE or error.verdict is Verdict.REAUTH:
            raise
