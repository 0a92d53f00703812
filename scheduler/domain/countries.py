"""Countries by their ISO 3166-1 code, and what people type instead of it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib import resources

# What people type that is neither a code nor the name in the list.
_EVERYDAY_NAMES = {
    "america": "US",
    "england": "GB",
    "great britain": "GB",
    "holland": "NL",
    "scotland": "GB",
    "u.s.": "US",
    "uk": "GB",
    "united kingdom": "GB",
    "united states of america": "US",
    "usa": "US",
    "wales": "GB",
}


class CountryError(ValueError):
    """No such country. ``close`` holds the nearest codes, best first."""

    def __init__(self, given: str, close: tuple[str, ...]) -> None:
        named = [f"{code} ({country_names()[code]})" for code in close]
        way_out = f"did you mean {' or '.join(named)}?" if named else "use one like MX or GB."
        super().__init__(f"There is no country with the code {given!r}: {way_out}")
        self.given = given
        self.close = close


@cache
def country_names() -> Mapping[str, str]:
    """Return every ISO 3166-1 alpha-2 code with its short English name.

    The list comes with the time zones: https://data.iana.org/time-zones/tzdb/iso3166.tab
    """
    table = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab")
    lines = table.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


def check_country(given: str) -> str:
    """Return the code in capitals, or raise ``CountryError`` with the nearest ones."""
    code = given.strip().upper()
    if code not in country_names():
        raise CountryError(given, _close_codes(given))
    return code


def _close_codes(given: str) -> tuple[str, ...]:
    typed = given.strip().lower()
    if typed in _EVERYDAY_NAMES:
        return (_EVERYDAY_NAMES[typed],)
    by_name = {name.lower(): code for code, name in country_names().items()}
    near = get_close_matches(typed, by_name, n=2, cutoff=0.8)
    return tuple(by_name[name] for name in near)
