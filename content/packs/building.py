"""Writes a content pack: one card at a time, the same bytes for the same content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from content.cards.model import CardError, Format
from content.packs import lists, overview, page
from content.packs.archive import Writer
from content.packs.bulk import DIALECTS, BulkRow, bulk_files, too_large
from content.packs.manifest import manifest_bytes
from content.packs.model import (
    MANIFEST,
    SIGNATURE,
    PackCard,
    PackContent,
    PackError,
    PackFile,
    Progress,
    Written,
)
from content.packs.signing import check, sign

FOLDERS = {
    Format.PORTRAIT: "portrait-4x5",
    Format.SQUARE: "square-1x1",
    Format.STORY: "story-9x16",
    Format.LINK: "link-1200x630",
    Format.WIDE: "wide-16x9",
    Format.PIN: "pin-2x3",
}
SUITS = {  # which shape a platform shows best, of those a pack may hold
    "instagram": (Format.PORTRAIT, Format.SQUARE),
    "threads": (Format.PORTRAIT, Format.SQUARE),
    "facebook": (Format.PORTRAIT, Format.SQUARE),
    "pinterest": (Format.PIN, Format.PORTRAIT),
    "tiktok": (Format.STORY, Format.PORTRAIT),
}
_OTHERWISE = (Format.PORTRAIT, Format.SQUARE, Format.WIDE, Format.LINK, Format.STORY, Format.PIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    files: int
    cards: int
    signed_by: str
    notes: tuple[str, ...]


def build(
    content: PackContent,
    out: IO[bytes],
    *,
    key: Ed25519PrivateKey | None = None,
    progress: Progress | None = None,
) -> Built:
    """Write a pack to ``out`` and say what is in it; without ``key`` it is not signed.

    A picture that cannot be drawn in one format is left out and noted; a card that can be drawn
    in none raises ``PackError``. Memory holds one card's pictures at a time.
    """
    if not content.cards:
        raise PackError("There is nothing to put into the pack: choose at least one card.")
    writer = Writer(out)
    try:
        return _write(writer, content, key, progress)
    except BaseException:
        writer.abandon()
        raise


def _write(
    writer: Writer,
    content: PackContent,
    key: Ed25519PrivateKey | None,
    progress: Progress | None,
) -> Built:
    notes = list(content.notes)
    written = []
    for number, card in enumerate(content.cards, 1):
        written.append(_write_card(writer, content, card, number, notes))
        if progress:
            progress(number, len(content.cards), card.headline)
    _write_words(writer, content, written)
    _write_bulk(writer, content, written, notes)
    writer.add("overview.pdf", overview.pdf(content, written))
    writer.add("index.html", page.html(content, written, notes))
    if notes:
        writer.add("NOTES.txt", ("\n".join(notes) + "\n").encode("utf-8", "replace"))
    manifest = manifest_bytes(content, written, writer.files, notes)
    writer.add_unlisted(MANIFEST, manifest)
    signature = sign(manifest, key) if key else b""
    if signature:
        writer.add_unlisted(SIGNATURE, signature)
    writer.close()
    return Built(
        files=len(writer.files) + 1 + bool(signature),
        cards=len(written),
        signed_by=_signer(manifest, signature),
        notes=tuple(notes),
    )


def best_format(platform: str, there: Sequence[Format]) -> Format | None:
    """Return the shape of ``there`` that a platform shows best."""
    wanted = (*SUITS.get(platform, ()), *_OTHERWISE)
    return next((one for one in wanted if one in there), None)


def file_stem(card: PackCard, number: int) -> str:
    """Return a readable name: number, kind, first words."""
    words = re.findall(r"[^\W_]+", card.headline.lower())[:6]
    return f"{number:03d}-{card.kind.replace('_', '-')}-{'-'.join(words)[:50]}".rstrip("-")


def _signer(manifest: bytes, signature: bytes) -> str:
    return check(manifest, signature).signer if signature else ""


def _write_card(
    writer: Writer, content: PackContent, card: PackCard, number: int, notes: list[str]
) -> Written:
    pictures: dict[Format, tuple[PackFile, ...]] = {}
    alt_texts: dict[str, str] = {}
    small, problems = b"", []
    stem = file_stem(card, number)
    for shape in content.formats:
        try:
            assets = card.draw(shape)
        except CardError as error:
            problems.append(f"No {shape} picture of “{card.headline[:60]}”: {error}")
            continue
        files = []
        for place, asset in enumerate(assets, 1):
            ending = asset.mime_type.rpartition("/")[2].replace("jpeg", "jpg")
            slide = f"-slide-{place:02d}" if len(assets) > 1 else ""
            name = f"images/{FOLDERS[shape]}/{stem}{slide}.{ending}"
            writer.add(name, asset.data)
            writer.add(f"{name}.alt.txt", (asset.alt_text + "\n").encode("utf-8", "replace"))
            files.append(writer.files[name])
            alt_texts[name] = asset.alt_text
            if number <= overview.MOST and not small:
                small = overview.thumbnail(asset.data)
        pictures[shape] = tuple(files)
    if not pictures:
        raise PackError(problems[0] if problems else "The pack has no formats: choose one.")
    notes += problems
    return Written(card=card, number=number, pictures=pictures, alt_texts=alt_texts, small=small)


def _write_words(writer: Writer, content: PackContent, written: Sequence[Written]) -> None:
    for name, data in lists.word_files(content, written):
        writer.add(name, data)


def _write_bulk(
    writer: Writer, content: PackContent, written: Sequence[Written], notes: list[str]
) -> None:
    rows = [row for one in written for row in _bulk_rows(content, one)]
    rows.sort(key=lambda row: row.local.isoformat() if row.local else "")
    for dialect in DIALECTS:
        for name, data in bulk_files(dialect, rows):
            writer.add(name, data)
        if large := too_large(dialect, rows):
            notes.append(
                f"{dialect.name}: {len(large)} pictures are over "
                f"{dialect.largest_image // 1_000_000} MB; upload those by hand."
            )
    if not content.media_base:
        notes.append(
            "The bulk files name pictures by their place in this pack: other schedulers fetch "
            "pictures from a public address, so upload the images folder and build the pack "
            "again with --media-base, or attach the pictures by hand."
        )


def _bulk_rows(content: PackContent, one: Written) -> list[BulkRow]:
    rows = []
    for caption in one.card.captions:
        shape = best_format(caption.platform, tuple(one.pictures))
        assert shape is not None
        files = one.pictures[shape]
        rows.append(
            BulkRow(
                local=one.card.local,
                text=caption.text,
                link=content.campaign.link if content.campaign else "",
                images=tuple(f"{content.media_base}{file.name}" for file in files),
                alt_texts=tuple(one.alt_texts[file.name] for file in files),
                label=one.card.kind.replace("_", " "),
                platform=caption.platform,
                image_bytes=max(file.size for file in files),
            )
        )
    return rows
