"""``awareness audit``: who did what, and that nobody changed the record."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict

import click

from scheduler.actions import auditing
from scheduler.actions.office import ActionError
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option


@click.group("audit")
def command() -> None:
    """The audit log: verify and export."""


@command.command("verify")
@acting
@json_option
def verify(*, seat: Seat, as_json: bool) -> None:
    """Recompute the chain of hashes; exit 1 where it is broken."""
    with seat.open() as (office, member):
        found = auditing.verify_audit(office, member)
    if found.broken_at is not None and not as_json:
        raise ActionError(
            f"The audit log is broken: {found.why}.",
            "Compare with a backup; what stands before it is as written.",
        )
    emit(
        asdict(found),
        as_json=as_json,
        text=lambda: f"{found.entries} entries, each as it was written.",
    )
    if found.broken_at is not None:
        sys.exit(1)


@command.command("export")
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
@acting
@json_option
def export(*, as_csv: bool, seat: Seat, as_json: bool) -> None:
    """Print the whole log, oldest first."""
    with seat.open() as (office, member):
        found = [
            {**asdict(entry), "at": entry.at.isoformat()}
            for entry in auditing.audit_entries(office, member)
        ]
    if as_csv:
        writer = csv.DictWriter(sys.stdout, fieldnames=list(found[0]) if found else ["number"])
        writer.writeheader()
        writer.writerows({k: _safe(v) for k, v in entry.items()} for entry in found)
        return
    emit(
        found,
        as_json=as_json,
        text=lambda: "\n".join(
            f"{e['number']:>6}  {e['at']}  {e['who'] or 'the publisher'}  {e['what']}  "
            f"{e['subject']}  {e['note']}".rstrip()
            for e in found
        ),
    )


def _safe(value: object) -> object:
    """Keep a spreadsheet from reading what people wrote as a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
