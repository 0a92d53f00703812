"""Turns the items of a fact sheet into cards: chooses words, adds none of its own but labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from content.brand import BrandKit
from content.cards.emphasis import Sheet, emphasis
from content.cards.fitting import printed_address, reached_at
from content.cards.model import Card, Role
from content.cards.sentences import clause_end, sentences_of
from content.cards.wording import Words, words_for
from content.checks.topics import lines_for, topic, topic_of
from content.factsheets.model import Contact, ContactRole, Extraction, Item, Kind

LISTED = frozenset({Kind.AFFECTED_GROUP, Kind.TACTIC})
"""Items of one group that mean little alone: they share a card."""

RUN_ON = frozenset({Kind.SAFETY, Kind.FACT, Kind.DEFINITION, Kind.RESOURCE})
"""Items of one group that go on from each other: the first is the headline, the rest its text."""

COUNTED = frozenset({Kind.WARNING_SIGN, Kind.QUESTION})

_CAUTIONED = ("do_not_confront", "caution")
_LONGEST_KICKER = 30
_LONG = 110  # characters; a headline above this is cut at a clause where there is one
_LEAST_REST = 40  # a few words left over would look forgotten under it


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all cards of one sheet share."""

    extraction: Extraction
    brand: BrandKit
    words: Words
    sheet: Sheet
    contacts: tuple[Contact, ...]
    hotline: Contact | None
    caution: str
    source: str

    @property
    def language(self) -> str:
        return (self.extraction.language or "en").split("-", maxsplit=1)[0].lower()


def cards_of(extraction: Extraction, brand: BrandKit) -> list[Card]:
    """Compose one card for each item or list of items, in the order of the sheet.

    Every card names the items it comes from; none raises: what cannot be drawn is refused when
    it is.
    """
    desk = _desk(extraction, brand)
    said: set[str] = set()
    cards: list[Card] = []
    totals = Counter(_series(item) for item in extraction.items if item.kind in COUNTED)
    reached: Counter[tuple[Kind, str]] = Counter()
    for items in _gathered(extraction.items):
        first = items[0]
        number = of = 0
        if first.kind in COUNTED:
            reached[_series(first)] += 1
            number, of = reached[_series(first)], totals[_series(first)]
        cards.append(_card(desk, items, said, number=number, of=of))
    return cards


def opener(extraction: Extraction, brand: BrandKit) -> Card:
    """Compose the card that opens a campaign: the sheet's title and its first statement."""
    desk = _desk(extraction, brand)
    stated = (Kind.DEFINITION, Kind.FACT)
    item = next((one for kind in stated for one in extraction.items if one.kind is kind), None)
    item = item or next(iter(extraction.items), None)
    known = topic(topic_of(extraction))
    subject = known.subject.get(desk.language, "") if known else ""
    title = extraction.title or _opened(subject) or brand.name
    return Card(
        kind=item.kind if item else Kind.FACT,
        role=Role.OPENER,
        headline=title,
        body=next(iter(sentences_of(item.text)), "") if item else "",
        source=desk.source,
        hotline=desk.hotline,
        language=extraction.language or "en",
        item_keys=(item.key,) if item else (),
        lines=item.lines if item else (0, 0),
    )


def closer(extraction: Extraction, brand: BrandKit) -> Card:
    """Compose the card that ends a campaign or carousel: whom to turn to."""
    desk = _desk(extraction, brand)
    contact = desk.hotline
    item = _item_about(extraction, contact) if contact else None
    item = item or next((one for one in extraction.items if one.kind is Kind.ACTION), None)
    item = item or next(iter(extraction.items), None)
    return Card(
        kind=Kind.RESOURCE,
        role=Role.CLOSER,
        headline=contact.name if contact else (extraction.title or brand.name),
        kicker=desk.words.help,
        body=desk.words.text_line(contact) if contact else printed_address(brand.url),
        source=desk.source,
        contact=contact,
        hotline=contact,
        language=extraction.language or "en",
        item_keys=(item.key,) if item else (),
        lines=contact.lines if contact else (0, 0),
    )


def _desk(extraction: Extraction, brand: BrandKit) -> _Desk:
    replaced = {(contact.role, contact.region) for contact in brand.contacts}
    kept = tuple(
        contact
        for contact in extraction.contacts
        if contact.role is not ContactRole.PUBLISHER
        and (contact.role, contact.region) not in replaced
    )
    contacts = (*brand.contacts, *kept)
    return _Desk(
        extraction=extraction,
        brand=brand,
        words=words_for(extraction.language or "en"),
        sheet=Sheet(extraction),
        contacts=contacts,
        hotline=_hotline(contacts),
        caution=_caution(extraction),
        source=_source(extraction),
    )


def _hotline(contacts: Sequence[Contact]) -> Contact | None:
    for role in (ContactRole.HOTLINE, ContactRole.TIP_LINE, ContactRole.EMERGENCY):
        for contact in contacts:
            if contact.role is role and (contact.phone or contact.phone_printed):
                return contact
    return None


def _caution(extraction: Extraction) -> str:
    """Return the line a sign must not be shown without: the sheet's own words where it has them."""
    name = topic_of(extraction)
    known = topic(name)
    if known is None:
        return ""
    needed = known.must_carry(Kind.WARNING_SIGN)
    said: list[str] = []
    for part in _CAUTIONED:
        if part not in needed:
            continue
        line = next(
            (one for one in lines_for(name, extraction.language or "en") if one.part == part),
            None,
        )
        if line is None:
            continue
        own = (
            sentence
            for item in extraction.items
            if item.kind is Kind.SAFETY
            for sentence in sentences_of(item.text)
            if line.accepts.search(sentence)
        )
        said.append(next(own, line.forms[-1]))
    return " ".join(dict.fromkeys(reversed(said)))


