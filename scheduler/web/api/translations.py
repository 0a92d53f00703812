"""Fact sheets in other languages: what a translator fills in, how far each is, taken in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field

from content.captions.translations import Status
from scheduler.actions import translating
from scheduler.actions.translating import Standing
from scheduler.web.api.caller import Reader, Writer
from scheduler.web.api.paging import FIRST, After, Limit, Number, page_of
from scheduler.web.api.shapes import Given, Page, Shape
from scheduler.web.api.sheets import SheetImported, imported

router = APIRouter(prefix="/factsheets/{number}/translations", tags=["Fact sheets"])


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
