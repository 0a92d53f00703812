"""The checks as they hold for one organization, over one post: its rules, contacts and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from content.captions.wording import short_source
from content.checks.engine import check_draft
from content.checks.model import Draft, Finding, PictureWords, Severity
from content.checks.pack_file import RulePackError
from content.checks.rules import Rule, RuleBook, bundled, load_pack
from content.factsheets.model import Contact, Kind
from scheduler.actions.material import of_campaign
from scheduler.actions.office import ActionError, Member, Office
from scheduler.domain.roles import Permission
from scheduler.store import audit, campaigns, posts, rules
from scheduler.store.contents import DeliveryContent
from scheduler.store.rules import StoredPack


@dataclass(frozen=True, slots=True, kw_only=True)
class Examiner:
    """What the checks need to know beside a delivery itself; the same for all of one post."""

    book: RuleBook
    topic: str
    contacts: tuple[Contact, ...]
    source: str
    source_text: str
    today: date
    trouble: tuple[Finding, ...] = ()

    def findings(self, content: DeliveryContent) -> tuple[Finding, ...]:
        """Return everything the checks say of one delivery as it would go out."""
        draft = Draft(
            platform=content.platform,
            caption=content.caption,
            kinds=(Kind(content.kind),),
            topic=self.topic,
            language=content.language,
            pictures=tuple(
                PictureWords(words=picture.words, alt_text=picture.alt_text)
                for picture in content.pictures
            ),
            contacts=self.contacts,
            source=self.source,
            source_text=self.source_text,
            today=self.today,
        )
        return (*self.trouble, *check_draft(draft, self.book))


def examiner(session: Session, post: posts.Post, *, at: datetime) -> Examiner:
    """Read what the checks need for one post; contacts are those of its sheet and brand kit."""
    campaign = campaigns.campaign(session, post.organization_id, post.campaign_id)
    if campaign is None:
        raise LookupError(f"post {post.id} names a campaign that is gone")
    material = of_campaign(session, campaign)
    book, trouble = _book_or_trouble(session, post.organization_id)
    return Examiner(
        book=book,
        topic=material.topic,
        contacts=material.contacts,
        source=short_source(material.extraction.publisher),
        source_text="\n".join(source.text for source in posts.sources(session, post.id)),
        today=at.astimezone(ZoneInfo(campaign.zone)).date(),
        trouble=trouble,
    )


def rule_book(session: Session, organization_id: int) -> RuleBook:
    """Return our rules and the organization's own, without those it switched off.

    Raises ``RulePackError`` when a stored pack no longer goes together with ours.
    """
    book = bundled()
    for pack in rules.packs(session, organization_id):
        book = book.with_pack(_loaded(pack))
    there = {rule.id for rule in book.rules if rule.severity is not Severity.BLOCK}
    return book.without(rules.switched_off(session, organization_id) & there)


def rules_of(office: Office, member: Member) -> tuple[tuple[Rule, ...], frozenset[str]]:
    """Return every rule there is for the organization, and the ids of those switched off."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        book = bundled()
        for pack in rules.packs(session, member.organization_id):
            book = book.with_pack(_loaded(pack))
        return book.rules, rules.switched_off(session, member.organization_id)


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
        _demand_together(session, member)
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


def _demand_together(session: Session, member: Member) -> None:
    try:
        rule_book(session, member.organization_id)
    except RulePackError as error:
        raise ActionError(str(error)) from error


def _book_or_trouble(
    session: Session, organization_id: int
) -> tuple[RuleBook, tuple[Finding, ...]]:
    """Return the rules; a pack that cannot be read stops posts instead of being passed over."""
    try:
        return rule_book(session, organization_id), ()
    except RulePackError as error:
        trouble = Finding(
            rule="packs",
            severity=Severity.BLOCK,
            message=str(error),
            why="Rules an organization gave itself must hold, or nothing goes out.",
            source="the organization's own rule pack",
            suggestion="Mend or remove the pack with 'awareness rule'.",
        )
        return bundled(), (trouble,)


def _loaded(pack: StoredPack) -> tuple[Rule, ...]:
    return _parsed(pack.text, pack.name)


@lru_cache(maxsize=64)
def _parsed(text: str, name: str) -> tuple[Rule, ...]:
    return load_pack(text.encode(), name)


def _note(session: Session, member: Member, what: str, subject: str, *, at: datetime) -> None:
    audit.append(
        session,
        member.organization_id,
        at=at,
        person_id=member.person_id,
        what=what,
        subject=subject,
    )
