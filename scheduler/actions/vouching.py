"""Say that somebody called a contact, or looked at its address, and that it still holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from content.factsheets.serial import to_json
from scheduler.actions.finding import sheet_of
from scheduler.actions.office import ActionError, Member, NotFoundError, Office
from scheduler.actions.revising import extraction_of
from scheduler.domain.roles import Permission
from scheduler.store import audit, people, sheets


def vouch(office: Office, member: Member, sheet_id: int, contact_key: str) -> date:
    """Note that a contact of a sheet was checked today; return the day where they are.

    It holds for newer versions too, as long as the contact stays as it is.
    """
    member.needs(Permission.WRITE)
    at = office.now()
    with office.sessions.begin() as session:
        sheet = sheet_of(session, member, sheet_id)
        newest = sheets.latest(session, member.organization_id, sheet.name)
        if newest is not None and newest.id != sheet.id:
            raise ActionError("There is a newer version of this sheet.", "Look again.")
        extraction = extraction_of(sheet)
        found = next((one for one in extraction.contacts if one.key == contact_key), None)
        if found is None:
            raise NotFoundError("The sheet has no such contact.", "Look again.")
        zone = people.organization(session, member.organization_id).zone
        today = at.astimezone(ZoneInfo(zone)).date()
        checked = tuple(
            replace(one, verified_on=today) if one.key == contact_key else one
            for one in extraction.contacts
        )
        after = replace(extraction, contacts=checked)
        sheets.put_corrections(session, sheet_id, sheet.corrections, to_json(after))
        audit.append(
            session,
            member.organization_id,
            at=at,
            person_id=member.person_id,
            what="contact checked",
            subject=f"{found.name} {found.phone_printed or found.url}".strip(),
        )
    return today
