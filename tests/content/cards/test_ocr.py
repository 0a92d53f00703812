"""A machine reads the hotline's digits off the finished picture. Runs where tesseract is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from content.cards.model import Format
from content.cards.rendering import render
from content.cards.templates import list_templates
from tests.content.cards.making import HOTLINE, a_card, opened, sample_brand

FOOTER = 0.8  # the part of a card's height above it


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("template", list_templates())
def test_the_digits_on_the_picture_are_the_records(
    template: str, language: str, tmp_path: Path
) -> None:
    card = a_card("يمكن لأي شخص" if language == "ar" else "Help is near.", language=language)
    asset = render(card, brand=sample_brand(), template=template, format=Format.PORTRAIT)
    picture = opened(asset.data).convert("L")
    footer = picture.crop((0, int(picture.height * FOOTER), picture.width, picture.height))
    footer.reduce(2).save(tmp_path / "footer.png")  # about the size a phone shows it

    read = subprocess.run(  # noqa: S603  # our own picture
        ["tesseract", str(tmp_path / "footer.png"), "-", "--psm", "11"],  # noqa: S607  # of the system
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert re.sub(r"\D", "", HOTLINE.phone_printed) in re.sub(r"\D", "", read)
