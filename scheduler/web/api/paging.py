"""Pages of long lists: by the last number seen, so that nothing is shown twice or left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Path, Query, Request

from scheduler.web.api.shapes import LONGEST_PAGE, MOST, PAGE, Page

Row = TypeVar("Row")
Thing = TypeVar("Thing")

Number = Annotated[int, Path(ge=1, le=MOST)]
After = Annotated[int, Query(ge=0, le=MOST, description="The last number of the page before")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]
FIRST = PAGE


def paged(
    request: Request,
    rows: Sequence[Row],
    limit: int,
    shape: Callable[[Row], Thing],
    number: Callable[[Row], int],
) -> Page[Thing]:
    """Return a page of ``rows``, of which the caller asked for one more than ``limit``."""
    shown = rows[:limit]
    following = None
    if len(rows) > limit:
        asked = {**request.query_params, "after": str(number(shown[-1]))}
        following = f"{request.url.path}?{urlencode(asked)}"
    return Page[Thing](items=[shape(row) for row in shown], next=following)
