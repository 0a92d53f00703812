"""CSV as spreadsheets open it, safely: what a person wrote is never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula: https://owasp.org/www-community/attacks/CSV_Injection"""


def for_people(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table for a spreadsheet: UTF-8 with the mark Excel needs, an apostrophe before
    what would be a formula.
    """
    text = _csv(header, ([_quoted(str(cell), "'") for cell in row] for row in rows))
    return text.encode("utf-8-sig", "replace")


def for_programs(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table another scheduler reads: a space before what would be a formula.

    An apostrophe would be published with the post; a leading space is trimmed by every scheduler.
    """
    text = _csv(header, ([_quoted(str(cell), " ") for cell in row] for row in rows))
    return text.encode("utf-8", "replace")


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _quoted(cell: str, mark: str) -> str:
    return f"{mark}{cell}" if cell.startswith(_FORMULA) else cell
