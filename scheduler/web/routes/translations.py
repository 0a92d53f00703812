"""Fact sheets in other languages: how far each is, and both languages side by side."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from content.captions.translations import Status
from scheduler.actions import translating, translating_together
from scheduler.actions.finding import sheet_of
from scheduler.actions.office import ActionError, NotAllowedError, NotFoundError
from scheduler.actions.translating_together import Written
from scheduler.domain.roles import Permission
from scheduler.store import campaigns, posts, sheets
from scheduler.web.language import _
from scheduler.web.uploads import given_file
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()


@router.get("/library/sheets/{sheet_id}/translations")
def languages(visit: Visitor, sheet_id: int) -> Response:
    return _languages(visit, sheet_id)


@router.post("/library/sheets/{sheet_id}/translations/open")
def begin(
    visit: Visitor,
    sheet_id: int,
    language: Annotated[str, Form()] = "",
    country: Annotated[str, Form()] = "",
) -> Response:
    """Open a translation to write in; nothing is stored before something is written."""
    visit.member.needs(Permission.WRITE)
    try:
        sides = translating_together.side_by_side(
            visit.office, visit.member, sheet_id, language.strip()
        )
    except NotFoundError:
        raise
    except ActionError as error:
        return _languages(visit, sheet_id, problem=error, status_code=422)
    asked = f"?country={country.strip().upper()[:2]}" if country.strip().isalpha() else ""
    return go(f"/library/sheets/{sides.sheet.id}/translations/{sides.language}{asked}")


@router.post("/library/sheets/{sheet_id}/translations/file")
async def bring_in(
    visit: Visitor,
    sheet_id: int,
    file: UploadFile | None = None,
    country: Annotated[str, Form()] = "",
) -> Response:
    """Take in an outline that somebody filled in elsewhere."""
    given = await given_file(file, "", "")
    return await run_in_threadpool(_bring_in, visit, sheet_id, given, country)


@router.get("/library/sheets/{sheet_id}/translations/{language}")
def both(
    visit: Visitor, sheet_id: int, language: str, country: str = "", show: str = ""
) -> Response:
    return _sides(visit, sheet_id, language, country=country, show=show)


@router.post("/library/sheets/{sheet_id}/translations/{language}")
async def write(visit: Visitor, sheet_id: int, language: str) -> Response:
    async with visit.request.form() as form:
        given = {name: value for name, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_write, visit, sheet_id, language, given)


@router.post("/library/sheets/{sheet_id}/translations/{language}/read")
def call_ready(
    visit: Visitor, sheet_id: int, language: str, keys: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Say that these translations are right; whoever wrote one may not."""
    translating_together.call_ready(
        visit.office, visit.member, sheet_id, language, frozenset(keys or ())
    )
    return go(f"/library/sheets/{sheet_id}/translations/{language}?said=translation_read")


def _languages(visit: Visit, sheet_id: int, *, status_code: int = 200, **words: Any) -> Response:
    found = translating.translations_of(visit.office, visit.member, sheet_id)
    organization_id = visit.member.organization_id
    with visit.office.sessions() as session:
        sheet = sheet_of(session, visit.member, sheet_id)
        made = {
            one.sheet.id: [
                (campaign, posts.count_by_state(session, campaign.id))
                for number in sheets.campaigns_using(session, one.sheet.id)
                if (campaign := campaigns.campaign(session, organization_id, number)) is not None
            ]
            for one in found
        }
    return visit.page(
        "translations.html",
        status_code=status_code,
        sheet=sheet,
        found=found,
        made=made,
        statuses=list(Status),
        **{"problem": None, **words},
    )


def _bring_in(
    visit: Visit, sheet_id: int, given: tuple[bytes, str] | None, country: str
) -> Response:
    with visit.office.sessions() as session:
        sheet_of(session, visit.member, sheet_id)
    try:
        if given is None:
            raise ActionError(_("There is no translation."), _("Choose a file."))  # noqa: TRY301  # told on the same page
        stored = translating.add_translation(
            visit.office, visit.member, sheet_id, *given, country=country.strip()
        )
    except NotAllowedError:
        raise
    except ActionError as error:
        return _languages(visit, sheet_id, problem=error, status_code=422)
    return go(f"/library/sheets/{sheet_id}/translations/{stored.sheet.language}?said=imported")


def _sides(
    visit: Visit, sheet_id: int, language: str, *, status_code: int = 200, **words: Any
) -> Response:
    sides = translating_together.side_by_side(visit.office, visit.member, sheet_id, language)
    mine = visit.member.email
    readable = [
        line
        for line in sides.lines
        if line.status is Status.DRAFT and (line.context or not line.item.context)
    ]
    return visit.page(
        "translation.html",
        status_code=status_code,
        sides=sides,
        statuses=list(Status),
        to_read=[line.item.key for line in readable if line.by != mine],
        own=sum(line.by == mine for line in readable),
        **{"problem": None, "given": {}, "country": "", "show": "", **words},
    )


def _write(visit: Visit, sheet_id: int, language: str, given: dict[str, str]) -> Response:
    texts = {
        given[name]: (_plain(given, "text", name), _plain(given, "context", name))
        for name in given
        if name.startswith("key_")
    }
    written = Written(
        title=given.get("title", ""),
        country=given.get("country", ""),
        texts=texts,
        still_fit=frozenset(
            given[f"key_{name.removeprefix('fits_')}"]
            for name in given
            if name.startswith("fits_") and f"key_{name.removeprefix('fits_')}" in given
        ),
    )
    try:
        translating_together.write(visit.office, visit.member, sheet_id, language, written)
    except (NotFoundError, NotAllowedError):
        raise
    except ActionError as error:
        return _sides(visit, sheet_id, language, problem=error, given=given, status_code=422)
    return go(f"/library/sheets/{sheet_id}/translations/{language}?said=translation_kept")


def _plain(given: dict[str, str], part: str, key_name: str) -> str:
    number = key_name.removeprefix("key_")
    return given.get(f"{part}_{number}", "").replace("\r\n", "\n").strip()
