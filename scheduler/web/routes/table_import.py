"""Posts that were planned in a table: looked at line by line, then taken in as drafts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, UploadFile
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from scheduler.actions import importing_posts, keeping_packs
from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError, NotAllowedError
from scheduler.domain.roles import Permission
from scheduler.store import channels
from scheduler.web.language import _
from scheduler.web.table_upload import MOST_BYTES, laid_out, packed, unpacked
from scheduler.web.uploads import given_file
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()

PASTED = "pasted.csv"


class TableForm(BaseModel):
    """``platform`` is where posts go of a table that names none."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    file: UploadFile | None = None
    text: str = ""
    platform: str = ""
    pictures: list[UploadFile] = []


@router.get("/campaigns/{campaign_id}/table")
def offer(visit: Visitor, campaign_id: int) -> Response:
    visit.member.needs(Permission.WRITE)
    return _page(visit, campaign_id)


@router.post("/campaigns/{campaign_id}/table", max_body_size=MOST_BYTES)
async def look(visit: Visitor, campaign_id: int, given: Annotated[TableForm, Form()]) -> Response:
    """Show what each line would become, and keep the upload until somebody says yes."""
    table = await given_file(given.file, given.text, PASTED)
    pictures = {
        one.filename: await one.read() for one in given.pictures if one.filename and one.size
    }
    return await run_in_threadpool(_look, visit, campaign_id, table, pictures, given.platform)


@router.post("/campaigns/{campaign_id}/table/take-in")
def take_in(
    visit: Visitor,
    campaign_id: int,
    key: Annotated[str, Form()] = "",
    platform: Annotated[str, Form()] = "",
) -> Response:
    """Make the drafts of a table that was looked at; all of them or none."""
    with keeping_packs.kept(visit.office, visit.member, campaign_id, key) as upload:
        table, pictures = unpacked(upload)
    with laid_out(pictures) as folder:
        importing_posts.import_posts(
            visit.office, visit.member, campaign_id, table, folder, platform
        )
    return go(f"/campaigns/{campaign_id}?said=table_taken_in")


def _look(
    visit: Visit,
    campaign_id: int,
    table: tuple[bytes, str] | None,
    pictures: dict[str, bytes],
    platform: str,
) -> Response:
    with visit.office.sessions() as session:
        campaign_of(session, visit.member, campaign_id)
    if table is None:
        raise ActionError(_("There is no table."), _("Choose a file, or paste its text."))
    data, name = table
    words: dict[str, Any] = {
        "platform": platform,
        "pasted": data.decode("utf-8", "replace") if name == PASTED else "",
    }
    try:
        with laid_out(pictures) as folder:
            found = importing_posts.look_over(
                visit.office, visit.member, campaign_id, data, folder, platform
            )
    except NotAllowedError:
        raise
    except ActionError as error:
        return _page(visit, campaign_id, status_code=422, problem=error, **words)
    key = ""
    if not found.problems:
        upload = packed(data, pictures)
        key = keeping_packs.keep(visit.office, visit.member, campaign_id, upload, Permission.WRITE)
    return _page(
        visit, campaign_id, status_code=422 if found.problems else 200, look=found, key=key, **words
    )


def _page(visit: Visit, campaign_id: int, *, status_code: int = 200, **words: Any) -> Response:
    with visit.office.sessions() as session:
        campaign = campaign_of(session, visit.member, campaign_id)
        going = channels.of_campaign(session, campaign_id)
    return visit.page(
        "table_import.html",
        status_code=status_code,
        campaign=campaign,
        platforms=list(dict.fromkeys(one.platform for one in going)),
        channels={one.id: one for one in going},
        **{
            "look": None,
            "key": "",
            "problem": None,
            "pasted": "",
            "platform": "",
            **words,
        },
    )
