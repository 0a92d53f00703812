"""Finds typefaces: those that plain packages bring, and those a brand uploads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import uharfbuzz as hb

from content.cards.model import CardError

_CAP_PROBE, _X_PROBE = "H", "x"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Where a typeface lies: one variable file, or one file a weight.

    ``packages`` bring the weights that ``package`` does not.
    """

    package: str
    packages: Mapping[int, str] = field(default_factory=dict)
    variable: str = ""
    weights: Mapping[int, str] = field(default_factory=dict)
    looks: int = 0  # the weight whose strokes these are like, where the name says another


def _statics(package: str, pattern: str, names: Mapping[int, str]) -> Family:
    weights = {weight: f"files/{pattern.format(name)}" for weight, name in names.items()}
    return Family(package=package, weights=MappingProxyType(weights))


FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "manrope": Family(package="font_manrope", variable="files/Manrope-VariableFont_wght.ttf"),
        "source-sans": _statics(
            "font_source_sans_pro",
            "SourceSansPro-{}.otf",
            {400: "Regular", 600: "Semibold", 700: "Bold", 900: "Black"},
        ),
        "source-serif": _statics(
            "font_source_serif_pro",
            "SourceSerifPro-{}.otf",
            {400: "Regular", 600: "Semibold", 700: "Bold", 900: "Black"},
        ),
        "source-serif-italic": _statics(
            "font_source_serif_pro",
            "SourceSerifPro-{}.otf",
            {400: "It", 600: "SemiboldIt", 700: "BoldIt", 900: "BlackIt"},
        ),
        "fjalla": Family(
            package="font_fjallaone", weights={400: "files/FjallaOne-Regular.ttf"}, looks=800
        ),
        "noto-cjk": Family(
            package="noto_cjk_sans_jp_bold",
            packages={400: "noto_cjk_sans_jp_regular"},
            weights={400: "NotoSansCJKjp-Regular.otf", 700: "NotoSansCJKjp-Bold.otf"},
        ),
        **{
            f"noto-{script.lower()}": Family(
                package="manimgx_fonts", variable=f"NotoSans{script}[wght].ttf"
            )
            for script in (
                *("Arabic", "Hebrew", "Devanagari", "Bengali", "Thai", "Gujarati", "Gurmukhi"),
                *("Tamil", "Telugu", "Kannada", "Malayalam", "Oriya", "Sinhala", "Khmer", "Lao"),
                *("Myanmar", "Ethiopic", "Armenian", "Georgian", "Symbols"),
            )
        },
        "noto-sans": Family(package="manimgx_fonts", variable="NotoSans[wght].ttf"),
        "noto-emoji": Family(package="manimgx_fonts", variable="NotoEmoji[wght].ttf"),
    }
)

FALLBACKS = (
    "manrope",
    "source-sans",
    "noto-sans",
    *(name for name in FAMILIES if name.startswith("noto-") and name != "noto-sans"),
)
"""Asked in this order for letters that a template's or brand's own typeface does not have."""

DISPLAY_FAMILIES = ("manrope", "source-sans", "source-serif", "source-serif-italic", "fjalla")
"""What templates and brands may name."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One typeface in one weight. Measures are in em."""

    name: str
    weight: int
    font: hb.Font
    upem: int
    cap_height: float
    x_height: float

    def has(self, character: str) -> bool:
        return self.font.get_nominal_glyph(ord(character)) is not None


@cache
def face(family: str, weight: int) -> Face:
    """Open a typeface that a package brings. Raises ``CardError`` when the package is missing."""
    path = font_file(family, weight)
    known = FAMILIES[family]
    opened = hb.Face(hb.Blob.from_file_path(str(path)))
    return _measured(opened, family, known.looks or weight, variable=bool(known.variable))


def font_file(family: str, weight: int) -> Path:
    """Return where a typeface lies in the weight nearest to ``weight``.

    Raises ``CardError`` when there is no such typeface or its package is missing.
    """
    known = FAMILIES.get(family)
    if known is None:
        raise CardError(f"There is no typeface {family!r}; there are {', '.join(FAMILIES)}.")
    nearest = min(known.weights, key=lambda one: (abs(one - weight), one), default=weight)
    package = known.packages.get(nearest, known.package)
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise CardError(
            f"The typeface {family} is not installed; "
            f"run 'pip install {package.replace('_', '-')}'."
        )
    return Path(spec.origin).parent / (known.variable or known.weights[nearest])


def bundled(family: str, weight: int) -> bytes:
    """Return the font file of a typeface that a package brings, nearest to a weight."""
    return font_file(family, weight).read_bytes()


@lru_cache(maxsize=64)
def uploaded(data: bytes, name: str, weight: int) -> Face:
    """Open a font file of a brand. Raises ``CardError`` when it is none."""
    opened = hb.Face(data)
    if opened.glyph_count == 0 or not opened.unicodes:
        raise CardError(f"{name} is no font file that can be read; use TTF, OTF or a variable TTF.")
    return _measured(opened, name, weight, variable="wght" in {a.tag for a in opened.axis_infos})


def fallbacks(weight: int) -> Iterator[Face]:
    for family in FALLBACKS:
        yield face(family, weight)


def missing_packages() -> tuple[str, ...]:
    """Name the font packages that are not installed; with any missing, nothing is drawn."""
    packages = dict.fromkeys(
        package
        for family in FAMILIES.values()
        for package in (family.package, *family.packages.values())
    )
    return tuple(package for package in packages if find_spec(package) is None)


def _measured(opened: hb.Face, name: str, weight: int, *, variable: bool) -> Face:
    font = hb.Font(opened)
    if variable:
        font.set_variations({"wght": float(weight)})
    return Face(
        name=name,
        weight=weight,
        font=font,
        upem=opened.upem,
        cap_height=_height(font, _CAP_PROBE, opened.upem, 0.7),
        x_height=_height(font, _X_PROBE, opened.upem, 0.5),
    )


def _height(font: hb.Font, probe: str, upem: int, otherwise: float) -> float:
    """Measure the ink: what fonts say of themselves is often wrong, and optics need the ink."""
    glyph = font.get_nominal_glyph(ord(probe))
    extents = font.get_glyph_extents(glyph) if glyph is not None else None
    return extents.y_bearing / upem if extents else otherwise
