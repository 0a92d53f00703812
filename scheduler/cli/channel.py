"""``awareness channel``: connected accounts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from scheduler.actions.budgeting import budgets_of, tightest_first
from scheduler.actions.connecting import (
    add_channel,
    days_left,
    ending,
    reconnect_channel,
    verify_channel,
)
from scheduler.actions.office import ActionError
from scheduler.actions.signing_in import begin_sign_in, finish_sign_in, keep_app
from scheduler.cli.installation import Seat, acting, settings_for
from scheduler.cli.output import emit, json_option, table
from scheduler.cli.secrets_given import Given, pair, taking_secrets
from scheduler.connectors.base import Field
from scheduler.connectors.registry import UnknownPlatformError, connector_class
from scheduler.connectors.signing_in import Keys
from scheduler.domain.budget import Share
from scheduler.store import channels
from scheduler.store.channels import Channel

field_option = click.option(
    "--field", "fields", multiple=True, metavar="NAME=VALUE", help="A field that is no secret."
)
server_option = click.option(
    "--server", default="", help="Server address, where the platform has many."
)


@click.group("channel")
def command() -> None:
    """Connected accounts."""


@command.command("list")
@acting
@json_option
def show(*, seat: Seat, as_json: bool) -> None:
    """List the channels, and what is spent of the limits their platforms set."""
    with seat.open() as (office, member), office.sessions() as session:
        found = channels.channels(session, member.organization_id)
        now = office.now()
        budgets = budgets_of(session, found, now)
    emit(
        [
            {
                "id": c.id,
                "platform": c.platform,
                "name": c.name,
                "account": c.account_name,
                "url": c.account_url,
                "trouble": c.trouble or ending(c, now),
                "days_left": days_left(c, now),
                "blocked_until": c.blocked_until and c.blocked_until.isoformat(),
                "budget": [_spent(share) for share in budgets[c.id]],
            }
            for c in found
        ],
        as_json=as_json,
        text=lambda: table(
            [
                (
                    c.id,
                    c.platform,
                    c.name,
                    c.account_url,
                    _tightest(budgets[c.id]),
                    c.trouble or ending(c, now),
                )
                for c in found
            ],
            empty="There is no channel yet: 'awareness channel add PLATFORM' makes one.",
        ),
    )


def _spent(share: Share) -> dict[str, Any]:
    one = share.allowance
    return {
        "of": one.of,
        "spent": share.spent,
        "count": one.count,
        "seconds": int(one.within.total_seconds()),
        "per": one.per,
    }


def _tightest(shares: list[Share]) -> str:
    """Say what is spent of the limit that is nearest to its end; empty where nothing is."""
    one = next(iter(tightest_first(shares)), None)
    if one is None or not one.spent:
        return ""
    counted = one.allowance
    return f"{one.spent:,} of {counted.count:,} {counted.of} in {counted.time}"


@command.command("add")
@click.argument("platform", metavar="PLATFORM")
@click.option("--name", default="", help="What people call it here.")
@server_option
@field_option
@taking_secrets
@acting
@json_option
def add(
    *,
    platform: str,
    name: str,
    server: str,
    fields: tuple[str, ...],
    secrets: Given,
    seat: Seat,
    as_json: bool,
) -> None:
    """Connect an account. Secrets never stand on the command line."""
    values = _entered(platform, server, fields) | secrets.values(_usual_secret(platform))
    with seat.open() as (office, member):
        channel = add_channel(office, member, platform, name, values)
    _tell(channel, as_json=as_json)


@command.command("reconnect")
@click.argument("number", type=int, metavar="ID")
@server_option
@field_option
@taking_secrets
@acting
@json_option
def reconnect(
    *,
    number: int,
    server: str,
    fields: tuple[str, ...],
    secrets: Given,
    seat: Seat,
    as_json: bool,
) -> None:
    """Give a channel new secrets; its posts and history stay."""
    with seat.open() as (office, member):
        with office.sessions() as session:
            known = channels.channel(session, member.organization_id, number)
        if known is None:
            raise ActionError(f"There is no channel {number}.", "See 'awareness channel list'.")
        values = _entered(known.platform, server, fields)
        values |= secrets.values(_usual_secret(known.platform))
        channel = reconnect_channel(office, member, number, values)
    _tell(channel, as_json=as_json)


@command.command("app")
@click.argument("platform", metavar="PLATFORM")
@click.option("--client-id", required=True, help="What the platform calls the app.")
@taking_secrets
@acting
@json_option
def app(*, platform: str, client_id: str, secrets: Given, seat: Seat, as_json: bool) -> None:
    """Keep the keys of this installation's app at a platform."""
    secret = secrets.values("client_secret").get("client_secret", "")
    with seat.open() as (office, member):
        keep_app(office, member, platform, Keys(client_id=client_id, client_secret=secret))
    back = _way_back(seat.data)
    emit(
        {"platform": platform, "way_back": back},
        as_json=as_json,
        text=lambda: f"Kept. The app must allow exactly this way back: {back}",
    )