def _source(extraction: Extraction) -> str:
    publisher = regex.split(r",\s|\s\(|;\s", extraction.publisher, maxsplit=1)[0].strip()
    name = publisher or extraction.title
    address = printed_address(extraction.publisher_url)
    return ", ".join(part for part in (name, address) if part)


def _gathered(items: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """Put the items that share a card together, at the place of the first."""
    done: set[str] = set()
    for item in items:
        if item.key in done:
            continue
        together = [item]
        if item.group and item.kind in LISTED | RUN_ON:
            together = [
                one
                for one in items
                if one.group == item.group and one.kind is item.kind and one.key not in done
            ]
        done.update(one.key for one in together)
        yield tuple(together)


def _series(item: Item) -> tuple[Kind, str]:
    return item.kind, item.group or item.section


def _card(desk: _Desk, items: tuple[Item, ...], said: set[str], *, number: int, of: int) -> Card:
    first = items[0]
    contact = _contact_of(desk, first) if first.kind is Kind.RESOURCE else None
    if contact and contact.key in said:
        contact = None
    headline, body, points = _parts(items)
    lead = _lead(first, headline)
    kicker = desk.words.kicker(first.kind) or _short(first.section)
    if lead and first.context == first.section and len(lead) <= _LONGEST_KICKER:
        kicker, lead = first.section, ""
    if contact:
        said.add(contact.key)
        headline, body, lead = contact.name, desk.words.text_line(contact), ""
    elif points:
        lead = ""
    return Card(
        kind=first.kind,
        headline=headline,
        lead=lead,
        body=body,
        points=points,
        kicker=kicker,
        caution=desk.caution if first.kind in COUNTED else "",
        emphasis=() if contact else emphasis(headline, first.kind, first.emphasis, desk.sheet),
        number=number if of > 1 else 0,
        of=of if of > 1 else 0,
        progress=desk.words.progress.format(number=number, of=of) if of > 1 else "",
        source=desk.source,
        contact=contact,
        hotline=desk.hotline,
        language=desk.extraction.language or "en",
        item_keys=tuple(item.key for item in items),
        lines=(min(item.lines[0] for item in items), max(item.lines[1] for item in items)),
    )


def _parts(items: tuple[Item, ...]) -> tuple[str, str, tuple[str, ...]]:
    """Return headline, body and points: the items' words, cut but not changed."""
    first = items[0]
    if len(items) > 1 and first.kind in LISTED and (first.context or first.section):
        lead_in = _context(first) or first.section
        return _opened(lead_in).rstrip(":"), "", tuple(item.text for item in items)
    sentences = [sentence for item in items for sentence in sentences_of(item.text)] or [first.text]
    headline, rest = sentences[0], sentences[1:]
    if first.kind is Kind.QUESTION and len(" ".join(sentences)) < _LONG:
        return " ".join(sentences), "", ()
    cut = clause_end(headline, _LONG * 0.6) if len(headline) > _LONG else 0
    if cut and len(headline) - cut >= _LEAST_REST:
        headline, rest = headline[:cut].rstrip(), [headline[cut:].lstrip(), *rest]
    return headline, " ".join(rest), ()


def _context(item: Item) -> str:
    """Return what an item cannot be read without, less the heading it stands under."""
    rest = item.context.removeprefix(item.section).strip(" :")
    return rest if item.section and rest else item.context


def _lead(item: Item, headline: str) -> str:
    """Return the lead-in of a headline, ending as a lead-in to it ends."""
    lead = _opened(_context(item).strip())
    if not lead:
        return ""
    if headline[:1].islower():
        return lead.rstrip(":")
    if lead.endswith((".", ":", "?", "!")) or item.context == item.section:
        return lead
    return f"{lead}." if item.kind in RUN_ON else f"{lead}:"


def _short(heading: str) -> str:
    """Return a heading that can stand above a headline, or nothing."""
    return heading if len(heading) <= _LONGEST_KICKER else ""


def _opened(text: str) -> str:
    return text[:1].upper() + text[1:]


def _contact_of(desk: _Desk, item: Item) -> Contact | None:
    """Return the contact a resource item is about, or the one the brand puts in its place."""
    for contact in desk.extraction.contacts:
        if contact.role is not ContactRole.PUBLISHER and _about(item, contact):
            own = (
                one
                for one in desk.brand.contacts
                if (one.role, one.region) == (contact.role, contact.region)
            )
            chosen = next(own, contact)
            return chosen if reached_at(chosen) else None
    return None


def _item_about(extraction: Extraction, contact: Contact) -> Item | None:
    resources = (item for item in extraction.items if item.kind is Kind.RESOURCE)
    return next((item for item in resources if _about(item, contact)), None)


def _about(item: Item, contact: Contact) -> bool:
    names = (contact.name, contact.phone_printed, printed_address(contact.url))
    overlaps = contact.lines != (0, 0) and (
        item.lines[0] <= contact.lines[1] and contact.lines[0] <= item.lines[1]
    )
    return overlaps or any(name and name in item.text for name in names)
