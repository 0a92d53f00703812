"""Card templates: which there are, how they look, and what their own checks say."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from content.brand_file import default_brand
from content.cards.gates import problems
from content.cards.model import Format
from content.cards.samples import sample_cards
from content.cards.templates import list_templates, load_template
from content.factsheets.model import Kind
from scheduler.actions.office import NotFoundError
from scheduler.store import people
from scheduler.web.api.brands import PICTURE, kit_of, picture
from scheduler.web.api.caller import Caller, Reader
from scheduler.web.api.paging import FIRST, AfterName, Limit, Name, page_of
from scheduler.web.api.shapes import MOST, Page, Shape

router = APIRouter(prefix="/templates", tags=["Brands"])

Brand = Annotated[int, Query(ge=0, le=MOST, description="A brand kit; 0 for our own colours")]


class TemplateOut(Shape):
    name: str
    title: str
    about: str
    formats: list[Format]


class ProblemOut(Shape):
    kind: str
    language: str
    problem: str


class CheckedOut(Shape):
    """``problems`` is empty where every sample card can be read and stays in its place."""

    template: str
    format: Format
    problems: list[ProblemOut]


@router.get("")
def list_them(
    _caller: Reader, request: Request, after: AfterName = "", limit: Limit = FIRST
) -> Page[TemplateOut]:
    """List the card templates."""
    return page_of(request, list_templates(), after, limit, _out, str)


@router.get("/{name}")
def show(_caller: Reader, name: Name) -> TemplateOut:
    """Show one card template."""
    return _out(_known(name))


@router.get("/{name}/preview", response_class=Response, responses=PICTURE)
def preview(  # one query for each fact
    caller: Reader,
    request: Request,
    name: Name,
    kind: Kind = Kind.FACT,
    format: Format = Format.PORTRAIT,  # noqa: A002  # the address's own word
    brand: Brand = 0,
) -> Response:
    """Draw a sample card with a template as WebP."""
    kit = kit_of(caller, brand) if brand else default_brand(_organization(caller))
    return picture(caller, request, kit, _known(name), kind, format)


@router.get("/{name}/check")
def check(
    caller: Reader,
    name: Name,
    format: Format = Format.PORTRAIT,  # noqa: A002  # the address's own word
    brand: Brand = 0,
) -> CheckedOut:
    """Draw a template's sample cards and say what overflows, is too small or hard to read."""
    kit = kit_of(caller, brand) if brand else default_brand(_organization(caller))
    design = load_template(_known(name))
    found = [
        ProblemOut(kind=card.kind, language=card.language, problem=one)
        for card in sample_cards()
        for one in problems(card, kit, design, format)
    ]
    return CheckedOut(template=name, format=format, problems=found)


def _known(name: str) -> str:
    if name not in list_templates():
        raise NotFoundError(f"There is no template {name!r}.")
    return name


def _out(name: str) -> TemplateOut:
    design = load_template(name)
    return TemplateOut(
        name=name, title=design.title, about=design.about, formats=list(design.formats)
    )


def _organization(caller: Caller) -> str:
    with caller.office.sessions() as session:
        return people.organization(session, caller.member.organization_id).name
