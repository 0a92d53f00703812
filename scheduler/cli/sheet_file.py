"""Read the files that people name on the command line."""

from __future__ import annotations

from pathlib import Path

import click

from content.factsheets.model import Extraction

file_argument = click.argument("file", type=click.Path(path_type=Path))


def compiled_file(file: Path) -> Extraction:
    """Extract the sheet in ``file``; a missing or unreadable one raises ``OSError``."""
    from content.factsheets.extraction import compile_sheet  # noqa: PLC0415  # slow to import

    return compile_sheet(file.read_bytes(), file.name)
