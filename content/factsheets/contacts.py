"""The registry of contacts: every line and address of a sheet, once, with its role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import regex

from content.factsheets.drafts import Draft
from content.factsheets.links import addresses, checked
from content.factsheets.model import (
    Contact,
    ContactRole,
    Lines,
    SheetWarning,
    TextCode,
)
from content.factsheets.phones import EMERGENCY, Number, numbers
from content.factsheets.places import names_country, state_in
from content.factsheets.rules import Rules
from content.factsheets.sentences import flat, is_closed

_NORTH_AMERICA = frozenset({"US", "CA", "PR", "GU", "VI", "AS", "MP"})
# A name of a service: capitalized words, with the small words between them, up to the word that
# says what it is.
_SERVICE = regex.compile(
    r"(?<!\w)(?P<name>(?:(?:\d-?\d-?\d|[A-ZÁÉÍÓÚÑ][\w&’'.-]*+)(?:\s+(?:of|for|the|and|on|to|in|de"
    r"|del|la|las|los|el|contra|para|y|e|da|do|das|dos|a|&)(?=\s))*+\s+){0,9}"
    r"(?:[A-Z][A-Za-z]*(?:Tip|Help|Hot|Life|Safe|Text)[Ll]ine|Hotline|Helpline|Lifeline|Tip Line"
    r"|Tipline|Crisis (?:Text )?Line|Text Line|Line|Center|Centre|Campaign|Services?|Línea|Central"
    r"|Disque|Linha)\b(?:(?:\s+(?:of|for|de|del|contra|a|la|las|los|the|on)(?!\w))*+"
    r"\s+(?:Nacional|[A-ZÁÉÍÓÚÑ][\w-]*+)){0,9})",
)
_LEADING = regex.compile(
    r"^(?:(?:to|get|help|from|for|call|contact|dial|text|phone|visit|please|or|the|a|at|and|reach"
    r"|llam[ae]|marc[aeáé]r?|llámanos|a|al|la|el|con|contact[ae]|ligue|para|o|disque|report|suspected)\b\W*)+",
    regex.IGNORECASE,
)
_TRAILING = regex.compile(
    r"(?:\W+(?:call|dial|text|phone|at|toll[- ]free|or|tel|visit|online|by|llam[ae]|al|en|ligue|on"
    r"|through))+[^\w)]*$|[^\w)]+$",
    regex.IGNORECASE,
)
_EMERGENCY_NAME = regex.compile(r"emerg|urgenc|polic|急|緊|警|طوارئ", regex.IGNORECASE)
_PURPOSE = regex.compile(r"\W*(?:to|for|if|para|si)\b", regex.IGNORECASE)
_CALLS_FIRST = regex.compile(r"\W*(?:call|dial|phone|contact|llam[ae]|marque|ligue)\b", regex.I)
_CRISIS = "988"
_LONGEST_NAME = 90
_SHORT_NAME = 6  # words of a name that begins with a small letter


@dataclass(slots=True)
class Registry:
    """Contacts by what they are reached at; the same line printed twice is one."""

    contacts: dict[str, Contact] = field(default_factory=dict)
    warnings: list[SheetWarning] = field(default_factory=list)

    def add(self, contact: Contact) -> None:
        known = self.contacts.get(contact.key)
        self.contacts[contact.key] = _together(known, contact) if known else contact


def add_publisher(
    registry: Registry, name: str, said: Sequence[tuple[str, Lines]], region: str
) -> None:
    """Add the publisher's own lines; whatever the sheet calls them, they are no hotline."""
    for text, lines in said:
        found = [n for n in numbers(text, region) if isinstance(n, Number) and not n.by_text]
        for number in found:
            if number.dial not in EMERGENCY and len(number.dial) > 3:  # noqa: PLR2004
                registry.add(
                    Contact(
                        key=f"phone:{number.dial}",
                        name=name,
                        role=ContactRole.PUBLISHER,
                        phone=number.dial,
                        phone_printed=number.printed,
                        url=next(_urls(text), ""),
                        region=number.region,
                        lines=lines,
                    )
                )
        for url in _urls(text) if not found else ():
            registry.add(
                Contact(
                    key=f"url:{_bare(url)}",
                    name=name,
                    role=ContactRole.PUBLISHER,
                    url=url,
                    lines=lines,
                )
            )


