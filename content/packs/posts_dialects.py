"""Tables of other schedulers, read as the posts they mean. Their layouts: docs/bulk-files.md.

What a layout has no place for here (a comment, a video) is a problem with its line, never dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from content.packs.bulk import DIALECTS, METRICOOL_NETWORKS, MOST_PICTURES
from content.packs.tables_read import column_name

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A row in words of its own: ``platforms`` is empty where the layout names none."""

    moment: str
    caption: str
    platforms: tuple[str, ...] = ()
    link: str = ""
    images: tuple[str, ...] = ()
    alt_texts: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """``ignores`` are columns that may hold what they like; others must be known or empty."""

    name: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    read: Callable[[Cells], Told]
    unknown: tuple[str, ...] = ()  # columns whose content has no place here


def layout_of(header: Sequence[str]) -> Layout | None:
    """Return the layout of another scheduler whose columns these are, if it is one's."""
    names = {name for name in header if name}
    return next((one for one in _LAYOUTS if set(one.needed) <= names <= set(one.columns)), None)


def refused(layout: Layout, cells: Cells) -> Iterator[str]:
    """Yield a sentence for each cell that has no place in a post here."""
    for name in layout.unknown:
        if cells.get(name):
            yield f"the column {name!r} holds {cells[name][:60]!r}, which a post here cannot have."


def _buffer(cells: Cells) -> Told:
    return Told(
        moment=cells["posting_time"],
        caption=cells["text"],
        images=_files(cells.get("image_url", "")),
        label=cells.get("tags", ""),
    )


_DATE, _TEXT, _LINK, _MEDIA, _TITLE, _LABEL, _ALTS, *_REST = (
    column_name(title) for title in next(d for d in DIALECTS if d.name == "publer").header
)


def _publer(cells: Cells) -> Told:
    return Told(
        moment=cells[_DATE],
        caption=cells[_TEXT],
        link=cells.get(_LINK, ""),
        images=_files(cells.get(_MEDIA, "")),
        alt_texts=_parts(cells.get(_ALTS, ""), "||"),
        label=cells.get(_LABEL, ""),
    )


def _metricool(cells: Cells) -> Told:
    pictures = [
        (cells.get(f"picture_url_{n}", ""), cells.get(f"alt_text_picture_{n}", ""))
        for n in range(1, MOST_PICTURES + 1)
    ]
    return Told(
        moment=f"{cells['date']} {cells['time']}",
        caption=cells["text"],
        platforms=tuple(
            name or title.lower()
            for title, name in METRICOOL_NETWORKS
            if cells.get(column_name(title), "").upper() == "TRUE"
        ),
        images=tuple(file for address, _alt in pictures for file in _files(address)),
        alt_texts=tuple(alt for _address, alt in pictures if alt),
    )


def _socialbee(cells: Cells) -> Told:
    return Told(
        moment=cells["postatspecifictime"],
        caption=cells["text"],
        link=cells.get("link", ""),
        images=_files(cells.get("imageurls", "")),
    )


def _files(addresses: str) -> tuple[str, ...]:
    """Return the file names at the ends of addresses: the pictures come along as files."""
    paths = (urlsplit(address).path for address in _parts(addresses, ","))
    return tuple(PurePosixPath(unquote(path)).name for path in paths)


def _parts(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark) if part.strip())


def _columns(name: str) -> tuple[str, ...]:
    return tuple(column_name(t) for d in DIALECTS if d.name == name for t in d.header)


_LAYOUTS = (
    Layout(
        name="buffer",
        columns=(*_columns("buffer"), "board_name"),
        needed=("text", "posting_time"),
        read=_buffer,
        unknown=("board_name",),
    ),
    Layout(
        name="publer",
        columns=_columns("publer"),
        needed=(_DATE, _TEXT, _ALTS),
        read=_publer,
        unknown=(_TITLE, *_REST),
    ),
    Layout(
        name="metricool",
        columns=_columns("metricool"),
        needed=("text", "date", "time", "draft"),
        read=_metricool,
    ),
    Layout(
        name="socialbee",
        columns=_columns("socialbee"),
        needed=("text", "postatspecifictime"),
        read=_socialbee,
        unknown=("gifurls", "videourls"),
    ),
)
