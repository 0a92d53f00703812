"""Reads a data file that people write, TOML, YAML or JSON, and says what is wrong with it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

_MOST_BYTES = 512 * 1024


class RulePackError(Exception):
    """A rule pack that cannot be used: names the file, the rule and what is wrong."""


def parsed(data: bytes, name: str) -> dict[str, Any]:
    """Parse by the ending of ``name``. Raises ``RulePackError``."""
    if len(data) > _MOST_BYTES:
        raise RulePackError(f"{name} has {len(data):,} bytes; at most {_MOST_BYTES:,} can be read.")
    ending = PurePath(name).suffix.lower()
    readers: dict[str, Callable[[str], Any]] = {
        ".toml": _toml,
        ".json": json.loads,
        ".yaml": _yaml,
        ".yml": _yaml,
    }
    if ending not in readers:
        raise RulePackError(f"{name} must end in .toml, .yaml or .json.")
    try:
        content = readers[ending](data.decode())
    except UnicodeDecodeError as error:
        raise RulePackError(f"{name} is not UTF-8 text: {error.reason}.") from error
    except (ValueError, RecursionError) as error:
        raise RulePackError(f"{name} cannot be read: {_first_line(error)}.") from error
    if not isinstance(content, dict):
        raise RulePackError(f"{name} must be a table with a list 'rule' in it.")
    return content


def _toml(text: str) -> Any:
    return tomllib.loads(text)


def _yaml(text: str) -> Any:
    import yaml  # noqa: PLC0415  # only organizations with packs in YAML need it

    try:
        events = list(yaml.parse(text, Loader=yaml.SafeLoader))
        # A few aliases of aliases can stand for more than fits into memory.
        if any(isinstance(event, yaml.AliasEvent) for event in events):
            raise ValueError("aliases (*name) are not allowed")
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