def add_draft(registry: Registry, draft: Draft, rules: Rules, region: str) -> None:
    """Add every line and address of a statement; what nobody should dial becomes a warning."""
    text = draft.text
    usable: list[Number] = []
    for found in numbers(text, region):
        if not isinstance(found, Number):
            registry.warnings.append(_unusable(found.printed, found.why, draft.lines))
        elif _is_foreign(found, region, f"{draft.section} {draft.context} {text}"):
            registry.warnings.append(
                _unusable(
                    found.printed, f"belongs to another country ({found.region})", draft.lines
                )
            )
        else:
            usable.append(found)
    phones = [n for n in usable if not n.by_text]
    codes = [n for n in usable if n.by_text]
    torn = {link.text.lower() for link in draft.links if link.url is None}
    urls = [url for url in _urls(text) if _bare(url) not in torn]
    urls = urls or [link.url for link in draft.links if link.url]
    for index, phone in enumerate(phones):
        end = phones[index + 1].start if index + 1 < len(phones) else len(text)
        code = next((c for c in codes if phone.start <= c.start < end), None)
        if code is None and len(phones) == 1 and codes:
            code = codes[0]
        registry.add(_contact(draft, phone, code, urls if len(phones) == 1 else [], rules, region))
    if codes and not phones:
        registry.add(_contact(draft, None, codes[0], urls, rules, region))
    if urls and not phones and not codes:
        for url in urls:
            registry.add(_contact(draft, None, None, [url], rules, region))


def _contact(  # the parts of one contact
    draft: Draft,
    phone: Number | None,
    code: Number | None,
    urls: Sequence[str],
    rules: Rules,
    region: str,
) -> Contact:
    at = phone or code
    start = at.start if at else next((s for s, _, _ in addresses(draft.text)), len(draft.text))
    if draft.in_resources and not is_closed(draft.text):
        start = _after_name(draft.text, region) or start
    name = _name(draft, start)
    if not name and draft.section and rules.heading(draft.section) is None:
        name = draft.section  # a box headed by the service's name
    if at and at.dial in EMERGENCY and not _EMERGENCY_NAME.search(name):
        name = at.printed
    key = (
        f"phone:{phone.dial}" if phone else f"text:{code.dial}" if code else f"url:{_bare(urls[0])}"
    )
    return Contact(
        key=key,
        name=name or (at.printed if at else _bare(urls[0])),
        role=_role(draft, name, at, rules, takes_texts=bool(code and code.keywords)),
        phone=phone.dial if phone else "",
        phone_printed=phone.printed if phone else "",
        text_code=TextCode(number=code.dial, keywords=code.keywords, name=code.code_name)
        if code
        else None,
        url=urls[0] if urls else "",
        region=state_in(f"{draft.section} {name}") or (at.region if at and at.region else region),
        lines=draft.lines,
    )


def _role(
    draft: Draft, name: str, number: Number | None, rules: Rules, *, takes_texts: bool
) -> ContactRole:
    """Return what a line is for, by its name first and then by what is said around it."""
    if number is None:
        return ContactRole.INFO
    if number.dial in EMERGENCY:
        return ContactRole.EMERGENCY
    around = f"{name} {draft.text} {'' if is_closed(draft.text) else draft.context}"
    is_crisis_line = number.dial == _CRISIS or (takes_texts and number.dial.startswith("+"))
    roles = (
        (ContactRole.TIP_LINE, rules.says("tip_line", name)),
        (ContactRole.HOTLINE, rules.says("hotline", name) or is_crisis_line),
        (ContactRole.TIP_LINE, rules.says("tip_line", around)),
        (ContactRole.HOTLINE, rules.says("hotline", around)),
    )
    return next((role for role, applies in roles if applies), ContactRole.INFO)


