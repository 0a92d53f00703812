"""Decide which rules hold for an organization: its own packs, and warnings it wants silent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from content.checks.pack_file import RulePackError
from content.checks.rules import Rule, RuleBook, load_pack
from scheduler.actions.checking import full_book, rule_book
from scheduler.actions.office import ActionError, Member, Office
from scheduler.domain.roles import Permission
from scheduler.store import audit, rules
from scheduler.store.rules import StoredPack


def rules_of(office: Office, member: Member) -> tuple[tuple[Rule, ...], frozenset[str]]:
    """Return every rule there is for the organization, and the ids of those switched off."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        book = _together(session, member)
        return book.rules, rules.switched_off(session, member.organization_id)


def packs_of(office: Office, member: Member) -> tuple[str, ...]:
    """Name the organization's own packs."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        return tuple(pack.name for pack in rules.packs(session, member.organization_id))


def add_pack(office: Office, member: Member, data: bytes, name: str) -> tuple[Rule, ...]:
    """Add an organization's own rules, in place of a pack of the same name.

    Raises ``ActionError`` with the line that says what is wrong with the pack.
    """
    member.needs(Permission.GOVERN)
    at = office.now()
    try:
        added = load_pack(data, name)
    except RulePackError as error:
        raise ActionError(str(error)) from error
    with office.sessions.begin() as session:
        pack = StoredPack(name=name, text=data.decode())
        rules.put_pack(session, member.organization_id, pack, at=at)
        _together(session, member)
        _note(session, member, "rule pack added", name, at=at)
    return added


def remove_pack(office: Office, member: Member, name: str) -> None:
    member.needs(Permission.GOVERN)
    at = office.now()
    with office.sessions.begin() as session:
        if not rules.take_away(session, member.organization_id, name):
            raise ActionError(f"There is no rule pack called {name!r}.")
        _note(session, member, "rule pack removed", name, at=at)


def switch_off(office: Office, member: Member, rule: str) -> None:
    """Let a rule that only warns or advises be silent. ``ActionError`` for one that blocks."""
    member.needs(Permission.GOVERN)
    at = office.now()
    with office.sessions.begin() as session:
        try:
            rule_book(session, member.organization_id).without({rule})
        except RulePackError as error:
            raise ActionError(str(error)) from error
        rules.switch_off(session, member.organization_id, rule)
        _note(session, member, "rule switched off", rule, at=at)


def switch_on(office: Office, member: Member, rule: str) -> None:
    member.needs(Permission.GOVERN)
    at = office.now()
    with office.sessions.begin() as session:
        if not rules.switch_on(session, member.organization_id, rule):
            raise ActionError(f"The rule {rule!r} is not switched off.")
        _note(session, member, "rule switched on", rule, at=at)


def _together(session: Session, member: Member) -> RuleBook:
    try:
        return full_book(session, member.organization_id)
    except RulePackError as error:
        raise ActionError(str(error)) from error


def _note(session: Session, member: Member, what: str, subject: str, *, at: datetime) -> None:
    audit.append(
        session,
        member.organization_id,
        at=at,
        person_id=member.person_id,
        what=what,
        subject=subject,
    )
