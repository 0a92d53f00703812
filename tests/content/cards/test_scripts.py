"""Every script is drawn from packages, whole, or refused; nothing depends on the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

from content.cards.fonts import FAMILIES, face, missing_packages, uploaded
from content.cards.model import CardError, Format
from content.cards.rendering import cleaned, drawn
from content.cards.shaping import shape, style_of, suited
from content.cards.templates import load_template
from tests.content.cards.making import a_card, sample_brand

TEXTS = {
    "es": "¿Señales? Cualquier persona puede ser víctima.",
    "pt": "Qualquer pessoa pode ser vítima, não só estrangeiros.",
    "ht": "Nenpòt moun ka viktim trafik moun.",
    "vi": "Bất kỳ ai cũng có thể là nạn nhân.",
    "ar": "يمكن لأي شخص أن يكون ضحية.",
    "he": "כל אחד יכול ליפול קורבן.",
    "hi": "कोई भी शिकार हो सकता है।",
    "th": "ใครก็ตามอาจตกเป็นเหยื่อ",
    "zh-hans": "任何人都可能成为受害者。",
    "ja": "誰でも被害者になる可能性があります。",
    "ko": "누구나 피해자가 될 수 있습니다.",
    "ru": "Жертвой может стать каждый.",
    "en": "Help 🚨 is near ☎️ and free ✓",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_card_in_this_script_is_drawn(language: str) -> None:
    card = cleaned(a_card(TEXTS[language], language=language, kicker=""))

    image = drawn(card, sample_brand(), load_template("beacon"), Format.SQUARE)

    assert image.size == (1080, 1080)


def test_a_character_that_no_typeface_has_is_an_error_that_names_it() -> None:
    with pytest.raises(CardError, match=r"U\+13000 \(EGYPTIAN HIEROGLYPH A001\)"):
        shape("\U00013000", [0], style_of("manrope", 800))


def test_no_glyph_is_ever_the_empty_box_of_a_typeface() -> None:
    style = style_of("manrope", 800)

    for text in TEXTS.values():
        for word in text.split():
            runs = shape(word, [0] * len(word), style)
            assert all(glyph != 0 for run in runs for glyph, _, _ in run.glyphs), word


def test_a_word_is_never_mixed_from_two_typefaces() -> None:
    text = "BẤT KỲ"

    style = suited(style_of("fjalla", 400), text)

    assert len({run.face for word in text.split() for run in shape(word, [0, 0, 0], style)}) == 1


@pytest.mark.parametrize("text", ["任何人", "누구나"])
def test_running_text_is_lighter_than_a_headline_in_every_script(text: str) -> None:
    headline, body = (shape(text, [0] * 3, style_of("manrope", w))[0].face for w in (800, 500))

    assert (headline.weight, body.weight) == (800, 500)
    assert headline.font.face.upem == body.font.face.upem
    glyph = headline.font.get_nominal_glyph(ord(text[0]))
    assert glyph is not None
    assert headline.font.get_glyph_extents(glyph) != body.font.get_glyph_extents(glyph)


def test_arabic_letters_join() -> None:
    alone = shape("ب", [1], style_of("manrope", 800))[0].glyphs
    joined = shape("ببب", [1, 1, 1], style_of("manrope", 800))[0].glyphs

    assert len({glyph for glyph, _, _ in joined}) > 1
    assert joined != alone * 3


def test_letters_are_kerned() -> None:
    style = style_of("manrope", 800)
    apart = sum(shape(letter, [0], style)[0].advance for letter in "AVATAR")

    assert shape("AVATAR", [0] * 6, style)[0].advance < apart - 0.1


def test_every_family_lies_in_a_package_that_is_installed() -> None:
    assert missing_packages() == ()
    assert all(face(name, 700).upem > 0 for name in FAMILIES)


@pytest.mark.parametrize("data", [b"", b"no font", b"\x00\x01\x00\x00" + bytes(200)])
def test_a_broken_font_is_refused(data: bytes) -> None:
    with pytest.raises(CardError, match=r"brand\.ttf is no font file"):
        uploaded(data, "brand.ttf", 700)


def test_a_machine_without_the_systems_text_libraries_draws_the_same_bytes() -> None:
    program = """
import sys
if "bare" in sys.argv:  # Pillow's own text module is what loads fribidi and raqm
    sys.modules["PIL._imagingft"] = None
from tests.content.cards.making import a_card, sample_brand
from content.cards.model import Format
from content.cards.rendering import render
print(render(a_card("يمكن لأي شخص 1-888-373-7888 AVATAR", language="ar"), brand=sample_brand(),
             template="beacon", format=Format.LINK).sha256)
"""
    runs = [
        subprocess.run(  # noqa: S603  # our own
            [sys.executable, "-c", program, *given], capture_output=True, text=True, check=True
        ).stdout
        for given in ((), ("bare",))
    ]

    assert runs[0] == runs[1] != ""
