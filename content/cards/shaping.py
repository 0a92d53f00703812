"""Turns words into placed glyphs, in em. Sizes, pixels and line breaks come later."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

import regex
import uharfbuzz as hb

from content.cards.fonts import FAMILIES, Face, face, fallbacks
from content.cards.model import CardError

_CLUSTER = regex.compile(r"\X")
_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\ufe0f")
_LATIN = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}]")
_UNTRACKED = regex.compile(r"[^\p{Latin}\p{Greek}\p{Cyrillic}\p{Common}\p{Inherited}]")
_UNSEEN = frozenset("\u200c\u200d\ufe0e\ufe0f\u2060\u00ad")
_TALL = (  # script, how far it rises above the baseline and how far apart its lines stand, in em
    (regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"), 0.84, 1.24),
    (regex.compile(r"\p{Arabic}"), 0.86, 1.42),
    (regex.compile(r"\p{Hebrew}"), 0.72, 1.2),
    (regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"), 0.98, 1.45),
    (regex.compile(r"[\p{Devanagari}\p{Bengali}\p{Gujarati}\p{Gurmukhi}]"), 0.94, 1.38),
    (regex.compile(r"[\p{Tamil}\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}]"), 0.9, 1.4),
)
_STACKED_MARKS = 1.3  # the line distance of capitals with two marks above and one below
_LOOSE = 0.03  # from this tracking on, letters of a ligature would stand closer than the others

Glyph = tuple[int, float, float]
"""Number in its typeface, then right and up of the run's start, in em."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeStyle:
    """How a text is set: the typefaces to ask in turn, and the measures in em."""

    faces: tuple[Face, ...]
    tracking: float = 0.0
    leading: float = 1.2
    uppercase: bool = False
    language: str = ""
    rise: float = 0.0

    @property
    def cap_height(self) -> float:
        """How far the first line rises above its baseline: its capitals, or a script's letters."""
        return self.rise or self.faces[0].cap_height

    @property
    def space(self) -> float:
        """Width of a space; it gets the tracking of the letter before it as well."""
        return space_width(self.faces[0]) + self.tracking * 2


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one typeface and direction."""

    face: Face
    glyphs: tuple[Glyph, ...]
    advance: float
    level: int


def cased(text: str, style: TypeStyle) -> str:
    if not style.uppercase:
        return text
    if style.language.startswith(("tr", "az")):
        text = text.replace("i", "\u0130").replace("\u0131", "I")
    return text.upper()


def suited(style: TypeStyle, text: str) -> TypeStyle:
    """Suit a style to a text: one typeface for all its letters, room for its script's marks."""
    letters = set(_LATIN.findall(text))
    usable = tuple(one for one in style.faces if all(one.has(letter) for letter in letters))
    if not usable:
        others = fallbacks(style.faces[0].weight)
        whole = (one for one in others if all(one.has(letter) for letter in letters))
        usable = tuple(islice(whole, 1)) or style.faces
    rise, leading, tracking = style.rise, style.leading, style.tracking
    for script, script_rise, script_leading in _TALL:
        if script.search(text):
            rise, leading = max(rise, script_rise), max(leading, script_leading)
            tracking = 0.0  # their letters stand as drawn, and so do the spaces between their words
    if style.uppercase and style.language.startswith("vi"):
        leading = max(leading, _STACKED_MARKS)
    return replace(style, faces=usable, rise=rise, leading=leading, tracking=tracking)


def shape(text: str, levels: Sequence[int], style: TypeStyle) -> tuple[Run, ...]:
    """Shape one word. Raises ``CardError`` for a character that no typeface has."""
    if len(set(levels)) <= 1:
        return _shaped(text, levels[0] if levels else 0, style)
    runs: list[Run] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or levels[end] != levels[start]:
            runs.extend(_shaped(text[start:end], levels[start], style))
            start = end
    return tuple(runs)


@lru_cache(maxsize=20_000)
def _shaped(text: str, level: int, style: TypeStyle) -> tuple[Run, ...]:
    return tuple(_run(part, one, level, style) for part, one in _by_face(text, style))


def _by_face(text: str, style: TypeStyle) -> Iterator[tuple[str, Face]]:
    part = ""
    current: Face | None = None
    for cluster in _CLUSTER.findall(text):
        chosen = _face_for(cluster, style)
        if current is not None and chosen is not current:
            yield part, current
            part = ""
        part, current = part + cluster, chosen
    if current is not None:
        yield part, current


def _face_for(cluster: str, style: TypeStyle) -> Face:
    needed = [one for one in cluster if one not in _UNSEEN]
    if _EMOJI.search(cluster):
        emoji = face("noto-emoji", min(style.faces[0].weight, 700))
        if all(emoji.has(one) for one in needed):
            return emoji
    for candidate in (*style.faces, *fallbacks(style.faces[0].weight)):
        if all(candidate.has(one) for one in needed):
            return candidate
    rare = next(one for one in needed if not any(f.has(one) for f in fallbacks(400)))
    name = unicodedata.name(rare, "unnamed")
    raise CardError(
        f"No typeface here has the character U+{ord(rare):04X} ({name}) of {cluster!r}; "
        "upload a font that has it with the brand kit, or write it otherwise."
    )


def _run(text: str, chosen: Face, level: int, style: TypeStyle) -> Run:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if level % 2 else "ltr"
    if style.language:
        buffer.language = style.language
    tracking = 0.0 if _UNTRACKED.search(text) else style.tracking
    hb.shape(chosen.font, buffer, {"liga": False} if tracking > _LOOSE else {})
    glyphs: list[Glyph] = []
    x = 0.0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        right, up = position.x_offset / chosen.upem, position.y_offset / chosen.upem
        glyphs.append((info.codepoint, x + right, up))
        x += position.x_advance / chosen.upem
        if position.x_advance:
            x += tracking
    return Run(chosen, tuple(glyphs), x, level)


@lru_cache(maxsize=200)
def space_width(one: Face) -> float:
    glyph = one.font.get_nominal_glyph(ord(" "))
    return one.font.get_glyph_h_advance(glyph) / one.upem if glyph is not None else 0.25


def style_of(
    family: str, weight: int, *, own: tuple[Face, ...] = (), **measures: float | bool | str
) -> TypeStyle:
    """Build the style of a template's typeface; a brand's ``own`` faces come first."""
    if family not in FAMILIES:
        raise CardError(f"There is no typeface {family!r}.")
    return TypeStyle(faces=(*own, face(family, weight)), **measures)  # type: ignore[arg-type]  # measures of one TOML table, checked by the schema
