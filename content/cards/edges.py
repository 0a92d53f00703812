"""Where the eye sees a letter begin and end: at its stems, not at a tail below the line."""

from __future__ import annotations

from functools import lru_cache

from fontTools.pens.recordingPen import DecomposingRecordingPen

from content.cards.fonts import Face

_TAIL = 0.1  # em below the baseline, from which a letter has a tail: j, p, y
_MOST_HANG = 0.14  # em that a tail may stand out over the margin


@lru_cache(maxsize=4000)
def left_edge(face: Face, glyph: int) -> float:
    """Return where a glyph's ink begins, in em right of its origin; a tail hangs to the left."""
    extents = face.font.get_glyph_extents(glyph)
    if extents is None or extents.width == 0:
        return 0.0
    edge = float(extents.x_bearing) / face.upem
    lowest = float(extents.y_bearing + extents.height) / face.upem
    if lowest > -_TAIL:
        return edge
    return min(max(edge, _stem(face, glyph)), edge + _MOST_HANG)


@lru_cache(maxsize=4000)
def right_edge(face: Face, glyph: int) -> float:
    """Return where a glyph's ink ends, in em right of its origin."""
    extents = face.font.get_glyph_extents(glyph)
    if extents is None or extents.width == 0:
        return 0.0
    return float(extents.x_bearing + extents.width) / face.upem


def _stem(face: Face, glyph: int) -> float:
    """Return the leftmost point of the outline that lies above the baseline."""
    pen = DecomposingRecordingPen(None)
    face.font.draw_glyph_with_pen(glyph, pen)
    above = [x for _, points in pen.value for x, y in points if y > 0]
    return min(above, default=0.0) / face.upem
