"""``awareness rule``: what the checks look for."""

from __future__ import annotations

from pathlib import Path

import click

from content.checks.rules import Rule
from scheduler.actions import ruling
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table
from scheduler.cli.values import FILE

_why = click.option("--reason", required=True, help="Stands beside the rule for everybody.")


@click.group("rule")
def command() -> None:
    """Rules of the checks: list, add your own, switch warnings off."""


@command.command("list")
@acting
@json_option
def show(*, seat: Seat, as_json: bool) -> None:
    """List every rule that holds, and those that are switched off."""
    with seat.open() as (office, member):
        rules, off = ruling.rules_of(office, member)
    emit(
        [{**_plain(rule), "off": rule.id in off} for rule in rules],
        as_json=as_json,
        text=lambda: table(
            [(r.severity, r.id, "off" if r.id in off else "", r.why) for r in rules],
            empty="There is no rule.",
        ),
    )


@command.command("add")
@click.argument("file", type=FILE)
@acting
@json_option
def add(file: Path, *, seat: Seat, as_json: bool) -> None:
    """Add a rule pack (TOML, YAML or JSON), in place of one of the same name."""
    data = file.read_bytes()
    with seat.open() as (office, member):
        added = ruling.add_pack(office, member, data, file.name)
    emit(
        [_plain(rule) for rule in added],
        as_json=as_json,
        text=lambda: f"Rules of {file.name} from now on: {', '.join(rule.id for rule in added)}.",
    )


@command.command("remove")
@click.argument("name")
@acting
@json_option
def remove(name: str, *, seat: Seat, as_json: bool) -> None:
    """Remove one of the organization's own rule packs by its file name."""
    with seat.open() as (office, member):
        ruling.remove_pack(office, member, name)
    emit({"removed": name}, as_json=as_json, text=lambda: f"The rules of {name} are gone.")


@command.command("off")
@click.argument("rule")
@_why
@acting
@json_option
def off(rule: str, *, reason: str, seat: Seat, as_json: bool) -> None:
    """Silence a rule that warns or advises; one that blocks stays."""
    with seat.open() as (office, member):
        ruling.switch_off(office, member, rule, reason)
    emit(
        {"rule": rule, "silent": True},
        as_json=as_json,
        text=lambda: f"The rule {rule} is silent now.",
    )


@command.command("on")
@click.argument("rule")
@_why
@acting
@json_option
def on(rule: str, *, reason: str, seat: Seat, as_json: bool) -> None:
    """Let a silenced rule speak again."""
    with seat.open() as (office, member):
        ruling.switch_on(office, member, rule, reason)
    emit(
        {"rule": rule, "silent": False},
        as_json=as_json,
        text=lambda: f"The rule {rule} speaks again.",
    )


def _plain(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "severity": rule.severity,
        "topics": rule.topics,
        "languages": rule.languages,
        "pattern": rule.pattern.pattern if rule.pattern else None,
        "predicate": rule.predicate or None,
        "why": rule.why,
        "suggestion": rule.suggestion,
        "source": rule.source,
    }
