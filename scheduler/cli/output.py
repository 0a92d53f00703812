"""How commands speak: text for people, one JSON document for programs, one line for trouble."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

import click

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def choice(values: type[StrEnum]) -> click.Choice[str]:
    """Let people choose one of an enumeration by the words it is stored by."""
    return click.Choice([member.value for member in values])


def emit(value: Any, *, as_json: bool, text: Callable[[], str]) -> None:
    """Print ``value`` as JSON, or what ``text`` makes of it."""
    if as_json:
        click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(text())


def tell(line: str) -> None:
    """Report progress: on stderr, so that stdout stays clean."""
    click.echo(line, err=True)


def table(rows: list[tuple[object, ...]], *, empty: str) -> str:
    """Lay rows out in columns."""
    if not rows:
        return empty
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in texts) for column in range(len(texts[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in texts
    )


@contextmanager
def people_errors() -> Iterator[None]:
    """Turn every known error into one line on stderr and exit code 1."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    try:
        yield
    except _known_errors() as error:
        click.echo(f"Error: {_sentence(error)}", err=True)
        sys.exit(1)


def _known_errors() -> tuple[type[Exception], ...]:
    """Name the errors that are people's to mend. Only modules already loaded can have raised."""
    names = {
        "content.brand": ("BrandError",),
        "content.captions.model": ("CaptionError",),
        "content.cards.model": ("CardError",),
        "content.checks.pack_file": ("RulePackError",),
        "content.factsheets.model": ("FactSheetError",),
        "content.packs.model": ("PackError",),
        "scheduler.actions.office": ("ActionError",),
        "scheduler.sandbox.server": ("PortTakenError",),
        "scheduler.settings": ("SettingError",),
        "scheduler.store.database": ("OutOfUseError", "SchemaError"),
        "scheduler.store.media": ("MediaError",),
        "scheduler.store.vault": ("VaultError",),
    }
    found = [
        getattr(sys.modules[module], name)
        for module, classes in names.items()
        if module in sys.modules
        for name in classes
        if hasattr(sys.modules[module], name)
    ]
    return (OSError, *found)


def _sentence(error: Exception) -> str:
    database = sys.modules.get("scheduler.store.database")
    if database is not None and isinstance(error, database.OutOfUseError):
        return f"{database.out_of_use(error)} Nothing was changed; mend that and run it again."
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'The file'}: {error.strerror}."
    return " ".join(str(error).split())
