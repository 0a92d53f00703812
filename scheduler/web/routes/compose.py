"""Everything a post says and shows on one page, each platform's own preview beside it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from content.cards.model import Format
from content.cards.templates import list_templates
from scheduler.actions import drawing, editing, noting
from scheduler.actions.office import ActionError, ChangedError, NotAllowedError, NotFoundError
from scheduler.domain.roles import Permission
from scheduler.store import channels, sheets
from scheduler.web.language import _
from scheduler.web.post_view import examined
from scheduler.web.proofreading import length_of
from scheduler.web.routes.brands import PREVIEW_WIDTH
from scheduler.web.showroom import showroom_of
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()

AN_HOUR = "private, max-age=3600"


@router.get("/posts/{post_id}/compose")
def compose(visit: Visitor, post_id: int) -> Response:
    visit.member.needs(Permission.WRITE)
    return _show(visit, post_id, {})


@router.post("/posts/{post_id}/compose")
async def save(visit: Visitor, post_id: int) -> Response:
    async with visit.request.form() as form:
        given = {name: value for name, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_save, visit, post_id, given)


@router.get("/posts/{post_id}/preview.webp")
def preview(
    visit: Visitor,
    post_id: int,
    template: str = "",
    brand: int = 0,
    size: Format = Format.PORTRAIT,
) -> Response:
    """Draw the post's card as it would be, without storing it."""
    ready = drawing.easel(
        visit.office, visit.member, post_id, template=template, brand_kit_id=brand
    )
    data = showroom_of(visit.request).picture(
        ready.card, ready.studio.brand, ready.studio.campaign.template, size, PREVIEW_WIDTH
    )
    return Response(data, media_type="image/webp", headers={"cache-control": AN_HOUR})


def _save(visit: Visit, post_id: int, given: dict[str, str]) -> Response:
    """Store what was changed, in order: pictures first, because they bring their alt texts."""
    visit.member.needs(Permission.WRITE)
    page, _findings = examined(visit.office, visit.member, post_id)
    try:
        if given.get("revision", "") != str(page.post.revision):
            raise ChangedError(
                _("Somebody else changed this post while you were writing."),
                _("Your words are still here: compare them with what is stored, and save again."),
            )
        _redraw(visit, post_id, given, page.pictures[0].template if page.pictures else "")
        for one in page.captions:
            text = _plain(given.get(f"caption_{one.platform}", one.text))
            if text != one.text:
                editing.edit_caption(visit.office, visit.member, post_id, one.platform, text)
        for shown in page.pictures:
            text = _plain(given.get(f"alt_{shown.format}_{shown.position}", shown.alt_text))
            if text != shown.alt_text and "redraw" not in given:
                editing.edit_alt_text(
                    visit.office,
                    visit.member,
                    post_id,
                    shown.format,
                    text,
                    position=shown.position,
                )
    except (NotFoundError, NotAllowedError):
        raise
    except ActionError as error:
        return _show(visit, post_id, given, problem=error)
    return go(f"/posts/{post_id}?said=edited")


def _redraw(visit: Visit, post_id: int, given: dict[str, str], before: str) -> None:
    template, brand = given.get("template", before), given.get("brand", "")
    if template != before or brand != given.get("brand_before", brand):
        given["redraw"] = "yes"
        drawing.redraw(
            visit.office,
            visit.member,
            post_id,
            template=template,
            brand_kit_id=int(brand) if brand.isdigit() else 0,
        )


def _show(
    visit: Visit, post_id: int, given: dict[str, str], problem: ActionError | None = None
) -> Response:
    page, findings = examined(visit.office, visit.member, post_id)
    with visit.office.sessions() as session:
        own = channels.channels(session, visit.member.organization_id)
        brands = sheets.brands(session, visit.member.organization_id)
    captions = [
        (one.platform, given.get(f"caption_{one.platform}", one.text)) for one in page.captions
    ]
    return visit.page(
        "compose.html",
        status_code=422 if problem else 200,
        page=page,
        post=page.post,
        captions=captions,
        lengths={platform: length_of(text, platform, own) for platform, text in captions},
        accounts={one.platform: one for one in own},
        shown={content.platform: content.pictures[:1] for content in page.contents},
        brands=brands,
        templates=list_templates(),
        chosen=given.get("template") or (page.pictures[0].template if page.pictures else ""),
        formats=[Format(name) for name in dict.fromkeys(one.format for one in page.pictures)],
        findings=list(dict.fromkeys(findings)),
        notes=noting.caption_notes(visit.office, visit.member, post_id, dict(captions)),
        given=given,
        problem=problem,
    )


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip("\n")
