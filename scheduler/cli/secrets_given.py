"""Secrets as a command gets them: from a variable, a file or standard input, never an argument."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from scheduler.actions.office import ActionError


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Where the secrets are, as the command line said."""

    env: tuple[str, ...]
    file: tuple[str, ...]
    stdin: str | None

    def values(self, usual: str | None) -> dict[str, str]:
        """Read the secrets by field; ``usual`` is the field meant where none is named.

        Raises ``ActionError`` for a variable or file that is not there.
        """
        found = {}
        for given in self.env:
            field, variable = pair(given, usual)
            found[field] = from_variable(variable)
        for given in self.file:
            field, path = pair(given, usual)
            found[field] = _first_line(Path(path))
        if self.stdin is not None:
            field, _ = pair(self.stdin or "-", usual)
            found[field] = sys.stdin.readline().strip()
        return found


def from_variable(variable: str) -> str:
    """Return what an environment variable holds. Raises ``ActionError`` for an empty one."""
    if not os.environ.get(variable):
        raise ActionError(f"The variable {variable} is not set.", "Export it first.")
    return os.environ[variable]


def taking_secrets(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say where its secrets are, as one ``secrets``."""

    @click.option(
        "--secret-env", multiple=True, metavar="[FIELD=]VARIABLE", help="A variable with a secret."
    )
    @click.option(
        "--secret-file", multiple=True, metavar="[FIELD=]FILE", help="A file with a secret."
    )
    @click.option("--secret-stdin", is_flag=True, help="Read the one secret from standard input.")
    @functools.wraps(command)
    def taking(
        *,
        secret_env: tuple[str, ...],
        secret_file: tuple[str, ...],
        secret_stdin: bool,
        **rest: Any,
    ) -> None:
        stdin = "" if secret_stdin else None
        command(secrets=Given(env=secret_env, file=secret_file, stdin=stdin), **rest)

    return taking


def pair(given: str, usual: str | None) -> tuple[str, str]:
    """Split NAME=VALUE; without a name it is the ``usual`` one."""
    name, separator, value = given.partition("=")
    if separator and name.isidentifier():
        return name, value
    if usual is None:
        raise click.UsageError(f"{given!r}: several fields are possible, write FIELD=…")
    return usual, given


def _first_line(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ActionError(
            f"{path} cannot be read.", "Name a file that holds the secret."
        ) from error
