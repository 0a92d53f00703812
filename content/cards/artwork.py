"""Draws a look's ground and art, once for all cards that share them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache

from PIL import Image, ImageDraw

from content.cards.colours import RGB, written
from content.cards.design import Box, Shape, ShapeKind
from content.cards.layout import Ink, Setting
from content.cards.paragraphs import SetLine, paragraph
from content.cards.pictures import drawn_svg, fitted

_FINE = 4  # edges are drawn this many times larger and reduced: Pillow draws none smooth itself


class Pen:
    """Draws with the card's coordinates on a finer, moved mask."""

    def __init__(self, mask: Image.Image, left: float, top: float) -> None:
        self._draw = ImageDraw.Draw(mask)
        self._left = left
        self._top = top

    def _fine(self, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [((x - self._left) * _FINE, (y - self._top) * _FINE) for x, y in points]

    def disc(self, x: float, y: float, radius: float, fill: int = 255) -> None:
        (left, top), (right, bottom) = self._fine(
            [(x - radius, y - radius), (x + radius, y + radius)]
        )
        self._draw.ellipse((left, top, right - 1, bottom - 1), fill=fill)

    def dome(self, x: float, y: float, radius: float) -> None:
        """Draw the upper half of a disc that stands on ``y``."""
        (left, top), (right, bottom) = self._fine(
            [(x - radius, y - radius), (x + radius, y + radius)]
        )
        self._draw.pieslice((left, top, right - 1, bottom - 1), 180, 360, fill=255)

    def polygon(self, points: list[tuple[float, float]]) -> None:
        self._draw.polygon(self._fine(points), fill=255)

    def rounded(self, box: Box, radius: float, fill: int = 255) -> None:
        left, top, width, height = box
        (x, y), (right, bottom) = self._fine([(left, top), (left + width, top + height)])
        self._draw.rounded_rectangle((x, y, right - 1, bottom - 1), radius * _FINE, fill=fill)


Draw = Callable[[Pen], None]
_SEVERAL_DIGITS = 0.72
_EDGE = 0.05  # of the card's width, that figures keep from its edge


def paint_art(image: Image.Image, setting: Setting, *, clear: bool) -> None:
    """Paint the look's art; what text would run into only when it is ``clear`` of it."""
    for shape in setting.look.art:
        if not shown(shape, setting):
            continue
        if clear or not shape.keep:
            _paint(image, shape, setting)


def shown(shape: Shape, setting: Setting) -> bool:
    """Say whether a piece of art is for cards of this format and contact."""
    for_format = not shape.only or setting.format in shape.only
    wanted = for_format and shape.contact in {None, setting.reached}
    return wanted and not (setting.tile and setting.is_column and _crowded(shape, setting))


def _crowded(shape: Shape, setting: Setting) -> bool:
    """Say whether a code above the words of a column takes the room of this piece of art."""
    if shape.kind in {ShapeKind.NUMBER, ShapeKind.TEXT}:
        left, top, width, height = glyph_box(shape, setting)
    elif shape.kind in {ShapeKind.SVG, ShapeKind.PICTURE}:
        left, top, width, height = _file_box(shape, setting)
    elif shape.keep and not shape.stands:
        x, y, size = place(shape, setting)
        left, top, width, height = x - size, y - size, 2 * size, 2 * size
    else:
        return False
    column, above, wide, _ = setting.footer_box
    beside = left + width <= column or left >= column + wide
    _, logo, _, high = setting.grid.logo
    return not beside and (top + height > above or (shape.stands and top < logo + high))


def varying_art(setting: Setting, *, clear: bool) -> list[Ink]:
    """Return the art made of type; what text would run into only when it is ``clear`` of it."""
    return [
        ink
        for shape in setting.look.art
        if shape.kind in {ShapeKind.NUMBER, ShapeKind.TEXT}
        and shown(shape, setting)
        and (clear or not shape.keep)
        for ink in _glyphs(shape, setting)
    ]


def fill_rounded(image: Image.Image, box: Box, radius: float, colour: RGB) -> None:
    left, top, width, height = box
    if radius < 1:
        image.paste(colour, (round(left), round(top), round(left + width), round(top + height)))
        return
    x, y = math.floor(left), math.floor(top)
    wide, high = math.ceil(left + width) - x, math.ceil(top + height) - y
    image.paste(colour, (x, y), rounded_mask(wide, high, min(radius, wide / 2, high / 2)))


@lru_cache(maxsize=512)
def rounded_mask(width: int, height: int, radius: float) -> Image.Image:
    mask = Image.new("L", (width * _FINE, height * _FINE), 0)
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, width * _FINE - 1, height * _FINE - 1), radius * _FINE, fill=255
    )
    return mask.reduce(_FINE)


