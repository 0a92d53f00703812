"""Finds lists that are printed without any mark: one bare line below the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from content.factsheets.forms import form_of, word_count
from content.factsheets.headings import LONGEST_HEADING, names_service
from content.factsheets.model import Block, BlockKind, Kind
from content.factsheets.rules import Rules
from content.factsheets.sentences import HARD_BREAK, flat, is_closed

_LONGEST_ITEM = 25  # words of a line that asks, or completes "You can:"
_LISTED = frozenset(
    {
        Kind.WARNING_SIGN,
        Kind.AFFECTED_GROUP,
        Kind.TACTIC,
        Kind.SAFETY,
        Kind.ACTION,
        Kind.QUESTION,
        Kind.FACT,
    }
)
"""Kinds whose headings stand over lists. Under "Resources" bare lines are names and numbers."""


def with_bare_lists(blocks: Sequence[Block], rules: Rules) -> Iterator[Block]:
    """Make list items of two bare lines or more under a heading or lead-in that announces them."""
    index = 0
    while index < len(blocks):
        end = index
        if index and _announces(blocks[index - 1], rules):
            while end < len(blocks) and _is_item(blocks, end, index, rules):
                end += 1
        if end - index > 1:
            for block in blocks[index:end]:
                yield replace(block, kind=BlockKind.LIST_ITEM, level=1, list_id=-100_000 - index)
            index = end
        else:
            yield blocks[index]
            index += 1


def _announces(block: Block, rules: Rules) -> bool:
    text = flat(block.text)
    if block.kind is BlockKind.HEADING:
        cue = rules.heading(text)
        return cue is not None and cue.kind in _LISTED and not cue.weak
    return block.kind is BlockKind.PARAGRAPH and text.endswith((":", "："))


def _is_item(blocks: Sequence[Block], index: int, start: int, rules: Rules) -> bool:
    block = blocks[index]
    text = flat(block.text)
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    completes = flat(blocks[start - 1].text).endswith((":", "：")) and not text.endswith(
        (":", "：")
    )
    asks = text.endswith(("?", "？", "؟"))
    ends = is_closed(text) and not asks and not completes
    adjoins = index == start or block.lines[0] == blocks[index - 1].lines[1] + 1
    return (
        block.kind is BlockKind.PARAGRAPH
        and adjoins
        and HARD_BREAK not in block.text
        and not ends
        and word_count(text) <= (_LONGEST_ITEM if asks or completes else LONGEST_HEADING)
        and (completes or not form_of(text, rules).commands)
        and not names_service(block)
        and not (following is not None and names_service(following))
    )
