"""How the cards look: small pictures, reviewed in the diff. Renew with --update-golden."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from content.cards.encoding import png
from content.cards.model import Format
from content.cards.rendering import cleaned, drawn
from content.cards.samples import sample_cards
from content.cards.templates import list_templates, load_template
from tests.content.cards.making import sample_brand

FOLDER = Path(__file__).resolve().parents[2] / "golden" / "cards"
COLUMNS, WIDE, HIGH = 8, 135, 169


def overview(name: str) -> Image.Image:
    """Draw the sample cards of one template side by side, small."""
    cards = sample_cards()
    sheet = Image.new("RGB", (COLUMNS * WIDE, -(-len(cards) // COLUMNS) * HIGH), (118, 118, 118))
    for number, card in enumerate(cards):
        picture = drawn(cleaned(card), sample_brand(), load_template(name), Format.PORTRAIT)
        place = ((number % COLUMNS) * WIDE, number // COLUMNS * HIGH)
        sheet.paste(picture.resize((WIDE, HIGH), Image.Resampling.BOX), place)
    return sheet


@pytest.mark.parametrize("name", list_templates())
def test_the_cards_of_a_template_look_as_they_were_approved(
    name: str, request: pytest.FixtureRequest
) -> None:
    file = FOLDER / f"{name}.png"
    now = overview(name)
    if request.config.getoption("--update-golden"):
        file.write_bytes(png(now, b""))

    with Image.open(file) as approved:
        difference = ImageChops.difference(now, approved.convert("RGB"))

    # Another release of a library may move an edge by a part of a pixel; nobody sees that.
    assert max(ImageStat.Stat(difference).mean) < 1.0
