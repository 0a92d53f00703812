"""``awareness factsheet``: the sheets campaigns are made from, their versions and corrections."""

from __future__ import annotations

from pathlib import Path

import click

from content.factsheets.corrections import Correcting
from content.factsheets.model import Item, Kind
from content.factsheets.serial import from_json, to_json
from content.factsheets.versions import ContactChange
from scheduler.actions import revising
from scheduler.actions.finding import sheet_of
from scheduler.actions.importing import import_version
from scheduler.actions.revising import Held
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import choice, emit, json_option, table
from scheduler.cli.sheet_file import file_argument
from scheduler.store import sheets


@click.group("factsheet")
def command() -> None:
    """Fact sheets."""


@command.command("list")
@acting
@json_option
def show_all(*, seat: Seat, as_json: bool) -> None:
    """List the fact sheets, newest first."""
    with seat.open() as (office, member), office.sessions() as session:
        found = sheets.sheets(session, member.organization_id)
    emit(
        [
            {"id": s.id, "name": s.name, "title": s.title, "version": s.version, "topic": s.topic}
            for s in found
        ],
        as_json=as_json,
        text=lambda: table(
            [(s.id, s.name, f"version {s.version}", s.title) for s in found],
            empty="There is no fact sheet yet.",
        ),
    )


@command.command("import")
@file_argument
@acting
@json_option
def import_(*, file: Path, seat: Seat, as_json: bool) -> None:
    """Read a fact sheet and store its items; a newer version shows what changed."""
    with seat.open() as (office, member):
        found = import_version(office, member, file.read_bytes(), file.name)
    sheet, changes = found.sheet, found.changes
    extraction = from_json(dict(sheet.extraction))
    emit(
        {
            "id": sheet.id,
            "version": sheet.version,
            "title": sheet.title,
            "items": len(extraction.items),
            "contacts": len(extraction.contacts),
            "warnings": [warning.message for warning in extraction.warnings],
            "added": len(changes.added),
            "changed": len(changes.changed),
            "removed": len(changes.removed),
            "posts_back_to_draft": [held.post_id for held in found.held],
        },
        as_json=as_json,
        text=lambda: "\n".join(
            [
                (
                    f"Fact sheet {sheet.id}: {sheet.title}, version {sheet.version}, "
                    f"{len(extraction.items)} items, {len(extraction.contacts)} contacts."
                ),
                *_told(found.held),
                *(f"warning: {warning.message}" for warning in extraction.warnings),
            ]
        ),
    )


@command.command("show")
@click.argument("sheet_id", metavar="ID", type=int)
@acting
@json_option
def show(*, sheet_id: int, seat: Seat, as_json: bool) -> None:
    """Show the items of a fact sheet with their keys and lines."""
    with seat.open() as (office, member), office.sessions() as session:
        sheet = sheet_of(session, member, sheet_id)
    extraction = from_json(dict(sheet.extraction))
    emit(
        to_json(extraction),
        as_json=as_json,
        text=lambda: table(
            [(i.key, f"lines {i.lines[0]}-{i.lines[1]}", i.text) for i in extraction.items],
            empty="The sheet has no items.",
        ),
    )


@command.command("source")
@click.argument("sheet_id", metavar="ID", type=int)
@click.argument("item_key", metavar="ITEM")
@acting
@json_option
def source(*, sheet_id: int, item_key: str, seat: Seat, as_json: bool) -> None:
    """Print the lines of the sheet behind an item, as they stand there."""
    with seat.open() as (office, member):
        lines = revising.source_of(office, member, sheet_id, item_key)
    emit({"item": item_key, "source": lines}, as_json=as_json, text=lambda: lines)


@command.command("changes")
@click.argument("sheet_id", metavar="ID", type=int)
@acting
@json_option
def changes(*, sheet_id: int, seat: Seat, as_json: bool) -> None:
    """Show what a version says that the one before it did not."""
    with seat.open() as (office, member):
        found = revising.changes_of(office, member, sheet_id)
    rows: list[tuple[object, ...]] = [
        *(("added", item.text) for item in found.added),
        *(("changed", change.described()) for change in found.changed),
        *(("removed", item.text) for item in found.removed),
        *(("contact", _named(change)) for change in found.contacts),
    ]
    emit(
        {
            "added": [_plain(item) for item in found.added],
            "changed": [
                {
                    "before": _plain(change.before),
                    "after": _plain(change.after),
                    "difference": change.described(),
                }
                for change in found.changed
            ],
            "removed": [_plain(item) for item in found.removed],
            "contacts": [_named(change) for change in found.contacts],
            "unchanged": len(found.unchanged),
        },
        as_json=as_json,
        text=lambda: table(rows, empty="Nothing changed."),
    )


def _plain(item: Item) -> dict[str, object]:
    return {"key": item.key, "kind": item.kind, "text": item.text, "lines": list(item.lines)}


def _named(change: ContactChange) -> str:
    now = change.after
    return f"{change.before.name}: " + (
        f"now {now.phone_printed or now.url}" if now else "no longer in the sheet"
    )


@command.command("correct")
@click.argument("sheet_id", metavar="ID", type=int)
@click.argument("items", metavar="ITEM...", nargs=-1, required=True)
@click.option("--kind", type=choice(Kind), help="What kind the item really is.")
@click.option("--text", help="The words that stay.")
@click.option("--split", multiple=True, help="One part of the item; give it once for each part.")
@click.option("--merge", is_flag=True, help="Make one item of these.")
@click.option("--exclude", is_flag=True, help="Leave the item out.")
@acting
@json_option
def correct(
    *,
    sheet_id: int,
    items: tuple[str, ...],
    kind: str | None,
    text: str | None,
    split: tuple[str, ...],
    merge: bool,
    exclude: bool,
    seat: Seat,
    as_json: bool,
) -> None:
    """Correct items of a fact sheet; the correction outlives new versions."""
    asked = {
        Correcting.EXCLUDE: exclude,
        Correcting.MERGE: merge,
        Correcting.SPLIT: bool(split),
        Correcting.TEXT: text is not None,
        Correcting.KIND: kind is not None and not merge,
    }
    chosen = [what for what, wanted in asked.items() if wanted]
    if len(chosen) != 1:
        raise click.UsageError("Give one of --kind, --text, --split, --merge and --exclude.")
    with seat.open() as (office, member):
        held = revising.correct(
            office,
            member,
            sheet_id,
            chosen[0],
            items,
            kind=Kind(kind) if kind else None,
            texts=split or ((text,) if text is not None else ()),
        )
    _emit_held(held, as_json=as_json)


@command.command("take-back")
@click.argument("sheet_id", metavar="ID", type=int)
@acting
@json_option
def take_back(*, sheet_id: int, seat: Seat, as_json: bool) -> None:
    """Take the last correction of a fact sheet back."""
    with seat.open() as (office, member):
        held = revising.take_back(office, member, sheet_id)
    _emit_held(held, as_json=as_json)


def _emit_held(held: tuple[Held, ...], *, as_json: bool) -> None:
    emit(
        {"posts_back_to_draft": [one.post_id for one in held]},
        as_json=as_json,
        text=lambda: "\n".join(["Done.", *_told(held)]),
    )


def _told(held: tuple[Held, ...]) -> list[str]:
    return [f"Post {one.post_id} is a draft again: {one.why}" for one in held]
