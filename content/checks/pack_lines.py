"""Finds where in a rule pack each rule and each of its keys stands, for errors that say so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

START = ""
"""Stands for the rule itself, beside the names of its keys."""

_HEADER = re.compile(r"\s*\[\[\s*rule\s*\]\]")
_KEY = re.compile(r"""\s*["']?(\w+)["']?(?:\s*\.\s*\w+)*\s*=""")
_LONG_TEXT = re.compile(r'"""|' + "'''")


def rule_lines(text: str, name: str) -> Sequence[Mapping[str, int]]:
    """Return, for each rule in order, the 1-based line of its start and of every key.

    Returns fewer than there are rules, down to none, where the lines cannot be told.
    """
    if PurePath(name).suffix.lower() == ".toml":
        return _toml_lines(text)
    return _tree_lines(text)


def _toml_lines(text: str) -> Sequence[Mapping[str, int]]:
    found: list[dict[str, int]] = []
    inside = False  # a text over several lines, in which nothing is a key
    for number, line in enumerate(text.splitlines(), start=1):
        if not inside and _HEADER.match(line):
            found.append({START: number})
        elif not inside and found and (key := _KEY.match(line)):
            found[-1].setdefault(key[1], number)
        inside ^= len(_LONG_TEXT.findall(line)) % 2 == 1
    return found


def _tree_lines(text: str) -> Sequence[Mapping[str, int]]:
    import yaml  # noqa: PLC0415  # only for packs in YAML, and in JSON, which YAML reads too

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return []
    for key, value in root.value if isinstance(root, yaml.MappingNode) else []:
        if key.value == "rule" and isinstance(value, yaml.SequenceNode):
            return [
                {START: _line(row), **{str(one.value): _line(one) for one, _value in row.value}}
                if isinstance(row, yaml.MappingNode)
                else {START: _line(row)}
                for row in value.value
            ]
    return []


def _line(node: object) -> int:
    return int(node.start_mark.line) + 1  # type: ignore[attr-defined]  # PyYAML's nodes have it
