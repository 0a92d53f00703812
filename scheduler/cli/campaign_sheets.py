"""``awareness campaign sheet``: the fact sheets of a campaign, and what of each is in scope."""

from __future__ import annotations

from typing import Any

import click

from scheduler.actions.scoping import Part, parts_of, put_sheet, remove_sheet
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table
from scheduler.domain.campaign_sheet import CampaignSheet


@click.group("sheet")
def sheet() -> None:
    """The fact sheets a campaign is made from."""


@sheet.command("list")
@click.argument("campaign", type=int)
@acting
@json_option
def show_all(*, campaign: int, seat: Seat, as_json: bool) -> None:
    """List a campaign's fact sheets and how much of each is in scope."""
    with seat.open() as (office, member):
        parts = parts_of(office, member, campaign)
    emit([_plain(one) for one in parts], as_json=as_json, text=lambda: _lines(parts))


@sheet.command("put")
@click.argument("campaign", type=int)
@click.argument("number", type=int, metavar="SHEET")
@click.option("--kind", "kinds", multiple=True, help="Only these kinds of it.")
@click.option("--only", multiple=True, metavar="KEY", help="Only these items of it.")
@click.option("--leave-out", multiple=True, metavar="KEY", help="Not these items of it.")
@acting
@json_option
def put(
    *,
    campaign: int,
    number: int,
    kinds: tuple[str, ...],
    only: tuple[str, ...],
    leave_out: tuple[str, ...],
    seat: Seat,
    as_json: bool,
) -> None:
    """Add a fact sheet, or choose anew what of it is in scope; then plan again."""
    chosen = CampaignSheet(fact_sheet_id=number, kinds=kinds, only=only, leave_out=leave_out)
    with seat.open() as (office, member):
        put_sheet(office, member, campaign, chosen)
        parts = parts_of(office, member, campaign)
    emit([_plain(one) for one in parts], as_json=as_json, text=lambda: _lines(parts))


@sheet.command("remove")
@click.argument("campaign", type=int)
@click.argument("number", type=int, metavar="SHEET")
@acting
@json_option
def remove(*, campaign: int, number: int, seat: Seat, as_json: bool) -> None:
    """Take a fact sheet out; posts made from it stay until somebody archives them."""
    with seat.open() as (office, member):
        remove_sheet(office, member, campaign, number)
        parts = parts_of(office, member, campaign)
    emit([_plain(one) for one in parts], as_json=as_json, text=lambda: _lines(parts))


COMMANDS = (sheet,)


def _plain(part: Part) -> dict[str, Any]:
    return {
        "id": part.sheet.id,
        "title": part.sheet.title,
        "version": part.sheet.version,
        "kinds": part.chosen.kinds,
        "only": part.chosen.only,
        "leave_out": part.chosen.leave_out,
        "in_scope": part.in_scope,
        "said_before": part.said_before,
        "items": len(part.items),
    }


def _lines(parts: tuple[Part, ...]) -> str:
    return table(
        [
            (
                one.sheet.id,
                one.sheet.title[:50],
                f"version {one.sheet.version}",
                f"{one.in_scope} of {len(one.items)} items",
                f"{one.said_before} said by a sheet above" if one.said_before else "",
            )
            for one in parts
        ],
        empty="The campaign has no fact sheet.",
    )
