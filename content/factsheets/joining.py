"""Several sheets side by side: what one says that another has said already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from content.factsheets.drafts import Draft
from content.factsheets.forms import words
from content.factsheets.model import Extraction, Item, Kind
from content.factsheets.repeats import find_repeats
from content.factsheets.rules import rules_for


def without_said(extraction: Extraction, said: Sequence[Item]) -> Extraction:
    """Leave out the items that claim what one of ``said``, taken from other sheets, claims.

    The rules are those by which a sheet's own repeats are found: other words for the same claim
    count, another number or a denial does not.
    """
    if not said:
        return extraction
    there = {(item.kind, tuple(words(item.text))) for item in said}
    drafts = [_draft(item, place) for place, item in enumerate((*said, *extraction.items))]
    dropped = find_repeats(drafts, rules_for(extraction.language), "").dropped
    return replace(
        extraction,
        items=tuple(
            item
            for place, item in enumerate(extraction.items, start=len(said))
            if (item.kind, tuple(words(item.text))) not in there
            and not dropped.get(place, len(said)) < len(said)
        ),
    )


def joined(first: Extraction, *further: Extraction) -> Extraction:
    """Return one extraction that holds the items and contacts of all, each once.

    Title, publisher and language are the first's; lines are those of the sheet an item is from.
    """
    items, contacts = list(first.items), list(first.contacts)
    for one in further:
        items += without_said(one, items).items
        reached = {(c.role, c.region, c.phone, c.url) for c in contacts}
        contacts += (c for c in one.contacts if (c.role, c.region, c.phone, c.url) not in reached)
    return replace(first, items=tuple(items), contacts=tuple(contacts))


def _draft(item: Item, place: int) -> Draft:
    """Return an item as the search for repeats takes it; lines of two sheets never touch."""
    return Draft(
        text=item.text,
        lines=(place, place),
        kind=item.kind,
        section=item.section,
        path=(item.section, item.context),
        context=item.context,
        in_resources=item.kind is Kind.RESOURCE,
    )
