"""Logos are opened safely or refused in one line."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from content.cards.pictures import PictureError, check, drawn_svg, fitted, proportions
from tests.content.cards.making import sample_brand

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'


def svg(inside: str, head: str = HEAD) -> bytes:
    return f"{head}{inside}</svg>".encode()


def a_png(width: int, height: int) -> bytes:
    kept = io.BytesIO()
    Image.new("RGBA", (width, height), (255, 0, 0, 128)).save(kept, "PNG")
    return kept.getvalue()


def a_bomb(side: int) -> bytes:
    """A PNG that claims to be enormous."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + chunk(b"IDAT", zlib.compress(bytes(9)))
        + chunk(b"IEND", b"")
    )


HARMFUL = [
    (svg("<script>alert(1)</script>"), "holds <script>"),
    (svg('<rect onload="x()" width="1" height="1"/>'), "holds a script"),
    (svg('<image href="https://evil.example/a.png"/>'), "holds <image>"),
    (svg('<use href="https://evil.example/a.svg#x"/>'), "outside itself"),
    (svg('<rect fill="url(http://evil.example/x)"/>'), "outside itself"),
    (svg("<style>@import 'http://evil.example'</style>"), "holds <style>"),
    (svg("<foreignObject/>"), "holds <foreignObject>"),
    (svg("<text>Riverbend</text>"), "turn it into paths"),
    (b'<!DOCTYPE s [<!ENTITY a "b">]><svg viewBox="0 0 1 1">&a;</svg>', "entities"),
    (svg("<g>" * 3), "no well-formed SVG"),
    (svg("<g/>" * 6000), "simplify"),
    (svg("", head='<svg xmlns="http://www.w3.org/2000/svg">'), "viewBox"),
    (svg("", head=HEAD.replace("0 0 40 20", "0 0 40 x")), "broken viewBox"),
    (svg("", head=HEAD.replace("0 0 40 20", "0 0 4000 2")), "proportions"),
    (a_bomb(12_000), "pixels"),
    (a_bomb(60_000), "more pixels"),
    (b"GIF89a" + bytes(40), "no PNG"),
    (a_png(40, 20)[:60], "damaged"),
    (bytes(6_000_000), "6 MB"),
]


@pytest.mark.parametrize(("data", "why"), HARMFUL, ids=[why for _, why in HARMFUL])
def test_a_harmful_or_broken_picture_is_refused_and_says_why(data: bytes, why: str) -> None:
    with pytest.raises(PictureError, match=why) as caught:
        check(data, "logo.svg")

    assert str(caught.value).startswith("logo.svg ")
    assert "\n" not in str(caught.value)


def test_a_plain_svg_is_drawn_with_its_proportions() -> None:
    data = svg('<rect width="40" height="20" fill="#ff0000"/>')

    check(data, "logo.svg")
    picture = drawn_svg(data, 80)

    assert proportions(data) == 2.0
    assert picture.size == (80, 40)
    assert picture.getpixel((40, 20)) == (255, 0, 0, 255)


def test_a_png_keeps_what_is_transparent() -> None:
    picture = fitted(a_png(400, 200), 40, 20)

    assert picture.getpixel((20, 10)) == (255, 0, 0, 128)


def test_the_sample_logos_pass_their_own_check() -> None:
    brand = sample_brand()

    for logo in (brand.logo_light, brand.logo_dark):
        assert logo is not None
        check(logo, "logo.svg")
