"""``awareness token``: what lets other programs act for a member through the API."""

from __future__ import annotations

from datetime import timedelta

import click

from scheduler.actions import programming
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import choice, emit, json_option, table
from scheduler.domain.scopes import Scope


@click.group("token")
def command() -> None:
    """Access tokens for other programs."""


@command.command("make")
@click.option("--name", required=True, help="Which program uses it.")
@click.option("--scope", "scopes", multiple=True, required=True, type=choice(Scope))
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True)
@acting
@json_option
def make(*, name: str, scopes: tuple[str, ...], days: int, seat: Seat, as_json: bool) -> None:
    """Make a token that acts for a member; it is shown once."""
    wanted = [Scope(scope) for scope in scopes]
    with seat.open() as (office, member):
        number, token = programming.make_token(office, member, name, wanted, timedelta(days=days))
    emit({"id": number, "token": token}, as_json=as_json, text=lambda: token)


@command.command("list")
@acting
@json_option
def show(*, seat: Seat, as_json: bool) -> None:
    """List a member's tokens; the tokens themselves are not kept."""
    with seat.open() as (office, member):
        found = programming.tokens_of(office, member)
    emit(
        [
            {
                "id": one.id,
                "name": one.name,
                "scopes": list(one.scopes),
                "expires_at": one.expires_at,
                "used_at": one.used_at,
            }
            for one in found
        ],
        as_json=as_json,
        text=lambda: table(
            [(one.id, one.name, " ".join(one.scopes), one.expires_at.date()) for one in found],
            empty="There is no token yet: 'awareness token make' makes one.",
        ),
    )


@command.command("revoke")
@click.argument("number", type=int, metavar="ID")
@acting
@json_option
def revoke(*, number: int, seat: Seat, as_json: bool) -> None:
    """Revoke a token at once."""
    with seat.open() as (office, member):
        programming.revoke_token(office, member, number)
    emit({"revoked": number}, as_json=as_json, text=lambda: f"Token {number} opens nothing now.")
