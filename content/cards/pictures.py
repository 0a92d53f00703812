"""Opens logos and art: PNG, JPEG, WebP, and a safe part of SVG. Refuses what could do harm."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError  # only names; parsing is defusedxml's

import resvg_py
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image, UnidentifiedImageError

from content.cards.model import CardError

MAX_BYTES = 5_000_000
MAX_PIXELS = 40_000_000
_MAX_ELEMENTS = 5_000
_MAX_SIDE = 3_000  # drawn larger than any card

_ELEMENTS = frozenset(
    {
        *("svg", "g", "defs", "use", "symbol", "title", "desc", "metadata", "clipPath", "mask"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("linearGradient", "radialGradient", "stop"),
    }
)
_URL = re.compile(r"url\(\s*['\"]?(?!#)", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([\d.]+)\s*(?:px)?\s*")


class PictureError(CardError):
    """A logo or piece of art that cannot be used: says which and why."""


def is_svg(data: bytes) -> bool:
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"<?xml", b"<svg", b"<!DOCTYPE", b"<!--"))


def check(data: bytes, name: str) -> None:
    """Raise ``PictureError`` naming what is wrong with a picture before any of it is drawn."""
    if len(data) > MAX_BYTES:
        raise PictureError(
            f"{name} has {len(data) / 1e6:.0f} MB; up to {MAX_BYTES / 1e6:.0f} MB are read."
        )
    try:
        proportions(data)
        if not is_svg(data):
            _opened(data).load()
    except PictureError as error:
        raise PictureError(f"{name} {error}") from None
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureError(f"{name} is a damaged picture ({error}); export it again.") from None


@lru_cache(maxsize=64)
def proportions(data: bytes) -> float:
    """Return width divided by height."""
    if is_svg(data):
        width, height = _svg_size(_safe_svg(data))
    else:
        width, height = _opened(data).size
    if not width or not height or not 1 / 30 <= width / height <= 30:  # noqa: PLR2004
        raise PictureError(
            "has no usable proportions; it must be at most 30 times as long as wide."
        )
    return width / height


@lru_cache(maxsize=128)
def fitted(data: bytes, width: int, height: int) -> Image.Image:
    """Return the picture as RGBA of exactly this size."""
    if is_svg(data):
        drawn = drawn_svg(data, width)
        return drawn if drawn.size == (width, height) else drawn.resize((width, height))
    return _opened(data).convert("RGBA").resize((width, height), Image.Resampling.LANCZOS)


def drawn_svg(data: bytes, width: int, height: int | None = None) -> Image.Image:
    """Draw an SVG ``width`` pixels wide. Raises ``PictureError`` for anything unsafe in it."""
    _safe_svg(data)
    text = data.decode("utf-8-sig")
    try:
        png = resvg_py.svg_to_bytes(
            svg_string=text, width=min(width, _MAX_SIDE), height=height, skip_system_fonts=True
        )
    except ValueError as error:
        raise PictureError(f"is no SVG that can be drawn: {error}.") from None
    return Image.open(io.BytesIO(bytes(png))).convert("RGBA")


@lru_cache(maxsize=64)
def _safe_svg(data: bytes) -> Element:
    try:
        root: Element = fromstring(data, forbid_dtd=False)
    except DefusedXmlException:
        raise PictureError(
            "declares entities, which can do harm; export it as plain SVG."
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        raise PictureError(f"is no well-formed SVG: {error}.") from None
    for number, element in enumerate(root.iter()):
        if number > _MAX_ELEMENTS:
            raise PictureError(f"has more than {_MAX_ELEMENTS} elements; simplify it.")
        for trouble in _troubles(element):
            raise PictureError(trouble)
    return root


def _troubles(element: Element) -> Iterator[str]:
    name = str(element.tag).rsplit("}", maxsplit=1)[-1]
    foreign = str(element.tag).startswith("{") and "www.w3.org/2000/svg" not in str(element.tag)
    if name in {"text", "tspan", "textPath"}:
        yield "holds text, which looks different on every machine; turn it into paths."
    elif name not in _ELEMENTS and not foreign:
        yield f"holds <{name}>; only plain shapes, gradients, clips and masks are drawn."
    for key, value in element.attrib.items():
        bare = key.rsplit("}", maxsplit=1)[-1].lower()
        if bare.startswith("on"):
            yield f"holds a script ({bare}); export it as plain SVG."
        if bare == "href" and not value.startswith("#"):
            yield f"refers to {value[:60]!r} outside itself; put everything into the file."
        if _URL.search(value):
            yield "refers to something outside itself; put everything into the file."


def _svg_size(root: Element) -> tuple[float, float]:
    box = root.get("viewBox", "").replace(",", " ").split()
    try:
        if len(box) == 4:  # noqa: PLR2004  # left, top, width, height
            return float(box[2]), float(box[3])
    except ValueError:
        raise PictureError("has a broken viewBox.") from None
    sides = [_LENGTH.fullmatch(root.get(side, "")) for side in ("width", "height")]
    if not all(sides):
        raise PictureError("has neither a viewBox nor a width and height in pixels.")
    width, height = (float(side.group(1)) for side in sides if side)
    return width, height


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # checked below
            opened = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
    except Image.DecompressionBombError:
        raise PictureError(f"has more pixels than the {MAX_PIXELS:,} that are read.") from None
    except (UnidentifiedImageError, SyntaxError, ValueError):
        raise PictureError("is no PNG, JPEG, WebP or SVG that can be read.") from None
    if opened.width * opened.height > MAX_PIXELS:
        raise PictureError(
            f"has {opened.width} x {opened.height} pixels; up to {MAX_PIXELS:,} in all are read."
        )
    return opened
