"""Decide which rules hold for an organization: its own packs, and warnings it wants silent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from content.captions.wording import short_source
from content.checks.engine import check_draft
from content.checks.model import Draft, Finding
from content.checks.pack_file import RulePackError
from content.checks.rules import Rule, RuleBook, bundled, load_pack
from content.factsheets.model import Kind
from scheduler.actions.checking import full_book, rule_book
from scheduler.actions.finding import campaign_of
from scheduler.actions.material import of_campaign
from scheduler.actions.office import ActionError, Member, Office
from scheduler.domain.roles import Permission
from scheduler.store import audit, rules
from scheduler.store.audit import Entry
from scheduler.store.rules import StoredPack

SWITCHED_OFF = "rule switched off"
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds for an organization. ``off`` names each silent rule and who silenced it why."""

    rules: tuple[Rule, ...]
    own: Mapping[str, tuple[Rule, ...]]  # by the pack's name
    packs: Sequence[StoredPack]
    off: Mapping[str, Entry | None]
    trouble: str = ""  # a pack that no longer goes together with our rules: posts are held


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A text to try. With a campaign its topic and language hold, and its contacts are known."""

    text: str
    platform: str
    kind: Kind = Kind.FACT
    language: str = "en"
    topic: str = ""
    source: str = ""
    campaign_id: int | None = None


def rules_of(office: Office, member: Member) -> tuple[tuple[Rule, ...], frozenset[str]]:
    """Return every rule there is for the organization, and the ids of those switched off."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        book = _together(session, member)
        return book.rules, rules.switched_off(session, member.organization_id)


def standing_of(office: Office, member: Member) -> Standing:
    """Return every rule with the pack it is from, and who switched which off, when and why."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        packs = rules.packs(session, member.organization_id)
        silent = rules.switched_off(session, member.organization_id)
        told = audit.latest_of(session, member.organization_id, SWITCHED_OFF, silent)
        trouble = ""
        try:
            every = full_book(session, member.organization_id).rules
        except RulePackError as error:
            every, trouble = bundled().rules, str(error)
    own = {} if trouble else {pack.name: load_pack(pack.text.encode(), pack.name) for pack in packs}
    return Standing(
        rules=every,
        own=own,
        packs=packs,
        off={name: told.get(name) for name in silent},
        trouble=trouble,
    )


def try_text(office: Office, member: Member, trial: Trial) -> tuple[Finding, ...]:
    """Return what the checks would say of a text if it were a caption; nothing is stored."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        book = _together(session, member, rule_book)
        known = _known(session, member, trial, office.now())
    draft = Draft(
        platform=trial.platform,
        caption=trial.text,
        kinds=(trial.kind,),
        source_text=trial.source,
        **known,
    )
    return check_draft(draft, book)


def _known(session: Session, member: Member, trial: Trial, at: datetime) -> dict[str, Any]:
    if trial.campaign_id is None:
        return {"topic": trial.topic, "language": trial.language, "today": at.date()}
    campaign = campaign_of(session, member, trial.campaign_id)
    material = of_campaign(session, campaign)
    return {
        "topic": material.topic,
        "language": material.extraction.language,
        "contacts": material.contacts,
        "country": material.country,
        "source": short_source(material.extraction.publisher or material.extraction.title),
        "today": at.astimezone(ZoneInfo(campaign.zone)).date(),
    }


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


def switch_off(office: Office, member: Member, rule: str, reason: str) -> None:
    """Let a rule that only warns or advises be silent. ``ActionError`` for one that blocks."""
    member.needs(Permission.GOVERN)
    at, why = office.now(), _reason(reason)
    with office.sessions.begin() as session:
        try:
            rule_book(session, member.organization_id).without({rule})
        except RulePackError as error:
            raise ActionError(str(error)) from error
        rules.switch_off(session, member.organization_id, rule)
        _note(session, member, SWITCHED_OFF, rule, at=at, why=why)


def switch_on(office: Office, member: Member, rule: str, reason: str) -> None:
    member.needs(Permission.GOVERN)
    at, why = office.now(), _reason(reason)
    with office.sessions.begin() as session:
        if not rules.switch_on(session, member.organization_id, rule):
            raise ActionError(f"The rule {rule!r} is not switched off.")
        _note(session, member, "rule switched on", rule, at=at, why=why)


def _together(
    session: Session,
    member: Member,
    book: Callable[[Session, int], RuleBook] = full_book,
) -> RuleBook:
    try:
        return book(session, member.organization_id)
    except RulePackError as error:
        raise ActionError(str(error)) from error


def _reason(reason: str) -> str:
    why = " ".join(reason.split())[:LONGEST_REASON]
    if not why:
        raise ActionError("Say why.", "It stands beside the rule for everyone who asks later.")
    return why


def _note(
    session: Session, member: Member, what: str, subject: str, *, at: datetime, why: str = ""
) -> None:
    audit.append(
        session,
        member.organization_id,
        at=at,
        person_id=member.person_id,
        what=what,
        subject=subject,
        note=why,
    )
