"""Options that set a campaign's rules: a file, single rules, and the two that people ask for."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from scheduler.actions.office import ActionError
from scheduler.domain.campaign import RuleError, Rules


def rule_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that set rules, as one mapping ``given`` of JSON values."""

    @click.option("--rules", "file", type=click.Path(path_type=Path), help="JSON file of rules.")
    @click.option(
        "--set", "single", multiple=True, metavar="RULE=VALUE", help="One rule, its value as JSON."
    )
    @click.option("--per-week", type=int, help="Posts per week.")
    @click.option("--at", "times", multiple=True, metavar="HH:MM", help="Time of day to post at.")
    @functools.wraps(command)
    def with_rules(
        *,
        file: Path | None,
        single: tuple[str, ...],
        per_week: int | None,
        times: tuple[str, ...],
        **rest: Any,
    ) -> None:
        given = _from_file(file) if file else {}
        given |= dict(_single(text) for text in single)
        if per_week is not None:
            given["posts_per_week"] = per_week
        if times:
            given["times"] = list(times)
        command(given=given, **rest)

    return with_rules


def rules_from(before: Mapping[str, Any], given: Mapping[str, Any]) -> Rules:
    """Return the rules ``before`` with those ``given`` changed. Raises ``ActionError``."""
    try:
        return Rules.from_json({**before, **given})
    except RuleError as error:
        raise ActionError(str(error)) from error


def _from_file(path: Path) -> dict[str, Any]:
    text = path.read_text("utf-8")
    try:
        read = json.loads(text)
    except json.JSONDecodeError as error:
        raise ActionError(f"{path} is no JSON: line {error.lineno}: {error.msg}.") from error
    if not isinstance(read, dict):
        raise ActionError(f"{path} holds no rules.", 'Write them like {"posts_per_week": 3}.')
    return read


def _single(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ActionError(f"{text!r} sets nothing.", "Write it like posts_per_week=3.")
    try:
        return name.strip(), json.loads(value)
    except json.JSONDecodeError:
        return name.strip(), value.strip()  # a plain word, as in missed_rule=ask
