"""Parts the lines of type on a card: what it says, and what frames every card of a campaign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from content.brand import BrandKit
from content.cards.fitting import printed_address
from content.cards.model import Asset, Card
from content.cards.rendering import cleaned
from content.checks.model import PictureWords


def picture_words(asset: Asset, card: Card, brand: BrandKit) -> PictureWords:
    """Return what was drawn, as the checks compare it with the alt text.

    Logo, footer, handles and the brand's address frame the card; so does the source where the alt
    text, whose length platforms limit, has no room for it.
    """
    handles = [handle for _, handle in brand.handles]
    frames = [brand.name, brand.footer, printed_address(brand.url), *handles]
    source = cleaned(card).source
    if source not in asset.alt_text:
        frames.append(source)
    said, framing = _parted(asset.words, [frame.split() for frame in frames if frame.strip()])
    return PictureWords(
        words="\n".join(said),
        alt_text=asset.alt_text,
        framing="\n".join(framing),
        contrast=asset.contrast,
        smallest_text=asset.smallest_text,
    )


def _parted(lines: Sequence[str], frames: Iterable[Sequence[str]]) -> tuple[list[str], list[str]]:
    """Take out the runs of lines that together make one of the frames, each as one line."""
    left, framing = list(lines), []
    for frame in frames:
        while run := _run_of(left, frame):
            first, last = run
            framing.append(" ".join(left[first:last]))
            del left[first:last]
    return left, framing


def _run_of(lines: Sequence[str], words: Sequence[str]) -> tuple[int, int] | None:
    for first in range(len(lines)):
        found: list[str] = []
        for last in range(first, len(lines)):
            found += lines[last].split()
            if found == list(words):
                return first, last + 1
            if len(found) >= len(words):
                break
    return None
