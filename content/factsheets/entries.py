"""Bare lines that name a service and how to reach it, put together into one resource each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from content.factsheets.contexts import context_of
from content.factsheets.drafts import Draft
from content.factsheets.kinds import reaches
from content.factsheets.links import addresses
from content.factsheets.model import Block, Kind, LeftOut
from content.factsheets.outline import Section
from content.factsheets.phones import Number, numbers
from content.factsheets.rules import Rules
from content.factsheets.sentences import flat

_REACHING = regex.compile(
    r"\b(?:call|text|phone|tel|telephone|dial|chat|visit|or|to|at|online|email|website|web"
    r"|toll[- ]free|and|llame|llama|marque|o|al|en|24/7|hours|free|available|www|http|https"
    r"|line|for|in|tty|español)\b"
    r"|发送?短信|短信|發送?簡訊|簡訊|拨打|撥打|致电|電話|电话|至|到|或|اتصل|اتصلوا|أرسل|رسالة|نصية|إلى|أو|على|الرقم",
    regex.I,
)
_MESSAGE = regex.compile(r"\b(?:text|sms|env[ií]\w*)\b.*", regex.I)
_NAME = regex.compile(r"[^\W\d_]{2,}")
_PHONE_FIRST = regex.compile(
    r"^\W*(?:\+?\d|(?:or )?(?:call|text|phone|tel|dial|chat|llam|marc|lig)\w*\b)", regex.I
)


@dataclass(slots=True)
class Entries:
    drafts: list[Draft] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def resource_entries(
    blocks: Sequence[Block], section: Section, rules: Rules, region: str
) -> Entries:
    """Return the entries in ``blocks``; a name without any way to reach it is left out."""
    found = Entries()
    group: list[Block] = []
    for block in blocks:
        text = flat(block.text)
        if group and not _goes_on(group, text, region):
            _close(found, group, section, rules, region)
            group = []
        group.append(block)
    if group:
        _close(found, group, section, rules, region)
    return found


def _goes_on(group: Sequence[Block], text: str, region: str) -> bool:
    """Say whether a line belongs to the entry before it."""
    so_far = " ".join(flat(block.text) for block in group)
    reached = reaches(so_far, region)
    only_reach = reaches(text, region) and not _has_name(text, region)
    return only_reach or (not reached and bool(_PHONE_FIRST.match(text)) and reaches(text, region))


def _has_name(text: str, region: str) -> bool:
    """Say whether a line says more than how to reach somebody."""
    spans = [(n.start, n.end) for n in numbers(text, region) if isinstance(n, Number)]
    spans += [(start, end) for start, end, _ in addresses(text)]
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return bool(_NAME.search(_REACHING.sub(" ", _MESSAGE.sub(" ", text))))


def _close(
    found: Entries, group: Sequence[Block], section: Section, rules: Rules, region: str
) -> None:
    text = " ".join(flat(block.text) for block in group)
    lines = (group[0].lines[0], group[-1].lines[1])
    if not reaches(text, region):
        found.left_out.append(LeftOut(text=text, lines=lines, why="names no way to reach it"))
        return
    found.drafts.append(
        Draft(
            text=text,
            lines=lines,
            kind=Kind.RESOURCE,
            section=section.heading,
            path=section.path,
            context=context_of(section.needed, "", rules),
            in_resources=True,
            emphasis=tuple(words for block in group for words in block.emphasis),
            links=tuple(link for block in group for link in block.links),
        )
    )