def _paint(image: Image.Image, shape: Shape, setting: Setting) -> None:
    if shape.kind in {ShapeKind.NUMBER, ShapeKind.TEXT}:
        return
    if shape.kind in {ShapeKind.SVG, ShapeKind.PICTURE}:
        _paint_file(image, shape, setting)
        return
    drawings: Mapping[ShapeKind, Callable[[Shape, Setting], tuple[Box, Draw]]] = {
        ShapeKind.DISC: _disc,
        ShapeKind.RING: _ring,
        ShapeKind.RECT: _rect,
        ShapeKind.POLYGON: _polygon,
        ShapeKind.DOTS: _dots,
        ShapeKind.PERSON: _person,
        ShapeKind.DOME: _dome,
    }
    box, draw = drawings[shape.kind](shape, setting)
    mask, left, top = _mask(setting, box, draw, image.size)
    if mask is None:
        return
    if shape.opacity < 1:
        mask = mask.point([round(value * shape.opacity) for value in range(256)])
    image.paste(setting.colours[shape.colour], (left, top), mask)


def _mask(
    setting: Setting, box: Box, draw: Draw, size: tuple[int, int]
) -> tuple[Image.Image | None, int, int]:
    """Return what ``draw`` draws as a smooth mask clipped to the card, and its place.

    For scripts that run from right to left the art is mirrored with the text.
    """
    x, y, wide, high = box
    left = setting.x(x, wide)
    start, top = max(0, math.floor(left)), max(0, math.floor(y))
    end, bottom = min(size[0], math.ceil(left + wide)), min(size[1], math.ceil(y + high))
    if end <= start or bottom <= top:
        return None, 0, 0
    mask = Image.new("L", ((end - start) * _FINE, (bottom - top) * _FINE), 0)
    draw(Pen(mask, size[0] - end if setting.rtl else start, top))
    mask = mask.reduce(_FINE)
    if setting.rtl:
        mask = mask.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return mask, start, top


def place(shape: Shape, setting: Setting) -> tuple[float, float, float]:
    """Return where a piece of art stands and how large it is, in pixels."""
    short = min(setting.width, setting.height)
    if shape.stands:
        y = setting.footer_box[1] + shape.at[1] * short
    else:
        y = shape.at[1] * setting.height
    return shape.at[0] * setting.width, y, shape.size * short


def _disc(shape: Shape, setting: Setting) -> tuple[Box, Draw]:
    x, y, radius = place(shape, setting)
    box = (x - radius, y - radius, 2 * radius, 2 * radius)
    return box, lambda pen: pen.disc(x, y, radius)


def _dome(shape: Shape, setting: Setting) -> tuple[Box, Draw]:
    """Draw the upper half of a disc; ``at`` is the middle of its base."""
    x, y, radius = place(shape, setting)
    return (x - radius, y - radius, 2 * radius, radius), lambda pen: pen.dome(x, y, radius)


def _ring(shape: Shape, setting: Setting) -> tuple[Box, Draw]:
    x, y, radius = place(shape, setting)
    inner = radius - shape.width * min(setting.width, setting.height)

    def draw(pen: Pen) -> None:
        pen.disc(x, y, radius)
        pen.disc(x, y, inner, fill=0)

    return (x - radius, y - radius, 2 * radius, 2 * radius), draw


def _rect(shape: Shape, setting: Setting) -> tuple[Box, Draw]:
    box = _box(shape, setting)
    short = min(setting.width, setting.height)
    radius, line = shape.radius * short, shape.width * short
    left, top, width, height = box
    inner = (left + line, top + line, width - 2 * line, height - 2 * line)

    def draw(pen: Pen) -> None:
        pen.rounded(box, radius)
        if line:
            pen.rounded(inner, max(radius - line, 0), fill=0)

    return box, draw


