"""Works out a template's colour names for one brand: ``brand.dark``, ``mix(a, b, 30%)``, hex."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from content.brand import Palette
from content.cards import colours
from content.cards.colours import RGB

BRAND_NAMES = ("brand.dark", "brand.light", "brand.accent", "brand.primary")

_MIX = re.compile(r"mix\(\s*([^,]+?)\s*,\s*([^,]+?)\s*,\s*(\d{1,3})\s*%\s*\)")
_DEEPEST = 8


def names_in(expression: str) -> tuple[str, ...]:
    """Return the names of other colours an expression uses. Raises ``ValueError`` if it is none."""
    if found := _MIX.fullmatch(expression):
        if int(found.group(3)) > 100:  # noqa: PLR2004  # per cent
            raise ValueError("a mix is of at most 100 %")
        return (*names_in(found.group(1)), *names_in(found.group(2)))
    if expression in BRAND_NAMES:
        return ()
    if expression.startswith("#"):
        colours.parse(expression)
        return ()
    if not re.fullmatch(r"[a-z][\w-]*", expression):
        raise ValueError(
            f"{expression!r} is no colour; write #RRGGBB, {', '.join(BRAND_NAMES)}, "
            "another name, or mix(one, other, 30%)"
        )
    return (expression,)


def resolved(names: Mapping[str, str], palette: Palette) -> dict[str, RGB]:
    """Return every named colour of a template as pixels. Raises ``ValueError`` for a circle."""
    key = (palette.dark, palette.light, palette.accent, palette.primary)
    return dict(_resolved(tuple(names.items()), key))


@lru_cache(maxsize=64)
def _resolved(
    names: tuple[tuple[str, str], ...], palette: tuple[str, str, str, str]
) -> tuple[tuple[str, RGB], ...]:
    brand = dict(zip(BRAND_NAMES, map(colours.parse, palette), strict=True))
    table = dict(names)
    return tuple((name, _value(name, table, brand, 0)) for name in table)


def _value(expression: str, names: Mapping[str, str], brand: Mapping[str, RGB], depth: int) -> RGB:
    if depth > _DEEPEST:
        raise ValueError(f"the colour {expression!r} is defined by itself")
    if expression in brand:
        return brand[expression]
    if expression.startswith("#"):
        return colours.parse(expression)
    if found := _MIX.fullmatch(expression):
        one = _value(found.group(1), names, brand, depth + 1)
        other = _value(found.group(2), names, brand, depth + 1)
        return colours.mixed(one, other, int(found.group(3)) / 100)
    return _value(names[expression], names, brand, depth + 1)
