"""The installation's own apps at platforms, and people who are on the way to sign in with them.

Everything here is locked by the vault before it comes.
"""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from scheduler.store import marks


def _app(platform: str, server: str) -> str:
    return f"app {platform} {hashlib.sha256(server.encode()).hexdigest()[:16]}"


def _journey(state: str) -> str:
    return f"sign-in {hashlib.sha256(state.encode()).hexdigest()[:40]}"


def put_keys(session: Session, platform: str, locked: str, *, server: str = "") -> None:
    """Keep the keys of our app; ``server`` where every server gives out its own."""
    marks.put_mark(session, _app(platform, server), locked)


def keys(session: Session, platform: str, *, server: str = "") -> str:
    return marks.mark(session, _app(platform, server))


def put_journey(session: Session, state: str, locked: str) -> None:
    marks.put_mark(session, _journey(state), locked)


def take_journey(session: Session, state: str) -> str:
    """Return what was known when the person left, once; empty for a state nobody left with."""
    return marks.take_mark(session, _journey(state))
