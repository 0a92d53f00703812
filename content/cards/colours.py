"""Colours: mixing, contrast as WCAG counts it, and the nearest colour that can be read."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache

RGB = tuple[int, int, int]

WHITE: RGB = (255, 255, 255)
AA = 4.5
"""WCAG 2.2, success criterion 1.4.3, for text of any size."""

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def parse(text: str) -> RGB:
    """Read ``#RGB`` or ``#RRGGBB``. Raises ``ValueError`` for anything else."""
    if not _HEX.fullmatch(text):
        raise ValueError(f"{text!r} is no colour; write #RRGGBB, for example #0A1733")
    digits = text[1:] if len(text) > 4 else "".join(digit * 2 for digit in text[1:])  # noqa: PLR2004  # #RGB
    return (int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16))


def written(colour: RGB) -> str:
    return "#{:02X}{:02X}{:02X}".format(*colour)


def mixed(one: RGB, other: RGB, share: float) -> RGB:
    """Mix ``share`` (0 to 1) of ``other`` into ``one``."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return (red, green, blue)


@lru_cache(maxsize=4096)
def luminance(colour: RGB) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: RGB, other: RGB) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=4096)
def readable(
    colour: RGB, grounds: tuple[RGB, ...], ratio: float = AA, ways: tuple[int, ...] = (1, -1)
) -> RGB:
    """Return the colour, or the nearest lightness of it that reaches ``ratio`` on every ground.

    ``ways`` are those it may go: lighter (1), darker (-1). Black or white, whichever reads better,
    when no lightness of that hue does.
    """
    if _lowest(colour, grounds) >= ratio:
        return colour
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    for step in range(1, 101):
        for way in ways:
            changed = lightness + way * step / 100
            if 0 <= changed <= 1:
                tried = _rgb(colorsys.hls_to_rgb(hue, changed, saturation))
                if _lowest(tried, grounds) >= ratio:
                    return tried
    return max((WHITE, (0, 0, 0)), key=lambda one: _lowest(one, grounds))


def is_dark(colour: RGB) -> bool:
    """Say whether white reads better on this colour than black."""
    return contrast(colour, WHITE) >= contrast(colour, (0, 0, 0))


def _lowest(colour: RGB, grounds: tuple[RGB, ...]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def _rgb(parts: tuple[float, float, float]) -> RGB:
    red, green, blue = (round(part * 255) for part in parts)
    return (red, green, blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004  # sRGB
