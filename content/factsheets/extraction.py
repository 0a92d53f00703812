"""A fact sheet in, typed and sourced items out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from content.factsheets.contacts import Registry, add_draft, add_publisher
from content.factsheets.counts import count_warnings
from content.factsheets.drafts import Draft
from content.factsheets.forms import Form, form_of
from content.factsheets.gathering import Gathering
from content.factsheets.identity import keys_of
from content.factsheets.languages import language_of
from content.factsheets.links import addresses, broken_addresses, repaired
from content.factsheets.model import (
    Block,
    BlockKind,
    Contact,
    Document,
    Extraction,
    Item,
    LeftOut,
    Repeat,
    SheetWarning,
)
from content.factsheets.myths import take_myths
from content.factsheets.outline import outline
from content.factsheets.phones import Number, numbers
from content.factsheets.places import country_of
from content.factsheets.publisher import take_publisher
from content.factsheets.reading import MENDED, UNFINISHED, read
from content.factsheets.repeats import Repeats, find_repeats
from content.factsheets.rules import Rules, rules_for
from content.factsheets.sentences import flat, is_closed
from content.factsheets.statements import read_section


def compile_sheet(data: bytes, name: str) -> Extraction:
    """Extract a sheet from its file. Raises ``FactSheetError`` when it cannot be read."""
    return extract(read(data, name))


def extract(document: Document) -> Extraction:
    """Return everything a sheet says as items, contacts and warnings, in its own order.

    The same document gives the same extraction, whatever else was read before.
    """
    whole = "\n".join(block.text for block in document.blocks)
    language = language_of(whole, document.language)
    rules = rules_for(language)
    region = country_of(whole, language)
    blocks, torn = _unfinished(document)
    found = outline(blocks, document.title, rules)
    publisher = take_publisher(document, found, rules)
    myths = take_myths(found.sections, rules)
    reading = Gathering(rules=rules, region=region, title=found.title)
    for section in found.sections:
        read_section(reading, section)
    drafts = sorted([*reading.drafts, *myths.drafts], key=lambda draft: draft.lines)
    drafts, undialable = _without_undialable(drafts, rules, region)
    repeats = find_repeats(drafts, rules, region)
    registry = Registry()
    for draft in (*drafts, *undialable):
        add_draft(registry, draft, rules, region)
    spoken = [(flat(block.text), block.lines) for block in publisher.texts]
    add_publisher(registry, publisher.name, spoken, region)
    keys = list(keys_of((draft.kind, draft.text) for draft in drafts))
    left_out = [
        *found.left_out,
        *publisher.left_out,
        *myths.left_out,
        *reading.left_out,
        *torn,
        *(LeftOut(text=d.text, lines=d.lines, why="unusable number") for d in undialable),
    ]
    warnings = [
        *_link_warnings(document),
        *myths.warnings,
        *registry.warnings,
        *repeats.warnings,
        *_mended(document),
        *count_warnings(reading.announced, drafts, rules),
        *(_broken_off(one) for one in left_out if one.why == "broken off"),
    ]
    return Extraction(
        title=found.title,
        language=language,
        publisher=publisher.name,
        publisher_url=publisher.url,
        items=tuple(_items(drafts, keys, repeats)),
        contacts=_in_order(registry),
        warnings=tuple(sorted(warnings, key=lambda warning: warning.lines or (0, 0))),
        repeats=tuple(
            Repeat(text=drafts[i].text, lines=drafts[i].lines, of=keys[_kept(of, repeats)])
            for i, of in sorted(repeats.dropped.items())
        ),
        left_out=tuple(sorted(left_out, key=lambda one: one.lines)),
        sha256=document.sha256,
        metadata=tuple(pair for pair in document.metadata if pair[0] not in {UNFINISHED, MENDED}),
    )


def _unfinished(document: Document) -> tuple[tuple[Block, ...], list[LeftOut]]:
    """Take off a last line that breaks off inside a sentence: the file was cut there."""
    if (UNFINISHED, "yes") not in document.metadata or len(document.blocks) < 2:  # noqa: PLR2004
        return document.blocks, []
    last = document.blocks[-1]
    if last.kind is not BlockKind.PARAGRAPH or is_closed(flat(last.text)):
        return document.blocks, []
    small = sum(word[:1].islower() for word in last.text.split())
    if any(c.isdigit() for c in last.text) or last.links or small * 2 < len(last.text.split()):
        return document.blocks, []
    return document.blocks[:-1], [LeftOut(text=flat(last.text), lines=last.lines, why="broken off")]


def _without_undialable(
    drafts: Sequence[Draft], rules: Rules, region: str
) -> tuple[list[Draft], list[Draft]]:
    """Take out bare lines that only name a number which nobody can dial."""
    undialable = [
        draft
        for draft in drafts
        if form_of(draft.text, rules) is Form.FRAGMENT
        and (found := list(numbers(draft.text, region)))
        and not any(isinstance(number, Number) for number in found)
        and not any(addresses(draft.text))
    ]
    return [draft for draft in drafts if draft not in undialable], undialable


def _kept(index: int, repeats: Repeats) -> int:
    """Follow repeats of repeats to the statement that stays."""
    while index in repeats.dropped:
        index = repeats.dropped[index]
    return index


def _items(drafts: Sequence[Draft], keys: Sequence[str], repeats: Repeats) -> Iterator[Item]:
    groups = _groups([d for i, d in enumerate(drafts) if i not in repeats.dropped])
    for index, draft in enumerate(drafts):
        if index in repeats.dropped:
            continue
        yield Item(
            key=keys[index],
            kind=draft.kind,
            text=draft.text,
            lines=draft.lines,
            context=draft.context,
            section=draft.section,
            group=groups.get((draft.run, draft.kind, draft.context), "") if draft.in_list else "",
            emphasis=draft.emphasis,
            links=draft.links,
        )


def _groups(drafts: Sequence[Draft]) -> dict[tuple[int, str, str], str]:
    """Name the lists whose items belong on one card."""
    sizes = Counter(
        (draft.run, draft.kind, draft.context)
        for draft in drafts
        if draft.in_list and not draft.is_summary
    )
    numbers: Counter[str] = Counter()
    names: dict[tuple[int, str, str], str] = {}
    for run, kind, context in (which for which, size in sizes.items() if size > 1):
        numbers[kind] += 1
        names[(run, kind, context)] = f"{kind}-{numbers[kind]}"
    return names


def _link_warnings(document: Document) -> Iterator[SheetWarning]:
    """Flag addresses that cannot be followed; a person decides about the proposed repair."""
    seen: set[str] = set()
    for block in document.blocks:
        torn = [(link.raw, link.text) for link in block.links if link.url is None]
        torn += [(raw, raw) for raw in broken_addresses(flat(block.text))]
        for raw, text in torn:
            if raw in seen:
                continue
            seen.add(raw)
            yield SheetWarning(
                code="broken_link",
                message=f"The address {raw!r} in line {block.lines[0]} cannot be followed.",
                lines=block.lines,
                proposal=repaired(raw, text),
            )


def _mended(document: Document) -> Iterator[SheetWarning]:
    garbled = dict(document.metadata).get(MENDED)
    if garbled:
        yield SheetWarning(
            code="mended_characters",
            message=(
                f"Characters such as {garbled!r} were garbled by an earlier program and have been"
                " put right: compare the text with the original."
            ),
        )


def _broken_off(one: LeftOut) -> SheetWarning:
    return SheetWarning(
        code="broken_off",
        message=f"Line {one.lines[0]} breaks off ({one.text[-40:]!r}), so it was left out.",
        lines=one.lines,
    )


def _in_order(registry: Registry) -> tuple[Contact, ...]:
    return tuple(sorted(registry.contacts.values(), key=lambda contact: contact.lines))
