"""The checks as they hold for one organization, over one post: its rules, contacts and day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from content.captions.limits import limit_for, platforms
from content.captions.model import CaptionError, TextLimit
from content.captions.wording import short_source
from content.checks.engine import check_draft
from content.checks.model import Draft, Finding, PictureWords, Severity
from content.checks.pack_file import RulePackError
from content.checks.rules import Rule, RuleBook, bundled, load_pack
from content.factsheets.model import Contact, Extraction, Kind
from scheduler.actions.material import of_campaign
from scheduler.actions.office import ActionError
from scheduler.store import campaigns, channels, posts, rules
from scheduler.store.contents import DeliveryContent
from scheduler.store.posts import SourceSentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Examiner:
    """What the checks need to know beside a delivery itself; the same for all of one post."""

    book: RuleBook
    topic: str
    contacts: tuple[Contact, ...]
    source: str
    source_text: str
    today: date
    country: str = ""
    limits: Mapping[str, TextLimit] = field(default_factory=dict)  # by platform
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
                PictureWords(
                    words=picture.words,
                    alt_text=picture.alt_text,
                    framing=picture.framing or "",
                    contrast=picture.contrast,
                    smallest_text=picture.smallest_text,
                )
                for picture in content.pictures
            ),
            contacts=self.contacts,
            source=self.source,
            source_text=self.source_text,
            today=self.today,
            country=self.country,
            limit=self.limits.get(content.platform),
        )
        return (*self.trouble, *check_draft(draft, self.book))


def examiner(session: Session, post: posts.Post, *, at: datetime) -> Examiner:
    """Read what the checks need for one post; contacts are those of its sheet and brand kit."""
    return examiners(session, [post], at=at)[post.id]


def examiners(
    session: Session, there: Sequence[posts.Post], *, at: datetime
) -> dict[int, Examiner]:
    """Read the same for several posts of an organization, by post.

    What they have in common is read once: their campaign, its sheet, the rules.
    """
    sources = posts.sources_of(session, [post.id for post in there])
    common: dict[tuple[int, int | None], tuple[Examiner, Extraction]] = {}
    found = {}
    for post in there:
        key = (post.campaign_id, post.fact_sheet_id)
        if key not in common:
            common[key] = _examiner(session, post, at)
        shared, extraction = common[key]
        text = "\n".join(_sentences(sources[post.id], extraction))
        found[post.id] = replace(shared, source_text=text)
    return found


def _examiner(session: Session, post: posts.Post, at: datetime) -> tuple[Examiner, Extraction]:
    """Return what is the same for all posts of a campaign and a sheet, and what the sheet says."""
    campaign = campaigns.campaign(session, post.organization_id, post.campaign_id)
    if campaign is None:
        raise LookupError(f"post {post.id} names a campaign that is gone")
    material = of_campaign(session, campaign, sheet_id=post.fact_sheet_id)
    book, trouble = _book_or_trouble(session, post.organization_id)
    shared = Examiner(
        book=book,
        topic=material.topic,
        contacts=material.contacts,
        source=short_source(material.extraction.publisher or material.extraction.title),
        source_text="",
        today=at.astimezone(ZoneInfo(campaign.zone)).date(),
        country=material.country,
        limits=_limits(session, campaign.id),
        trouble=trouble,
    )
    return shared, material.extraction


def _sentences(sources: Sequence[SourceSentence], extraction: Extraction) -> Iterator[str]:
    """Yield the sentences a post was made from, each with what it cannot be read without."""
    contexts = {item.key: item.context for item in extraction.items}
    for source in sources:
        yield from filter(None, (contexts.get(source.item_key), source.text))


def limit_at(session: Session, campaign_id: int, platform: str) -> TextLimit:
    """Return a platform's limit, made tighter by what the campaign's servers said of theirs.

    Raises ``ActionError`` for a platform nobody knows.
    """
    try:
        return _limits(session, campaign_id).get(platform) or limit_for(platform)
    except CaptionError as error:
        raise ActionError(f"{error}.") from error


def _limits(session: Session, campaign_id: int) -> Mapping[str, TextLimit]:
    limits: dict[str, TextLimit] = {}
    for channel in channels.of_campaign(session, campaign_id):
        known = channel.platform in platforms()
        if known and (said := channel.limits.get("max_characters")):
            limit = limits.get(channel.platform) or limit_for(channel.platform)
            limits[channel.platform] = replace(limit, limit=min(limit.limit, int(said)))
    return limits


def rule_book(session: Session, organization_id: int) -> RuleBook:
    """Return the rules that hold for an organization, without those it switched off.

    Raises ``RulePackError`` when a stored pack no longer goes together with our rules.
    """
    book = full_book(session, organization_id)
    # A rule that has become a blocking one since it was switched off holds again.
    there = {rule.id for rule in book.rules if rule.severity is not Severity.BLOCK}
    return book.without(rules.switched_off(session, organization_id) & there)


def full_book(session: Session, organization_id: int) -> RuleBook:
    """Return our rules and the organization's own. Raises ``RulePackError`` as ``rule_book``."""
    book = bundled()
    for pack in rules.packs(session, organization_id):
        book = book.with_pack(_parsed(pack.text, pack.name))
    return book


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


@lru_cache(maxsize=64)
def _parsed(text: str, name: str) -> tuple[Rule, ...]:
    return load_pack(text.encode(), name)
