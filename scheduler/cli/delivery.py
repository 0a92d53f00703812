"""``awareness delivery``: how far each delivery is, and what a person must settle."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from scheduler.actions import auditing, settling
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import choice, emit, json_option, table
from scheduler.domain.delivery import State
from scheduler.store.listing import deliveries


@click.group("delivery")
def command() -> None:
    """Deliveries: list, resolve, retry, cancel."""


@command.command("list")
@click.option("--campaign", type=int)
@click.option("--state", "states", multiple=True, type=choice(State))
@click.option("--limit", default=1000, show_default=True)
@acting
@json_option
def show(
    *, campaign: int | None, states: tuple[str, ...], limit: int, seat: Seat, as_json: bool
) -> None:
    """List deliveries in the order they are due."""
    with seat.open() as (office, member), office.sessions() as session:
        found = deliveries(
            session,
            member.organization_id,
            campaign_id=campaign,
            states=[State(state) for state in states],
            limit=limit,
        )
    emit(
        [asdict(delivery) for delivery in found],
        as_json=as_json,
        text=lambda: table(
            [(d.id, d.local_time, d.channel, d.state, d.title, d.url) for d in found],
            empty="There are no such deliveries.",
        ),
    )


@command.command("receipt")
@click.argument("number", type=int, metavar="ID")
@acting
@click.option("--json", is_flag=True, expose_value=False, help="Accepted; it is always JSON.")
def receipt(*, number: int, seat: Seat) -> None:
    """Print what proves a delivery, as JSON: approvals, what was sent, every try, the answer."""
    with seat.open() as (office, member):
        found = auditing.delivery_receipt(office, member, number)
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


@command.command("resolve")
@click.argument("number", type=int, metavar="ID")
@click.option("--out", "url", metavar="LINK", help="It is public, here.")
@click.option("--not-out", is_flag=True, help="It is not public: send it again.")
@acting
@json_option
def resolve(*, number: int, url: str | None, not_out: bool, seat: Seat, as_json: bool) -> None:
    """Say of an unconfirmed or handed-over delivery whether it is out."""
    if bool(url) == not_out:
        raise click.UsageError("Say --out LINK or --not-out.")
    with seat.open() as (office, member):
        settling.settle(office, member, number, url=url)
    emit(
        {"delivery": number, "state": State.PUBLISHED if url else State.SCHEDULED},
        as_json=as_json,
        text=lambda: f"Delivery {number} {'is published' if url else 'will be sent again'}.",
    )


@command.command("retry")
@click.argument("number", type=int, metavar="ID")
@acting
@json_option
def retry(*, number: int, seat: Seat, as_json: bool) -> None:
    """Try a failed, held or missed delivery again."""
    with seat.open() as (office, member):
        settling.retry(office, member, number)
    emit(
        {"delivery": number, "state": State.SCHEDULED},
        as_json=as_json,
        text=lambda: f"Delivery {number} is scheduled again.",
    )


@command.command("cancel")
@click.argument("number", type=int, metavar="ID")
@acting
@json_option
def cancel(*, number: int, seat: Seat, as_json: bool) -> None:
    """Give a delivery up: it will not be sent."""
    with seat.open() as (office, member):
        settling.cancel(office, member, number)
    emit(
        {"delivery": number, "state": State.CANCELLED},
        as_json=as_json,
        text=lambda: f"Delivery {number} is cancelled.",
    )
