"""Who listens to the requests a connector makes in this thread.

The contract of connectors says nothing of it: whoever calls one may listen, nobody has to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

Saved = dict[str, Any]
"""An answer as plain JSON: ``status``, ``headers`` and ``text``."""


class Listener(Protocol):
    def asked(self, uploads: int) -> None:
        """Take note of a request that leaves now, and of how many pictures it carries."""
        ...

    def spent(self, seconds: float) -> None:
        """Take note that the platform lets no further request through for so long."""
        ...

    def recall(self, part: str) -> Saved | None:
        """Return the answer this part of a post got in an earlier try, where that still counts."""
        ...

    def remember(self, part: str, answer: Saved) -> None:
        """Keep the answer, so that a later try need not send this part again."""
        ...


class _Nobody:
    def asked(self, _: int) -> None:
        pass

    def spent(self, _: float) -> None:
        pass

    def recall(self, _: str) -> Saved | None:
        return None

    def remember(self, _: str, __: Saved) -> None:
        pass


_NOBODY: Listener = _Nobody()
_listener: ContextVar[Listener] = ContextVar("listener", default=_NOBODY)


def listener() -> Listener:
    return _listener.get()


@contextmanager
def heard_by(somebody: Listener) -> Iterator[None]:
    """Let ``somebody`` listen to what this thread sends within the block."""
    token = _listener.set(somebody)
    try:
        yield
    finally:
        _listener.reset(token)


def fingerprint(method: str, url: str, parts: Mapping[str, Any]) -> str:
    """Return the same text for the same request, whatever token it goes out with."""
    digest = hashlib.sha256(f"{method} {url}\n".encode())
    for name in ("params", "json", "data", "files"):
        digest.update(json.dumps([name, _plain(parts.get(name))], sort_keys=True).encode())
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Mapping):
        return {str(n): _plain(one) for n, one in value.items() if n != "access_token"}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
