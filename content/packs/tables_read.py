"""CSV as people send it: any common encoding and delimiter, every problem with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LARGEST = 5_000_000  # bytes; some 20,000 posts
_DELIMITERS = ",;\t|"


class TableError(Exception):
    """A file that is no usable table. ``problems`` are sentences, each with its line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems[:3]) + (" …" if len(problems) > 3 else ""))  # noqa: PLR2004  # a line to read
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class TableRow:
    """``line`` is the one the row begins on, 1-based, the header's being 1."""

    line: int
    cells: Mapping[str, str]


def read_table(data: bytes, columns: Sequence[str], needed: Sequence[str]) -> list[TableRow]:
    """Read a table whose header names some of ``columns`` and all ``needed`` ones.

    Raises ``TableError`` for another encoding than UTF-8 or UTF-16, a header that does not fit,
    or rows of another width.
    """
    rows, problems = look_at_table(data, columns, needed)
    if problems:
        raise TableError(problems)
    return rows


def look_at_table(
    data: bytes, columns: Sequence[str], needed: Sequence[str]
) -> tuple[list[TableRow], list[str]]:
    """Return the rows that can be read and a sentence for each other one.

    Raises ``TableError`` for a file that is no such table at all.
    """
    problems: list[str] = []
    rows = list(_rows(_reader(data), columns, needed, problems))
    return rows, problems


def header_of(data: bytes) -> tuple[str, ...]:
    """Return the names of the columns as ``read_table`` compares them. Raises ``TableError``."""
    try:
        return tuple(map(column_name, next(_reader(data))))
    except csv.Error as error:
        raise TableError([f"Line 1: a quotation mark is not closed ({error})."]) from error


def column_name(title: str) -> str:
    """Return a column's title as it is compared: in small letters, without spaces."""
    return title.strip().lower().replace(" ", "_")


def _reader(data: bytes) -> Iterator[Sequence[str]]:
    text = _decoded(data)
    lines = text.splitlines()
    if not lines:
        raise TableError(["The file is empty: it needs a header line and rows below it."])
    delimiter = max(_DELIMITERS, key=lines[0].count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _rows(
    reader: Iterator[Sequence[str]],
    columns: Sequence[str],
    needed: Sequence[str],
    problems: list[str],
) -> Iterator[TableRow]:
    begins = 1
    try:
        header = _header(next(reader), columns, needed)
        while True:
            begins = reader.line_num + 1  # type: ignore[attr-defined]  # csv readers count lines
            cells = next(reader)
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                problems.append(
                    f"Line {begins}: {len(cells)} cells where the header has {len(header)}."
                )
                continue
            yield TableRow(begins, dict(zip(header, map(_plain, cells), strict=True)))
    except StopIteration:
        pass
    except csv.Error as error:
        problems.append(f"Line {begins}: a quotation mark is not closed ({error}).")


def _header(cells: Sequence[str], columns: Sequence[str], needed: Sequence[str]) -> list[str]:
    header = [column_name(cell) for cell in cells]
    problems = []
    if missing := [name for name in needed if name not in header]:
        problems.append(f"Line 1: the header lacks {', '.join(missing)}.")
    if strange := [name for name in header if name and name not in columns]:
        problems.append(
            f"Line 1: there is no column {strange[0]!r}; known are {', '.join(columns)}."
        )
    if len(set(header)) != len(header):
        problems.append("Line 1: a column stands twice in the header.")
    if problems:
        raise TableError(problems)
    return header


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise TableError([f"The file has {len(data) // 1_000_000} MB; at most 5 can be read."])
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TableError(
            [f"Line {line}: the file is not in UTF-8: save it as “CSV UTF-8” and try again."]
        ) from error
    if "\0" in text:
        raise TableError(["The file is no text: save it as “CSV UTF-8” and try again."])
    return text


def _plain(cell: str) -> str:
    """Take the apostrophe off that keeps a spreadsheet from reading a formula."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@"} else cell
