"""Cuts blocks into the pieces that a reader sees: lines, typed bullets, rows with their labels.

Readers give paragraphs as the form of the file has them; here they become what they look like.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import regex

from content.factsheets.forms import content_words, word_count
from content.factsheets.headings import LONGEST_HEADING
from content.factsheets.lines import bullet
from content.factsheets.links import addresses
from content.factsheets.model import Block, BlockKind
from content.factsheets.phones import Number, numbers
from content.factsheets.rules import Rules
from content.factsheets.sentences import CELL, HARD_BREAK, LineCounter, flat, is_closed

_PHONE = regex.compile(r"\d[\d() .\u2011–-]{5,}\d|\b(?:9-?1-?1|988|211|112)\b")
_WORD = regex.compile(r"[^\W\d_]{2,}")
_REACH_WORD = regex.compile(
    r"\b(?:call|or|text|phone|tel|toll|free|fax|tty|tdd|at|to|and|chat|dial|en|español)\b",
    regex.IGNORECASE,
)
_LABEL_WORDS = 3


def pieces(blocks: Sequence[Block], rules: Rules) -> Iterator[Block]:
    """Yield the blocks cut into lines and items, in their order."""
    yield from _in_pieces(_with_myth_tables(list(_without_heads(blocks)), rules), rules)


def _without_heads(blocks: Sequence[Block]) -> Iterator[Block]:
    """Set the head of a table aside that its form did not mark: words over numbers."""
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        begins = index == 0 or blocks[index - 1].kind is not BlockKind.TABLE_ROW
        is_head = (
            block.kind is BlockKind.TABLE_ROW
            and begins
            and following is not None
            and following.kind is BlockKind.TABLE_ROW
            and _reaches(following.text)
            and not _reaches(block.text)
            and all(word_count(cell) <= _LABEL_WORDS for cell in block.text.split(CELL))
        )
        yield replace(block, kind=BlockKind.FURNITURE) if is_head else block


def _reaches(text: str) -> bool:
    return any(addresses(text)) or bool(numbers(text, "US"))


def _with_myth_tables(blocks: Sequence[Block], rules: Rules) -> Iterator[Block]:
    """Print the labels of a table of myths and realities before each of them."""
    labels: tuple[str, str] | None = None
    for block in blocks:
        cells = [flat(cell) for cell in block.text.split(CELL)]
        is_row = block.kind is BlockKind.TABLE_ROW and len(cells) == len(labels or ())
        if block.kind is BlockKind.FURNITURE and len(cells) == 2:  # noqa: PLR2004
            myth, reality = cells[0].rstrip("s"), cells[1].rstrip("s")
            told = rules.says("myth", f"{myth}: ") and rules.says("reality", f"{reality}: ")
            labels = (myth, reality) if told else None
        elif labels and is_row:
            text = f"{labels[0]}: {cells[0]}{HARD_BREAK}{labels[1]}: {cells[1]}"
            yield replace(block, kind=BlockKind.PARAGRAPH, text=text)
            continue
        yield block


def _in_pieces(blocks: Iterable[Block], rules: Rules) -> Iterator[Block]:
    """Cut paragraphs of bare lines into one block a line; entries of an address stay whole."""
    list_id = 0
    for index, block in enumerate(blocks):
        lines = block.text.split(HARD_BREAK)
        if block.kind is BlockKind.PARAGRAPH and any(map(_is_item, lines)):
            # Items that follow each other are one list, each in a paragraph of its own or not.
            goes_on = list_id < 0 and _is_item(lines[0])
            list_id = list_id if goes_on else -1 - index
            yield from _with_items(block, list_id)
            list_id = list_id if _is_item(lines[-1]) else 0
            continue
        list_id = 0
        is_entry = (
            index > 0
            and _is_entry(lines, rules)
            and not _is_headed(lines, rules)
            and not _are_entries(lines)
        )
        if block.kind is not BlockKind.PARAGRAPH or len(lines) == 1 or is_entry:
            yield block
            continue
        start, counter = 0, LineCounter(block)
        for line in lines:
            end = start + len(line)
            if line.strip():
                whole = flat(line)
                yield replace(
                    block,
                    text=line.strip(),
                    lines=counter.lines(start, end),
                    emphasis=tuple(words for words in block.emphasis if words in whole),
                    links=tuple(link for link in block.links if link.text in whole),
                )
            start = end + 1


def with_labels(blocks: Sequence[Block], rules: Rules) -> Iterator[Block]:
    """Put "Myth #1" and "Fact" on lines of their own to the sentences they stand over."""
    label: Block | None = None
    in_pair = False
    for block in blocks:
        text = flat(block.text).strip("*: ")
        if label is not None:
            said = f"{flat(label.text).strip('*: ')}: {block.text}"
            yield replace(block, text=said, lines=(label.lines[0], block.lines[1]))
            label = None
            continue
        alone = len(text.split()) <= _LABEL_WORDS and block.kind is not BlockKind.TABLE_ROW
        is_myth = alone and rules.says("lone_myth", text)
        if is_myth or (alone and in_pair and rules.says("lone_reality", text)):
            label, in_pair = block, is_myth
            continue
        yield block
    if label is not None:
        yield label


def _is_item(line: str) -> bool:
    item = bullet(line.strip())
    return item is not None and bool(item.rest) and not item.mark[0].isalnum()


def _with_items(block: Block, list_id: int) -> Iterator[Block]:
    """Make list items of typed bullets that the form of the file knows nothing of."""
    start, counter = 0, LineCounter(block)
    for line in block.text.split(HARD_BREAK):
        end = start + len(line)
        item = bullet(line.strip()) if _is_item(line) else None
        piece = replace(
            block,
            kind=BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH,
            text=item.rest if item else line.strip(),
            lines=counter.lines(start, end),
            level=1 if item else block.level,
            list_id=list_id if item else None,
            links=tuple(link for link in block.links if link.text in flat(line)),
            emphasis=tuple(words for words in block.emphasis if words in flat(line)),
        )
        if piece.text:
            yield piece
        start = end + 1


def _are_entries(lines: list[str]) -> bool:
    """Say whether several lines name a service and its number each."""
    named = 0
    for line in map(flat, lines):
        found = [one for one in numbers(line, "US") if isinstance(one, Number)]
        before = line[: found[0].start] if found else ""
        left = _WORD.findall(_REACH_WORD.sub(" ", before))
        named += len(left) > 1 or any(word.isupper() and len(word) > 2 for word in left)  # noqa: PLR2004
    return named > 1


def _is_headed(lines: list[str], rules: Rules) -> bool:
    """Say whether the first line is a heading over an entry: "Get help", then name and number."""
    if len(lines) < 3 or rules.heading(flat(lines[0])) is None:  # noqa: PLR2004
        return False
    first = set(content_words(lines[0], rules))
    general = first <= rules.generic_words or word_count(flat(lines[0])) <= 2  # noqa: PLR2004
    return general and not _PHONE.match(flat(lines[1])) and not any(addresses(lines[1]))


def _is_entry(lines: list[str], rules: Rules) -> bool:
    """Lines that name a service and how to reach it, or a name broken over lines."""
    texts = [flat(line) for line in lines]
    if any(is_closed(text) and word_count(text) > 6 for text in texts):  # noqa: PLR2004
        return False
    if any(_PHONE.search(t) or any(addresses(t)) or numbers(t, "US") for t in texts):
        return True
    return not any(rules.heading(text) for text in texts) and all(
        not is_closed(text) and word_count(text) <= LONGEST_HEADING for text in texts
    )