def _box(shape: Shape, setting: Setting) -> Box:
    """Return a shape's box: as parts of the card, or inset from its edges and the footer's."""
    if shape.inset is not None:
        short = min(setting.width, setting.height)
        left, top, right, bottom = (part * short for part in shape.inset)
        return (left, top, setting.width - left - right, setting.height - top - bottom)
    left, top, width, height = shape.box or (0.0, 0.0, 1.0, 1.0)
    return (
        left * setting.width,
        top * setting.height,
        width * setting.width,
        height * setting.height,
    )


def _polygon(shape: Shape, setting: Setting) -> tuple[Box, Draw]:
    points = [(x * setting.width, y * setting.height) for x, y in shape.points]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    return box, lambda pen: pen.polygon(points)


def _dots(shape: Shape, setting: Setting) -> tuple[Box, Draw]:
    x, y, radius = place(shape, setting)
    step = shape.width * min(setting.width, setting.height)

    def draw(pen: Pen) -> None:
        for column in range(shape.columns):
            for row in range(shape.rows):
                pen.disc(x + column * step, y + row * step, radius)

    wide, high = (shape.columns - 1) * step, (shape.rows - 1) * step
    return (x - radius, y - radius, wide + 2 * radius, high + 2 * radius), draw


def _person(shape: Shape, setting: Setting) -> tuple[Box, Draw]:
    """Draw a head above shoulders: anybody. ``at`` is the middle of the shoulders' base."""
    x, y, size = place(shape, setting)
    head = size * 0.53

    def draw(pen: Pen) -> None:
        pen.disc(x, y - size - head * 1.14, head)
        pen.dome(x, y, size)

    top = y - size - 2.2 * head
    return (x - size, top, 2 * size, y - top), draw


def _paint_file(image: Image.Image, shape: Shape, setting: Setting) -> None:
    data = (setting.template.folder / shape.file).read_bytes()
    left, top, width, height = (round(part) for part in _file_box(shape, setting))
    if shape.kind is ShapeKind.SVG:
        text = data.decode("utf-8")
        for name, colour in setting.colours.items():
            text = text.replace(f"{{{name}}}", written(colour))
        picture = drawn_svg(text.encode(), width)
        if picture.size != (width, height):
            picture = picture.resize((width, height))
    else:
        picture = fitted(data, width, height)
    if setting.rtl:
        left = image.width - left - width
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if shape.opacity < 1:
        faded = picture.getchannel("A").point([round(v * shape.opacity) for v in range(256)])
        picture.putalpha(faded)
    image.paste(picture, (left, top), picture)


def _file_box(shape: Shape, setting: Setting) -> Box:
    """Return where a file is drawn: its box, or a square of ``size`` around ``at``."""
    if shape.box or shape.inset:
        return _box(shape, setting)
    x, y, size = place(shape, setting)
    return (x - size / 2, y - size / 2, size, size)


def glyph_box(shape: Shape, setting: Setting) -> Box:
    """Return where large figures or signs stand: ``size`` is the height of their capitals.

    A number of several digits is smaller, and moves inwards rather than off the card. The box is
    that of a card read from left to right.
    """
    line, size = _glyph_line(shape, setting)
    x, y, _ = place(shape, setting)
    high = _figure_height(shape, setting)
    wide = line.width * size
    inside = setting.width * (1 - _EDGE) - wide
    left = x - wide / 2
    return (min(left, inside) if shape.kind is ShapeKind.NUMBER else left, y - high / 2, wide, high)


def _glyph_line(shape: Shape, setting: Setting) -> tuple[SetLine, float]:
    text = str(setting.card.number or "") if shape.kind is ShapeKind.NUMBER else shape.text
    style = setting.style(shape.font)
    return paragraph(text, style).line(0, 1), _figure_height(shape, setting) / style.cap_height


def _figure_height(shape: Shape, setting: Setting) -> float:
    several = shape.kind is ShapeKind.NUMBER and setting.card.number >= 10  # noqa: PLR2004
    return place(shape, setting)[2] * (_SEVERAL_DIGITS if several else 1.0)


def _glyphs(shape: Shape, setting: Setting) -> list[Ink]:
    line, size = _glyph_line(shape, setting)
    if not line.runs:
        return []
    left, top, wide, high = glyph_box(shape, setting)
    left = setting.x(left, wide)
    glyphs = tuple(
        (run.face, glyph, left + (place + right) * size, top + high - up * size)
        for run, place, _ in line.runs
        for glyph, right, up in run.glyphs
    )
    return [Ink(glyphs, size, setting.colours[shape.colour], "", (left, top, wide, high))]
