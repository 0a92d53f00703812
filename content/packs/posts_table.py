"""A campaign as a table: what another tool exported, or a person planned in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from content.packs.tables_read import TableError, TableRow, read_table

COLUMNS = ("date", "time", "platform", "caption", "link", "images", "alt_texts", "label")
_NEEDED = ("date", "time", "platform", "caption")


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePost:
    """``images`` are file names beside the table; ``alt_texts`` is one for each of them."""

    line: int
    local: datetime
    platform: str
    caption: str
    link: str
    images: tuple[str, ...]
    alt_texts: tuple[str, ...]
    label: str


def read_posts(data: bytes) -> list[TablePost]:
    """Read the plain table that packs hold too.

    Raises ``TableError`` naming every line that cannot be taken; then nothing is.
    """
    problems: list[str] = []
    found: list[TablePost] = []
    for row in read_table(data, COLUMNS, _NEEDED):
        try:
            found.append(_post(row))
        except ValueError as error:
            problems.append(f"Line {row.line}: {error}")
    if problems:
        raise TableError(problems)
    if not found:
        raise TableError(["There is no post below the header."])
    return found


def _post(row: TableRow) -> TablePost:
    cells = row.cells
    try:
        local = datetime.fromisoformat(f"{cells['date']}T{cells['time']}")
    except ValueError:
        raise ValueError(
            f"{cells['date']!r} {cells['time']!r} is no date and time: write 2027-01-11 and 09:30."
        ) from None
    if local.tzinfo is not None:
        raise ValueError("the time has an offset: write the time on the wall alone.")
    if not cells["caption"]:
        raise ValueError("the caption is empty.")
    if not cells["platform"]:
        raise ValueError("the platform is missing.")
    images = tuple(cells.get("images", "").split())
    alt_texts = tuple(
        part.strip() for part in cells.get("alt_texts", "").split("||") if part.strip()
    )
    if len(alt_texts) != len(images):
        raise ValueError(
            f"{len(images)} images and {len(alt_texts)} alt texts: every image needs one, with || "
            "between them."
        )
    return TablePost(
        line=row.line,
        local=local,
        platform=cells["platform"].lower(),
        caption=cells["caption"],
        link=cells.get("link", ""),
        images=images,
        alt_texts=alt_texts,
        label=cells.get("label", ""),
    )
