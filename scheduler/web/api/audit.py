"""What was done, by whom, in a chain nobody can rewrite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from scheduler.actions import auditing
from scheduler.domain.roles import Permission
from scheduler.web.api.caller import Caller, Governor, Reader
from scheduler.web.api.paging import FIRST, After, Limit, paged
from scheduler.web.api.shapes import Page, Shape

router = APIRouter(prefix="/audit", tags=["Audit"])

LINES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}
}


class AuditEntryOut(Shape):
    """``sha256`` covers every other field and the hash of the entry before."""

    number: int
    at: datetime
    who: str
    what: str
    subject: str
    digest: str
    note: str
    sha256: str


class VerifiedOut(Shape):
    """``broken_at`` is the first entry that is not what was written; null when all are."""

    entries: int
    broken_at: int | None
    why: str


@router.get("")
def list_entries(
    caller: Governor, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[AuditEntryOut]:
    """List what was done, the oldest first."""
    every = auditing.audit_entries(caller.office, caller.member, after=after)
    found = list(islice(every, limit + 1))
    return paged(request, found, limit, AuditEntryOut.model_validate, lambda one: one.number)


@router.get("/verify")
def verify(caller: Reader) -> VerifiedOut:
    """Recompute the whole chain and say whether every entry is what was written."""
    return VerifiedOut.model_validate(auditing.verify_audit(caller.office, caller.member))


@router.get("/export", response_class=Response, responses=LINES)
def export(caller: Governor) -> Response:
    """Return the whole log, an entry a line, the oldest first."""
    caller.member.needs(Permission.GOVERN)  # before the answer begins
    return StreamingResponse(_lines(caller), media_type="application/x-ndjson")


def _lines(caller: Caller) -> Iterator[str]:
    for entry in auditing.audit_entries(caller.office, caller.member):
        yield AuditEntryOut.model_validate(entry).model_dump_json() + "\n"
