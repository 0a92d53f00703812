"""A campaign as a table: what another tool exported, or a person planned in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from content.packs.posts_dialects import Layout, layout_of, refused
from content.packs.tables_read import TableError, TableRow, header_of, look_at_table

COLUMNS = ("date", "time", "platform", "caption", "link", "images", "alt_texts", "label")
_NEEDED = ("date", "time", "platform", "caption")


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePost:
    """``images`` are file names beside the table. ``alt_texts`` is one for each of them, or
    empty where the table's layout has none: then they are in the pictures.
    """

    line: int
    local: datetime
    platform: str
    caption: str
    link: str
    images: tuple[str, ...]
    alt_texts: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTable:
    """``problems`` are sentences, each with its line; ``layout`` is whose table it is."""

    layout: str
    posts: tuple[TablePost, ...]
    problems: tuple[str, ...]


def read_posts(data: bytes, platform: str = "") -> list[TablePost]:
    """Read the plain table that packs hold too, or another scheduler's.

    Raises ``TableError`` naming every line that cannot be taken; then nothing is.
    """
    found = look_at_posts(data, platform)
    if found.problems:
        raise TableError(found.problems)
    return list(found.posts)


def look_at_posts(data: bytes, platform: str = "") -> ReadTable:
    """Read every line that can be read, and say of each other one what is wrong with it.

    ``platform`` is where posts go of tables that name none. Raises ``TableError`` for a file
    that is no table at all.
    """
    layout = layout_of(header_of(data))
    found: list[TablePost] = []
    columns, needed = (layout.columns, layout.needed) if layout else (COLUMNS, _NEEDED)
    rows, problems = look_at_table(data, columns, needed)
    for row in rows:
        try:
            found += _of_layout(row, layout, platform) if layout else [_post(row, platform)]
        except ValueError as error:
            problems.append(f"Line {row.line}: {error}")
    if not found and not problems:
        raise TableError(["There is no post below the header."])
    return ReadTable(
        layout=layout.name if layout else "plain",
        posts=tuple(found),
        problems=tuple(sorted(problems, key=line_of)),
    )


def line_of(problem: str) -> int:
    return int(problem.removeprefix("Line ").partition(":")[0])


def _of_layout(row: TableRow, layout: Layout, platform: str) -> list[TablePost]:
    if reasons := list(refused(layout, row.cells)):
        raise ValueError(" ".join(reasons))
    told = layout.read(row.cells)
    if told.alt_texts:
        _check_alt_texts(told.images, told.alt_texts)
    places = told.platforms or (platform,)
    return [
        TablePost(
            line=row.line,
            local=_moment(told.moment),
            platform=_needed(place, "the platform is missing: choose one for the table."),
            caption=_needed(told.caption, "the caption is empty."),
            link=told.link,
            images=told.images,
            alt_texts=told.alt_texts,
            label=told.label,
        )
        for place in places
    ]


def _post(row: TableRow, platform: str) -> TablePost:
    cells = row.cells
    local = _moment(f"{cells['date']} {cells['time']}")
    caption = _needed(cells["caption"], "the caption is empty.")
    images = tuple(cells.get("images", "").split())
    alt_texts = tuple(
        part.strip() for part in cells.get("alt_texts", "").split("||") if part.strip()
    )
    _check_alt_texts(images, alt_texts)
    return TablePost(
        line=row.line,
        local=local,
        platform=_needed(cells["platform"].lower() or platform, "the platform is missing."),
        caption=caption,
        link=cells.get("link", ""),
        images=images,
        alt_texts=alt_texts,
        label=cells.get("label", ""),
    )


def _moment(text: str) -> datetime:
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date and time: write 2027-01-11 and 09:30.") from None
    if local.tzinfo is not None:
        raise ValueError("the time has an offset: write the time on the wall alone.")
    return local


def _needed(value: str, otherwise: str) -> str:
    if not value:
        raise ValueError(otherwise)
    return value


def _check_alt_texts(images: Sequence[str], alt_texts: Sequence[str]) -> None:
    if len(alt_texts) != len(images):
        raise ValueError(
            f"{len(images)} images and {len(alt_texts)} alt texts: every image needs one, with || "
            "between them."
        )
