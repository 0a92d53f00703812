"""What was done, by whom, in a chain nobody can rewrite; and the proof of one delivery."""

from __future__ import annotations

from itertools import islice

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from scheduler.actions import auditing
from scheduler.web.visit import Visitor

router = APIRouter()

LATEST = 200


@router.get("/audit")
def audit(visit: Visitor) -> Response:
    entries = list(auditing.audit_entries(visit.office, visit.member))
    verified = auditing.verify_audit(visit.office, visit.member)
    latest = list(islice(reversed(entries), LATEST))
    return visit.page("audit.html", entries=latest, all=len(entries), verified=verified)


@router.get("/deliveries/{delivery_id}/proof.json")
def proof(visit: Visitor, delivery_id: int) -> Response:
    """Return everything that proves one delivery, for funders and auditors."""
    found = auditing.delivery_receipt(visit.office, visit.member, delivery_id)
    name = f'attachment; filename="delivery-{delivery_id}.json"'
    return JSONResponse(found, headers={"content-disposition": name})