def _after_name(text: str, region: str) -> int:
    """Return where the first number behind the name of an entry begins."""
    starts = sorted(n.start for n in numbers(text, region) if isinstance(n, Number))
    return next((at for at in starts if any(c.isalpha() for c in text[:at])), 0)


def _name(draft: Draft, start: int) -> str:
    """Return the name of the service a number or address at ``start`` belongs to."""
    before = draft.text[:start]
    own = _trimmed(before)
    label, colon, _ = before.partition(":")
    if label[:1].islower():
        colon = ""  # a row that begins "thinking about suicide:" names a need, not a service
    if _PURPOSE.match(label):
        colon = ""  # "To report a crime:" does so, too
    short = len(_trimmed(label).split()) <= _SHORT_NAME and bool(_trimmed(label))
    if colon and (short or _is_name(_trimmed(label))):
        starts = label.strip()[:1].isupper() and not _CALLS_FIRST.match(label)
        return label.strip() if starts and short else _trimmed(label)
    is_entry = draft.in_resources and not is_closed(draft.text)
    if is_entry and _is_name(own) and not _PURPOSE.match(before):
        return own
    services = [m["name"] for m in _SERVICE.finditer(before)]
    if services:
        return _trimmed(services[-1])
    if is_entry and own and len(own.split()) <= _SHORT_NAME:
        return own
    after = [m["name"] for m in _SERVICE.finditer(f"{draft.text[start:]} {draft.context}")]
    return _trimmed(after[0]) if after else ""


def _is_name(text: str) -> bool:
    return (
        (text[:1].isupper() or text[:1].isdigit())
        and len(text) <= _LONGEST_NAME
        and "," not in text
    )


def _trimmed(text: str) -> str:
    words = " ".join(text.split())
    words = _LEADING.sub("", words, count=1) if not words[:1].isdigit() else words
    words = _TRAILING.sub("", words).strip(" ,;:–—-")
    return (
        words.rsplit("(", 1)[0].strip(" ,;:–—-") if words.count("(") > words.count(")") else words
    )


def _together(known: Contact, new: Contact) -> Contact:
    """Join two mentions of one line: the fuller name and every way to reach it."""
    order = [
        ContactRole.INFO,
        ContactRole.TIP_LINE,
        ContactRole.HOTLINE,
        ContactRole.PUBLISHER,
        ContactRole.EMERGENCY,
    ]
    named = new if _is_number(known.name) and not _is_number(new.name) else known
    code = known.text_code
    if new.text_code and (code is None or len(new.text_code.keywords) > len(code.keywords)):
        code = new.text_code
    return replace(
        named,
        role=max(known.role, new.role, key=order.index),
        text_code=code,
        url=known.url or new.url,
        lines=known.lines,
    )


def _is_number(name: str) -> bool:
    return not any(c.isalpha() for c in name)


def _is_foreign(number: Number, region: str, around: str) -> bool:
    if not number.region or number.region == region:
        return False
    if {number.region, region} <= _NORTH_AMERICA:
        return False
    return not names_country(around, number.region)


def _unusable(printed: str, why: str, lines: Lines) -> SheetWarning:
    return SheetWarning(
        code="unusable_number",
        message=f"The number {printed} in line {lines[0]} {why}, so it is no contact.",
        lines=lines,
    )


def _urls(text: str) -> Iterator[str]:
    for _, _, words in addresses(flat(text)):
        url = checked(words)
        if url:
            yield url


def _bare(url: str) -> str:
    return url.rsplit("://", maxsplit=1)[-1].removeprefix("www.").rstrip("/").lower()
