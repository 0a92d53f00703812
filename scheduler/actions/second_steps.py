"""A second step at login, for people who want one: a code from their phone."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from scheduler.actions.office import ActionError, Member, Office
from scheduler.domain.one_time_code import address, matching_step
from scheduler.store import second_factors

ISSUER = "Awareness Scheduler"
SPARES = 8  # codes for a lost phone


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the person's app needs: the secret to type, or the address of the QR code."""

    secret: str
    address: str


def begin(office: Office, member: Member) -> Enrolment:
    """Make a secret; it asks for nothing until a code of it was given once."""
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    with office.sessions.begin() as session:
        known = second_factors.second_factor(session, member.person_id)
        if known is not None and known.confirmed:
            raise ActionError("The second step is on already.", "Turn it off to begin anew.")
        locked = office.vault.lock({"secret": secret})
        second_factors.put(session, member.person_id, locked)
    return Enrolment(secret, address(secret, issuer=ISSUER, account=member.email))


def confirm(office: Office, member: Member, code: str) -> tuple[str, ...]:
    """Turn the second step on; return the spare codes, shown once. Raises ``ActionError``."""
    spare = tuple(secrets.token_hex(5) for _ in range(SPARES))
    with office.sessions.begin() as session:
        known = second_factors.second_factor(session, member.person_id)
        if known is None or known.confirmed:
            raise ActionError("There is nothing to confirm.", "Set the second step up again.")
        if not _holds(office, session, member.person_id, code):
            raise ActionError(
                "This code does not hold.", "Check the phone's time, and type the newest code."
            )
        hashed = [_sha256(one) for one in spare]
        second_factors.confirm(session, member.person_id, hashed, at=office.now())
    return spare


def is_on(office: Office, person_id: int) -> bool:
    with office.sessions() as session:
        known = second_factors.second_factor(session, person_id)
    return known is not None and known.confirmed


def accept(office: Office, person_id: int, code: str) -> bool:
    """Say whether a code, or a spare one, holds; each holds once."""
    with office.sessions.begin() as session:
        return _holds(office, session, person_id, code)


def turn_off(office: Office, member: Member, code: str) -> None:
    """Ask for a code once more, so that nobody at an open screen can do it."""
    if not accept(office, member.person_id, code):
        raise ActionError("This code does not hold.", "Nothing was changed.")
    with office.sessions.begin() as session:
        second_factors.remove(session, member.person_id)


def _holds(office: Office, session: Session, person_id: int, code: str) -> bool:
    known = second_factors.second_factor(session, person_id)
    if known is None:
        return False
    plain = "".join(code.split()).lower()
    if _sha256(plain) in known.spare_sha256:
        second_factors.use_spare(session, person_id, _sha256(plain))
        return True
    secret = office.vault.unlock(known.locked_secret)["secret"]
    step = matching_step(secret, plain, office.now(), after=known.last_step)
    if step is None:
        return False
    second_factors.note_step(session, person_id, step)
    return True


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
