"""Logging in and out of the web app."""

from __future__ import annotations

import hashlib
import secrets
import threading
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from scheduler.actions import second_steps
from scheduler.actions.office import ActionError, Member, Office
from scheduler.store import logins
from scheduler.store.vault import VaultError

LASTS = timedelta(days=14)
WINDOW = timedelta(minutes=15)
TICKET_LASTS = timedelta(minutes=5)  # between the password and the code
TRIES = 8  # wrong passwords for one address within WINDOW
SHORTEST = 10

# 19 MiB, two passes: the smallest setting OWASP's password storage cheat sheet recommends for
# Argon2id. Only two hashes are made at once, so a flood of logins cannot eat the memory.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_ROOM = threading.BoundedSemaphore(2)


class LoginError(ActionError):
    """Wrong address or password; never says which."""


class CodeNeededError(ActionError):
    """The password is right; ``ticket`` lets the person give the code of the second step."""

    def __init__(self, ticket: str) -> None:
        super().__init__("Type the code from your phone.")
        self.ticket = ticket


class TooManyTriesError(ActionError):
    """Too many wrong passwords for one address."""


def hash_password(password: str) -> str:
    """Return what is stored of a password. Raises ``ActionError`` for one that is too short."""
    if len(password) < SHORTEST:
        raise ActionError(
            f"A password needs at least {SHORTEST} characters.",
            "Three or four unrelated words are easy to remember and hard to guess.",
        )
    with _ROOM:
        return _HASHER.hash(password)


def log_in(office: Office, email: str, password: str) -> str:
    """Return a token for the person's cookie; only its hash is stored.

    Raises ``LoginError``, taking as long for an address nobody has, ``TooManyTriesError``, and
    ``CodeNeededError`` for people with a second step.
    """
    address = email.strip().lower()
    who, now = _sha256(address), office.now()
    _demand_patience(office, who)
    with office.sessions() as session:
        found = logins.password_of(session, address)
    stored = found[1] if found is not None else None
    if not _verify(stored or _nobody(), password) or found is None or stored is None:
        with office.sessions.begin() as session:
            logins.record_failure(session, who, now)
        raise LoginError("Wrong address or password.", "Check both and try again.")
    if second_steps.is_on(office, found[0]):
        until = (now + TICKET_LASTS).isoformat()
        raise CodeNeededError(
            office.vault.lock({"person": str(found[0]), "who": who, "until": until})
        )
    return _open(office, found[0], who)


def log_in_with_code(office: Office, ticket: str, code: str) -> str:
    """Finish a login by the code of the second step. Raises ``LoginError``."""
    try:
        opened = office.vault.unlock(ticket)
        until = datetime.fromisoformat(opened["until"])
        person_id, who = int(opened["person"]), opened["who"]
    except (VaultError, KeyError, ValueError) as error:
        raise LoginError("That took too long.", "Log in again.") from error
    if office.now() >= until:
        raise LoginError("That took too long.", "Log in again.")
    _demand_patience(office, who)
    if not second_steps.accept(office, person_id, code):
        with office.sessions.begin() as session:
            logins.record_failure(session, who, office.now())
        raise LoginError("This code does not hold.", "Type the newest one.")
    return _open(office, person_id, who)


def log_out(office: Office, token: str) -> None:
    with office.sessions.begin() as session:
        logins.close_login(session, _sha256(token))


def member_for(office: Office, token: str) -> Member | None:
    """Return who is acting, or None when the login is over or the person was removed."""
    with office.sessions() as session:
        found = logins.membership_of_login(session, _sha256(token), office.now())
    if found is None:
        return None
    return Member(
        person_id=found.person_id,
        organization_id=found.organization_id,
        role=found.role,
        name=found.name,
        email=found.email,
    )


def switch_organization(office: Office, token: str, member: Member, organization_id: int) -> None:
    """Go on in another organization the person belongs to."""
    with office.sessions.begin() as session:
        belongs = {found.organization_id for found in logins.places(session, member.person_id)}
        if organization_id not in belongs:
            raise ActionError("You do not belong to that organization.")
        logins.move_login(session, _sha256(token), organization_id)


def change_password(office: Office, member: Member, old: str, new: str) -> None:
    """Set a new password and end every login of the person."""
    with office.sessions() as session:
        found = logins.password_of(session, member.email.lower())
    if found is None or not _verify(found[1] or _nobody(), old):
        raise ActionError("The old password is wrong.", "Type it again; nothing was changed.")
    hashed = hash_password(new)
    with office.sessions.begin() as session:
        logins.set_password(session, member.person_id, hashed)
        logins.close_all_logins(session, member.person_id)


def _demand_patience(office: Office, who: str) -> None:
    with office.sessions() as session:
        tries = logins.failures_since(session, who, office.now() - WINDOW)
    if tries >= TRIES:
        minutes = int(WINDOW.total_seconds() // 60)
        raise TooManyTriesError(
            "Too many wrong passwords for this address.", f"Try again in {minutes} minutes."
        )


def _open(office: Office, person_id: int, who: str) -> str:
    token, now = secrets.token_urlsafe(32), office.now()
    with office.sessions.begin() as session:
        places = logins.places(session, person_id)
        if not places:
            raise LoginError(
                "You do not belong to an organization any more.", "Ask an owner to add you again."
            )
        logins.forget_failures(session, who)
        logins.forget_old_failures(session, now - WINDOW)
        logins.forget_expired(session, now)
        logins.open_login(
            session,
            token_sha256=_sha256(token),
            person_id=person_id,
            organization_id=places[0].organization_id,
            at=now,
            until=now + LASTS,
        )
    return token


def _verify(stored: str, password: str) -> bool:
    with _ROOM:
        try:
            return _HASHER.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobody() -> str:
    """Return the hash of a password nobody knows: a wrong address then costs the same time."""
    return _HASHER.hash(secrets.token_hex())


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
