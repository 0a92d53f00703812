"""``awareness extract``: typed, sourced items of one fact sheet."""

from __future__ import annotations

from pathlib import Path

import click

from content.factsheets.model import Extraction
from scheduler.cli.output import emit, json_option
from scheduler.cli.sheet_file import compiled_file, file_argument


@click.command("extract")
@file_argument
@json_option
def command(file: Path, *, as_json: bool) -> None:
    """Show what is taken from a fact sheet, and what a person must look at."""
    from content.factsheets.serial import to_json  # noqa: PLC0415  # slow to import

    extraction = compiled_file(file)
    emit(to_json(extraction), as_json=as_json, text=lambda: _text(extraction))


def _text(extraction: Extraction) -> str:
    lines = [f"{extraction.title} ({extraction.language})", ""]
    for item in extraction.items:
        first, last = item.lines
        where = f"line {first}" if first == last else f"lines {first}-{last}"
        lines.append(f"{item.kind:<15} {where:<12} {item.text}")
        if item.context:
            lines.append(f"{'':<28} in: {item.context}")
    lines += ["", "Contacts"]
    for contact in extraction.contacts:
        reach = contact.phone_printed or contact.url
        if contact.text_code:
            reach += (
                f", text {' or '.join(contact.text_code.keywords)} to {contact.text_code.number}"
            )
        lines.append(f"{contact.role:<15} {contact.name}: {reach}")
    lines += [f"warning: {warning.message}" for warning in extraction.warnings]
    lines.append(
        f"{len(extraction.items)} items, {len(extraction.contacts)} contacts, "
        f"{len(extraction.warnings)} warnings, {len(extraction.repeats)} repeats left out"
    )
    return "\n".join(lines)
