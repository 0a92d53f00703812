"""How long a platform asks us to wait. Reads the answer's own clock, never ours."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

Wait = Callable[[Mapping[str, str]], float | None]
"""Reads the seconds to wait out of the headers of an answer."""

LONGEST = 86_400.0  # a pause beyond a day is a mistake of the header, or of its unit
_EPOCH_STARTS = 1_000_000_000.0  # a larger number is a date in Unix seconds, not a pause


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _instant(text: str) -> datetime | None:
    """Read an HTTP date or an ISO 8601 time."""
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(text)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def moment_of(headers: Mapping[str, str]) -> datetime | None:
    """Return when the platform says it answered."""
    return _instant(headers.get("Date", ""))


def _until(moment: datetime, headers: Mapping[str, str]) -> float | None:
    answered_at = moment_of(headers)
    return None if answered_at is None else (moment - answered_at).total_seconds()


def seconds_in(name: str, headers: Mapping[str, str]) -> float | None:
    """Read a header that holds seconds, a Unix time, an HTTP date or an ISO 8601 time."""
    text = headers.get(name, "").strip()
    number = _number(text)
    if number is not None and number >= _EPOCH_STARTS:
        wait = _until(datetime.fromtimestamp(min(number, 32e9), UTC), headers)
    elif number is not None:
        wait = number
    else:
        moment = _instant(text)
        wait = None if moment is None else _until(moment, headers)
    return None if wait is None else min(max(wait, 0.0), LONGEST)


def header(*names: str) -> Wait:
    """Return a reader of the first of these headers that says something."""

    def read(headers: Mapping[str, str]) -> float | None:
        waits = (seconds_in(name, headers) for name in names)
        return next((wait for wait in waits if wait is not None), None)

    return read


retry_after = header("Retry-After")
