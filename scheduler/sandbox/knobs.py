"""What a person may turn on the sandbox as a whole, by ``POST /_sandbox/knobs``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta

from scheduler.sandbox.database import Json

# Mastodon keeps a key for an hour; GoToSocial and Takahe ignore it; Pixelfed burns it even when the
# post then fails, and refuses it ever after; Mastodon 4.6.0 to 4.7.1 answers a repeat with 500.
KEPT, IGNORED, REFUSED, BROKEN = "kept", "ignored", "refused", "broken"
KEY_HABITS = (KEPT, IGNORED, REFUSED, BROKEN)


class KnobError(ValueError):
    """There is no such knob, or it does not turn that far."""


@dataclass(slots=True)
class Knobs:
    latency: timedelta = timedelta()  # every answer takes this long
    blind_for: timedelta = timedelta()  # how long a new post is live but not found by look-ups
    token_life: timedelta | None = None  # instead of the platform's own
    media_polls: int = 0  # how often an upload is asked for before it is ready
    keys: str = KEPT  # what a server of Mastodon's family makes of Idempotency-Key

    def turn(self, told: Mapping[str, object]) -> None:
        """Turn the named knobs; times are in seconds. Raises ``KnobError`` and turns none."""
        names = [one.name for one in fields(self)]
        if unknown := told.keys() - set(names):
            raise KnobError(
                f"There is no knob {', '.join(sorted(unknown))}; there are: {', '.join(names)}."
            )
        for name, value in {name: _checked(name, value) for name, value in told.items()}.items():
            setattr(self, name, value)

    def as_plain(self) -> Json:
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: value.total_seconds() if isinstance(value, timedelta) else value
            for name, value in values.items()
        }


def _checked(name: str, value: object) -> object:
    if name == "keys":
        if value not in KEY_HABITS:
            raise KnobError(f"“keys” is one of: {', '.join(KEY_HABITS)}.")
        return value
    if name == "token_life" and value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise KnobError(f"“{name}” is a number from 0 up.")
    return int(value) if name == "media_polls" else timedelta(seconds=value)