@command.command("sign-in")
@click.argument("platform", metavar="PLATFORM")
@click.option("--name", default="", help="What people call it here.")
@click.option("--channel", "number", default="", help="Reconnect the channel of this number.")
@server_option
@field_option
@acting
@json_option
def sign_in(
    *,
    platform: str,
    name: str,
    number: str,
    server: str,
    fields: tuple[str, ...],
    seat: Seat,
    as_json: bool,
) -> None:
    """Print the address at which you let the program in; it leads back to the web app."""
    values = _entered(platform, server, fields) | {"name": name, "channel": number}
    with seat.open() as (office, member):
        address = begin_sign_in(office, member, platform, values, _way_back(seat.data))
    emit(
        {"address": address},
        as_json=as_json,
        text=lambda: (
            f"Open this, while the web app runs or to paste the answer into "
            f"'awareness channel sign-in-done':\n{address}"
        ),
    )


@command.command("sign-in-done")
@acting
@json_option
def sign_in_done(*, seat: Seat, as_json: bool) -> None:
    """Read the address the browser came back to from standard input, and connect."""
    address = sys.stdin.readline().strip()  # it holds a code, so it is no argument
    with seat.open() as (office, member):
        channel = finish_sign_in(office, member, address)
    _tell(channel, as_json=as_json)


@command.command("verify")
@click.argument("number", type=int, metavar="ID")
@acting
@json_option
def verify(*, number: int, seat: Seat, as_json: bool) -> None:
    """Ask the platform whether the stored credentials still work."""
    with seat.open() as (office, member):
        account = verify_channel(office, member, number)
    emit(
        {"name": account.name, "url": account.url},
        as_json=as_json,
        text=f"It works: {account.name} {account.url}".strip,
    )


def _tell(channel: Channel, *, as_json: bool) -> None:
    said = f"Channel {channel.id} posts as {channel.account_name or channel.name}."
    emit(
        {
            "id": channel.id,
            "name": channel.name,
            "account": channel.account_name,
            "trouble": channel.trouble,
        },
        as_json=as_json,
        text=f"{said} {channel.trouble}".strip,
    )


def _entered(platform: str, server: str, fields: tuple[str, ...]) -> dict[str, str]:
    known = {field.name: field for field in _fields(platform)}
    values = dict(pair(field, None) for field in fields)
    for name in values:
        if name in known and known[name].secret:
            raise ActionError(
                f"{name} is a secret and must not stand on the command line.",
                f"Give it by --secret-env {name}=VARIABLE, --secret-file or --secret-stdin.",
            )
    return values | ({"server": server} if server else {})


def _fields(platform: str) -> tuple[Field, ...]:
    try:
        return connector_class(platform).fields
    except UnknownPlatformError as error:
        raise ActionError(str(error)) from error


def _usual_secret(platform: str) -> str | None:
    secrets = [f for f in _fields(platform) if f.secret and not f.internal]
    needed = [f for f in secrets if not f.optional] or secrets
    return needed[0].name if len(needed) == 1 else None


def _way_back(data: Path | None) -> str:
    settings = settings_for(data)
    base = settings.public_base_url or f"http://{settings.host}:{settings.port}"
    return f"{base}/connect/callback"
