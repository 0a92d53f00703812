"""Builds a pack of 2,000 pictures and says how long it took and what memory held.

    python -m bench.packs [--pictures 2000]

Pictures are drawn once and copied, so what is timed is the pack and not the drawing of cards.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from content.brand import BrandKit
from content.cards.model import Asset, Format
from content.factsheets.extraction import compile_sheet
from content.packs.building import build
from content.packs.gathering import Choices, gather
from content.packs.model import PackCard
from content.packs.signing import signing_key
from content.packs.verifying import verify

SHEET = b"""# Human Trafficking

## Signs

- They appear fearful.
- They have bruises in various stages of healing.

## National Resources

National Human Trafficking Hotline
1-888-373-7888
"""
SHAPES = (Format.PORTRAIT, Format.SQUARE, Format.STORY, Format.LINK)
FROM_KB = 1 / 1024  # of what getrusage reports on Linux to megabytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=2000)
    pictures = parser.parse_args().pictures
    extraction = compile_sheet(SHEET, "sheet.md")
    choices = Choices(template="beacon", formats=SHAPES, platforms=("mastodon", "instagram"))
    made = gather(extraction, BrandKit(name="Riverbend"), choices)
    drawn = {shape: made.cards[0].draw(shape) for shape in SHAPES}
    card = made.cards[1]
    many = [_copy(card, number, drawn) for number in range(-(-pictures // len(SHAPES)))]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * FROM_KB
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.zip"
        began = time.perf_counter()
        with path.open("wb") as out:
            built = build(replace(made, cards=many), out, key=signing_key("bench"))
        ended = time.perf_counter()
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * FROM_KB
        checked = time.perf_counter()
        verify(path)
        print(
            f"{len(many) * len(SHAPES)} pictures, {built.files} files, "
            f"{path.stat().st_size / 1e6:.0f} MB: built in {ended - began:.1f} s, "
            f"verified in {time.perf_counter() - checked:.1f} s; "
            f"memory {before:.0f} MB before, {after:.0f} MB at most"
        )


def _copy(card: PackCard, number: int, drawn: dict[Format, list[Asset]]) -> PackCard:
    return replace(card, key=f"{card.key}~{number + 2}", draw=partial(_fresh, drawn))


def _fresh(drawn: dict[Format, list[Asset]], shape: Format) -> list[Asset]:
    # Bytes of its own, as a card that was just drawn has.
    return [replace(one, data=bytes(bytearray(one.data))) for one in drawn[shape]]


if __name__ == "__main__":
    main()
