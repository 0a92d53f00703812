"""``awareness check``: findings for one fact sheet."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from content.checks.model import Finding
from scheduler import clock
from scheduler.cli.output import emit, json_option
from scheduler.cli.sheet_file import compiled_file, file_argument
from scheduler.cli.values import FILE, NAME


@click.command("check")
@file_argument
@click.option("--rules", "packs", multiple=True, type=FILE, help="Own rule pack.")
@click.option(
    "--off", type=NAME, multiple=True, metavar="RULE", help="Leave out a rule that warns."
)
@json_option
def command(*, file: Path, packs: tuple[Path, ...], off: tuple[str, ...], as_json: bool) -> None:
    """Show what may harm people or break a rule in a fact sheet."""
    from content.checks.engine import check_extraction  # noqa: PLC0415  # slow to import
    from content.checks.rules import bundled, load_pack  # noqa: PLC0415

    book = bundled()
    for pack in packs:
        book = book.with_pack(load_pack(pack.read_bytes(), pack.name))
    findings = check_extraction(compiled_file(file), book.without(off), today=clock.now().date())
    emit(
        [asdict(finding) for finding in findings],
        as_json=as_json,
        text=lambda: "\n\n".join(_text(finding) for finding in findings) or "Nothing was found.",
    )


def _text(finding: Finding) -> str:
    where = f" ({_lines(*finding.lines)})" if finding.lines else ""
    parts = [f"{finding.severity.upper()} {finding.rule}{where}: {finding.message}"]
    parts += [f"  words: {finding.words}"] if finding.words else []
    parts += [f"  why: {finding.why}"] if finding.why else []
    parts += [f"  do: {finding.suggestion}"] if finding.suggestion else []
    parts += [f"  source: {finding.source}"] if finding.source else []
    return "\n".join(parts)


def _lines(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first}-{last}"
