"""Fact sheets in other languages: what a translator fills in, how far each is, taken in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field

from content.captions.translations import Status
from scheduler.actions import translating, translating_together
from scheduler.actions.translating import Standing
from scheduler.actions.translating_together import Sides, Written
from scheduler.web.api.caller import Reader, Reviewer, Writer
from scheduler.web.api.paging import FIRST, After, Limit, Number, page_of
from scheduler.web.api.shapes import FindingOut, Given, Page, Shape
from scheduler.web.api.sheets import SheetImported, imported

router = APIRouter(prefix="/factsheets/{number}/translations", tags=["Fact sheets"])


Language = Annotated[str, Path(min_length=2, max_length=35)]


class TranslationIn(Given):
    """``text`` is the outline filled in (YAML or JSON); ``country`` whose contacts stay."""

    name: str = Field(min_length=1, max_length=255, description="A file name, such as es.yaml")
    text: str = Field(max_length=2_000_000)
    country: str = Field(default="", max_length=2, description="For example MX; empty: all")


class TranslationOut(Shape):
    """``counts`` are statements by how far they are: ready, draft, stale, missing."""

    id: int
    name: str
    language: str
    country: str
    version: int
    counts: dict[Status, int]


class LineIn(Given):
    """What stands in the other language; ``context`` where the statement has a lead-in."""

    text: str = Field(max_length=10_000)
    context: str = Field(default="", max_length=10_000)


class WrittenIn(Given):
    """``texts`` are by the key of the statement.

    ``still_fit`` are statements whose sentence changed and whose translation need not.
    """

    title: str = Field(max_length=500)
    country: str = Field(default="", max_length=2)
    texts: dict[str, LineIn] = Field(default_factory=dict, max_length=2000)
    still_fit: list[str] = Field(default_factory=list, max_length=2000)


class ReadIn(Given):
    """The keys of statements whose translation is right."""

    keys: list[str] = Field(min_length=1, max_length=2000)


class LineOut(Shape):
    """``was`` is what it translated, where that has changed; ``figures`` stand in only one."""

    key: str
    of: str
    text: str
    context: str
    status: Status
    was: str
    by: str
    read_by: str
    figures: list[str]
    findings: list[FindingOut]


class SidesOut(Shape):
    """A translation beside its sheet; ``id`` is null before anything of it was written."""

    id: int | None
    language: str
    country: str
    title: str
    lines: list[LineOut]


@router.get("")
def list_translations(
    caller: Reader, request: Request, number: Number, after: After = 0, limit: Limit = FIRST
) -> Page[TranslationOut]:
    """Say of each translation of a fact sheet how far it is, measured at the newest version."""
    every = translating.translations_of(caller.office, caller.member, number)
    return page_of(request, every, after, limit, _out, lambda one: one.sheet.id)


@router.get("/outline")
def outline(
    caller: Reader, number: Number, language: Annotated[str, Query(min_length=2, max_length=35)]
) -> dict[str, Any]:
    """Return what a translator fills in: every statement of the sheet, word for word."""
    return translating.outline_of(caller.office, caller.member, number, language)


@router.get("/{language}")
def show(caller: Reader, number: Number, language: Language) -> SidesOut:
    """Show every statement of a fact sheet beside its translation, and how far each is."""
    return _sides(translating_together.side_by_side(caller.office, caller.member, number, language))


@router.put("/{language}")
def write(caller: Writer, number: Number, language: Language, given: WrittenIn) -> SidesOut:
    """Write translations of statements; what is not named stays, and what is new is a draft."""
    written = Written(
        title=given.title,
        country=given.country,
        texts={key: (line.text, line.context) for key, line in given.texts.items()},
        still_fit=frozenset(given.still_fit),
    )
    translating_together.write(caller.office, caller.member, number, language, written)
    return show(caller, number, language)


@router.post("/{language}/read")
def read(caller: Reviewer, number: Number, language: Language, given: ReadIn) -> SidesOut:
    """Say that translations are right; whoever wrote one may not say so of it."""
    keys = frozenset(given.keys)
    translating_together.call_ready(caller.office, caller.member, number, language, keys)
    return show(caller, number, language)


@router.post("", status_code=201)
def add(caller: Writer, number: Number, given: TranslationIn) -> SheetImported:
    """Store a translation as a fact sheet of its own; given again it is its next version."""
    data = given.text.encode("utf-8", "replace")
    found = translating.add_translation(
        caller.office, caller.member, number, data, given.name, country=given.country
    )
    return imported(found.sheet, found.changes, found.held)


def _out(one: Standing) -> TranslationOut:
    return TranslationOut(
        id=one.sheet.id,
        name=one.sheet.name,
        language=one.sheet.language,
        country=one.country,
        version=one.sheet.version,
        counts=dict(one.counts),
    )


def _sides(sides: Sides) -> SidesOut:
    return SidesOut(
        id=sides.there.id if sides.there else None,
        language=sides.language,
        country=sides.country,
        title=sides.title,
        lines=[
            LineOut(
                key=line.item.key,
                of=line.item.text,
                text=line.text,
                context=line.context,
                status=line.status,
                was=line.was,
                by=line.by,
                read_by=line.read_by,
                figures=list(line.figures),
                findings=[FindingOut.model_validate(one) for one in line.findings],
            )
            for line in sides.lines
        ],
    )
