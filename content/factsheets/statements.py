"""Reads the blocks of a section into statements, each with what it cannot be read without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from content.factsheets.counts import Announcement
from content.factsheets.entries import resource_entries
from content.factsheets.forms import form_of, word_count
from content.factsheets.gathering import Gathering, Lead
from content.factsheets.kinds import reaches
from content.factsheets.listed import read_list, sums_up
from content.factsheets.model import Block, BlockKind, Kind
from content.factsheets.outline import Section
from content.factsheets.running import read_paragraph
from content.factsheets.sentences import flat, is_closed

_LISTED = frozenset([BlockKind.LIST_ITEM, BlockKind.TABLE_ROW])


def read_section(reading: Gathering, section: Section) -> None:
    """Add the statements of one section to ``reading``."""
    cue = section.cue
    reading.announced.append(Announcement(section.heading, section.lines, section.path))
    if cue is not None and cue.announces in {"sources", "navigation"}:
        for block in section.blocks:
            reading.leave_out(flat(block.text), block.lines, cue.announces)
        return
    blocks = _merged(section.blocks)
    lead, index = reading.lead_over(section.path), 0
    before: list[Block] = []
    while index < len(blocks):
        block = blocks[index]
        if block.kind in _LISTED:
            end = _end_of_list(blocks, index)
            run = blocks[index:end]
            if before and sums_up(run, reading):
                lead = Lead()
                read_list(reading, section, run, lead, is_summary=True)
            else:
                read_list(reading, section, run, lead)
            before, index = run, end
            continue
        end = _end_of_entries(blocks, index, section, reading)
        if end > index:
            entries = resource_entries(blocks[index:end], section, reading.rules, reading.region)
            reading.drafts.extend(entries.drafts)
            reading.left_out.extend(entries.left_out)
            before, index, lead = [], end, Lead()
            continue
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        lead = read_paragraph(reading, section, block, following)
        before, index = [], index + 1


def _merged(blocks: Sequence[Block]) -> list[Block]:
    """Put further paragraphs of a list item to the item they belong to."""
    merged: list[Block] = []
    for block in blocks:
        inside = block.kind is BlockKind.PARAGRAPH and block.level > 0
        if inside and merged and merged[-1].kind is BlockKind.LIST_ITEM:
            last = merged[-1]
            merged[-1] = replace(
                last,
                text=f"{last.text}\n{block.text}",
                lines=(last.lines[0], block.lines[1]),
                links=last.links + block.links,
                emphasis=last.emphasis + block.emphasis,
            )
        else:
            merged.append(block)
    return merged


def _end_of_list(blocks: Sequence[Block], start: int) -> int:
    end = start + 1
    first = blocks[start]
    while end < len(blocks) and blocks[end].kind in _LISTED:
        deeper = blocks[end].level > first.level
        if blocks[end].list_id != first.list_id and not deeper and blocks[end].level <= first.level:
            known = {block.list_id for block in blocks[start:end]}
            if blocks[end].list_id not in known:
                break
        end += 1
    return end


def _end_of_entries(
    blocks: Sequence[Block], start: int, section: Section, reading: Gathering
) -> int:
    """Return where a run of bare lines that name services ends; ``start`` where none begins."""
    in_resources = section.cue is not None and section.cue.kind is Kind.RESOURCE
    end = start
    while end < len(blocks) and blocks[end].kind is BlockKind.PARAGRAPH:
        text = flat(blocks[end].text)
        prose = is_closed(text) and not text.endswith((":", "：")) and word_count(text) > 4  # noqa: PLR2004
        reached = reaches(text, reading.region)
        announces = text.endswith((":", "：")) and not reached
        commands = form_of(text, reading.rules).commands and (is_closed(text) or not reached)
        if prose or announces or commands:
            break
        if not in_resources and not reaches(text, reading.region):
            following = blocks[end + 1] if end + 1 < len(blocks) else None
            if following is None or not reaches(flat(following.text)[:60], reading.region):
                break
        end += 1
    return end
