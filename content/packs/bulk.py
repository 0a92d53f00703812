"""Bulk-upload files of other schedulers, each in its exact dialect.

Sources: docs/bulk-files.md, which says where each layout was seen and when (November 2026).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from content.packs.tables import for_programs


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRow:
    """One post. ``local`` is wall time in the campaign's zone; ``images`` are public addresses."""

    local: datetime | None
    text: str
    link: str
    images: tuple[str, ...]
    alt_texts: tuple[str, ...]
    label: str
    platform: str
    image_bytes: int = 0  # the largest


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """``most_rows`` splits a file, ``per_platform`` makes one for each; 0 where none is known."""

    name: str
    header: tuple[str, ...]
    row: Callable[[BulkRow], Sequence[object]]
    most_rows: int = 0
    largest_image: int = 0  # bytes
    per_platform: bool = True


def _buffer(row: BulkRow) -> Sequence[object]:
    when = f"{row.local:%Y-%m-%d %H:%M}" if row.local else ""
    return (row.text, row.images[0] if row.images else "", row.label, when)


def _publer(row: BulkRow) -> Sequence[object]:
    when = f"{row.local:%Y-%m-%d %H:%M}" if row.local else ""
    images, alt_texts = ",".join(row.images), "||".join(row.alt_texts)
    link = "" if row.images else row.link  # Publer posts a link preview or pictures, not both
    return (when, row.text, link, images, "", row.label, alt_texts, "", "", "", "", "")


METRICOOL_NETWORKS = (
    ("Facebook", "facebook"),
    ("Twitter/X", "x"),
    ("LinkedIn", "linkedin"),
    ("GBP", ""),
    ("Instagram", "instagram"),
    ("Pinterest", "pinterest"),
    ("TikTok", "tiktok"),
    ("Youtube", ""),
    ("Threads", "threads"),
    ("Bluesky", "bluesky"),
)
MOST_PICTURES = 10


def _metricool(row: BulkRow) -> Sequence[object]:
    pictures = [*row.images, *[""] * MOST_PICTURES][:MOST_PICTURES]
    alt_texts = [*row.alt_texts, *[""] * MOST_PICTURES][:MOST_PICTURES]
    return (
        row.text,
        f"{row.local:%Y-%m-%d}" if row.local else "",
        f"{row.local:%H:%M:%S}" if row.local else "",
        "FALSE",
        *("TRUE" if name and name == row.platform else "FALSE" for _, name in METRICOOL_NETWORKS),
        *pictures,
        *alt_texts,
    )


def _socialbee(row: BulkRow) -> Sequence[object]:
    when = f"{row.local:%Y-%m-%d %H:%M}" if row.local else ""
    return (row.text, row.link, ",".join(row.images), "", "", when)


def _plain(row: BulkRow) -> Sequence[object]:
    return (
        f"{row.local:%Y-%m-%d}" if row.local else "",
        f"{row.local:%H:%M}" if row.local else "",
        row.platform,
        row.text,
        row.link,
        " ".join(row.images),
        " || ".join(row.alt_texts),
        row.label,
    )


_BY_HAND = "handoff"  # posted by people: no other scheduler knows such a channel

DIALECTS = (
    Dialect(
        name="buffer",
        header=("Text", "Image URL", "Tags", "Posting Time"),
        row=_buffer,
        most_rows=100,
        largest_image=5_000_000,
    ),
    Dialect(
        name="publer",
        header=(
            "Date - Intl. format or prompt",
            "Text",
            "Link(s) - Separated by comma for FB carousels",
            "Media URL(s) - Separated by comma",
            "Title - For the video, pin, PDF ..",
            "Label(s) - Separated by comma",
            "Alt text(s) - Separated by ||",
            "Comment(s) - Separated by ||",
            "Pin board, FB album, or Google category",
            "Post subtype - I.e. story, reel, PDF ..",
            "CTA - For Facebook links or Google",
            "Reminder - For stories, reels, shorts, and TikToks",
        ),
        row=_publer,
    ),
    Dialect(
        name="metricool",
        header=(
            "Text",
            "Date",
            "Time",
            "Draft",
            *(title for title, _ in METRICOOL_NETWORKS),
            *(f"Picture Url {n}" for n in range(1, MOST_PICTURES + 1)),
            *(f"Alt text picture {n}" for n in range(1, MOST_PICTURES + 1)),
        ),
        row=_metricool,
        per_platform=False,
    ),
    Dialect(
        name="socialbee",
        header=("text", "link", "imageUrls", "gifUrls", "videoUrls", "postAtSpecificTime"),
        row=_socialbee,
    ),
    Dialect(
        name="plain",
        header=("date", "time", "platform", "caption", "link", "images", "alt_texts", "label"),
        row=_plain,
        per_platform=False,
    ),
)
"""Metricool's layout ends where it was seen to; columns after these were not seen: left out."""


def bulk_files(dialect: Dialect, rows: Sequence[BulkRow]) -> Iterator[tuple[str, bytes]]:
    """Yield file names and contents, split where the dialect takes no more rows."""
    groups: dict[str, list[BulkRow]] = {}
    for row in rows:
        if dialect.per_platform and row.platform == _BY_HAND:
            continue
        groups.setdefault(row.platform if dialect.per_platform else "", []).append(row)
    for platform, group in groups.items():
        size = dialect.most_rows or len(group) or 1
        parts = [group[start : start + size] for start in range(0, len(group), size)]
        for number, part in enumerate(parts, 1):
            name = "-".join(
                piece
                for piece in (dialect.name, platform, str(number) if len(parts) > 1 else "")
                if piece
            )
            yield f"bulk/{name}.csv", for_programs(dialect.header, map(dialect.row, part))


def too_large(dialect: Dialect, rows: Sequence[BulkRow]) -> tuple[BulkRow, ...]:
    """Return the rows whose picture is larger than the scheduler takes."""
    return tuple(
        row for row in rows if dialect.largest_image and row.image_bytes > dialect.largest_image
    )
