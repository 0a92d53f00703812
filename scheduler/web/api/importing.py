"""A campaign planned in a table (CSV): looked at first, then taken in as drafts."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fastapi import APIRouter
from pydantic import Base64Bytes, Field, StrictBool

from scheduler.actions import importing_posts
from scheduler.actions.office import ActionError
from scheduler.store.posts import NewPost
from scheduler.web.api.caller import Writer
from scheduler.web.api.paging import Number
from scheduler.web.api.shapes import Given, Shape

router = APIRouter(prefix="/campaigns/{number}", tags=["Campaigns"])

_NAME = re.compile(r"\w[\w .-]{0,119}")


class TableIn(Given):
    """``pictures`` (base64) are by the file names that the table's column "images" has.

    ``platform`` is where posts go of a table that names none, as other schedulers' tables do.
    With ``dry_run`` nothing is stored: the answer says what there would be, and what is wrong.
    """

    table: str = Field(max_length=2_000_000)
    pictures: dict[str, Base64Bytes] = Field(default_factory=dict, max_length=200)
    platform: str = Field(default="", max_length=40)
    dry_run: StrictBool = True


class TableRowOut(Shape):
    line: int
    title: str
    platform: str
    caption: str
    local_time: str
    zone: str
    pictures: int
    alt_texts: list[str]


class TableOut(Shape):
    """``drafts`` are those made, or with ``dry_run`` those that would be.

    ``layout`` is whose table it is: "plain", or another scheduler's.
    """

    saved: bool
    layout: str
    drafts: list[TableRowOut]
    problems: list[str]


@router.post("/table")
def take_in(caller: Writer, number: Number, given: TableIn) -> TableOut:
    """Make a draft of every line of a table, all or none; with "dry_run" only say which."""
    data = given.table.encode("utf-8", "replace")
    asked = (caller.office, caller.member, number, data)
    with _folder(given.pictures) as folder:
        found = importing_posts.look_over(*asked, folder, given.platform)
        if not given.dry_run:
            importing_posts.import_posts(*asked, folder, given.platform)
    return TableOut(
        saved=not given.dry_run,
        layout=found.layout,
        drafts=[_row(line, new) for line, new in found.drafts],
        problems=list(found.problems),
    )


@contextmanager
def _folder(pictures: Mapping[str, bytes]) -> Iterator[Path]:
    """Lay the pictures beside the table, as they lie where a person imports one."""
    if strange := [name for name in pictures if not _NAME.fullmatch(name)]:
        raise ActionError(f"{strange[0]!r} is no plain file name.", "Use letters, digits, . - _.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for picture, data in pictures.items():
            (folder / picture).write_bytes(data)
        yield folder


def _row(line: int, new: NewPost) -> TableRowOut:
    platform, caption = new.captions[0]
    return TableRowOut(
        line=line,
        title=new.title,
        platform=platform,
        caption=caption,
        local_time=new.deliveries[0].local_time,
        zone=new.deliveries[0].zone,
        pictures=len(new.assets),
        alt_texts=[one.alt_text for one in new.assets],
    )
