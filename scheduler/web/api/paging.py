"""Pages of long lists: by the last one seen, so that nothing is shown twice or left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Path, Query, Request

from scheduler.web.api.shapes import LONGEST_PAGE, MOST, PAGE, Page

Row = TypeVar("Row")
Thing = TypeVar("Thing")
Mark = TypeVar("Mark", int, str)

Number = Annotated[int, Path(ge=1, le=MOST)]
Name = Annotated[str, Path(min_length=1, max_length=200)]
After = Annotated[int, Query(ge=0, le=MOST, description="The last number of the page before")]
AfterName = Annotated[str, Query(max_length=200, description="The last name of the page before")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE, description="How many on a page")]
FIRST = PAGE


def paged(
    request: Request,
    rows: Sequence[Row],
    limit: int,
    shape: Callable[[Row], Thing],
    mark: Callable[[Row], int | str],
) -> Page[Thing]:
    """Return a page of ``rows``, of which the caller asked for one more than ``limit``."""
    shown = rows[:limit]
    following = None
    if len(rows) > limit:
        asked = [pair for pair in request.query_params.multi_items() if pair[0] != "after"]
        following = f"{request.url.path}?{urlencode([*asked, ('after', str(mark(shown[-1])))])}"
    return Page[Thing](items=[shape(row) for row in shown], next=following)


def page_of(  # which list, and which page of it
    request: Request,
    every: Iterable[Row],
    after: Mark,
    limit: int,
    shape: Callable[[Row], Thing],
    mark: Callable[[Row], Mark],
) -> Page[Thing]:
    """Return a page of a list that is at hand whole, in the order of its marks."""
    rest = sorted((row for row in every if mark(row) > after), key=mark)
    return paged(request, rest[: limit + 1], limit, shape, mark)
