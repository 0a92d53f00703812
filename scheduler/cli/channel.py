"""``awareness channel``: connected accounts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from scheduler.actions.connecting import add_channel, verify_channel
from scheduler.actions.office import ActionError
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table
from scheduler.connectors.registry import connector_class, platforms
from scheduler.store import channels


@click.group("channel")
def command() -> None:
    """Connected accounts."""


@command.command("list")
@acting
@json_option
def show(*, seat: Seat, as_json: bool) -> None:
    """List the channels."""
    with seat.open() as (office, member), office.sessions() as session:
        found = channels.channels(session, member.organization_id)
    emit(
        [
            {
                "id": c.id,
                "platform": c.platform,
                "name": c.name,
                "account": c.account_name,
                "url": c.account_url,
                "trouble": c.trouble,
            }
            for c in found
        ],
        as_json=as_json,
        text=lambda: table(
            [(c.id, c.platform, c.name, c.account_url, c.trouble) for c in found],
            empty="There is no channel yet: 'awareness channel add PLATFORM' makes one.",
        ),
    )


@command.command("add")
@click.argument("platform", metavar="PLATFORM")
@click.option("--name", default="", help="What people call it here.")
@click.option("--server", default="", help="Server address, where the platform has many.")
@click.option("--field", "fields", multiple=True, metavar="NAME=VALUE", help="A field, no secret.")
@click.option("--secret-env", multiple=True, metavar="[NAME=]VARIABLE")
@click.option("--secret-file", multiple=True, metavar="[NAME=]FILE")
@click.option("--secret-stdin", is_flag=True, help="Read the one secret from standard input.")
@acting
@json_option
def add(
    *,
    platform: str,
    name: str,
    server: str,
    fields: tuple[str, ...],
    secret_env: tuple[str, ...],
    secret_file: tuple[str, ...],
    secret_stdin: bool,
    seat: Seat,
    as_json: bool,
) -> None:
    """Connect an account. Secrets never stand on the command line."""
    if platform not in platforms():
        raise ActionError(
            f"There is no platform {platform!r}.", f"There are: {', '.join(platforms())}."
        )
    values = dict(_pair(field, None) for field in fields)
    values |= {"server": server} if server else {}
    secret = _only_secret(platform)
    for given in secret_env:
        field, variable = _pair(given, secret)
        values[field] = os.environ.get(variable, "")
    for given in secret_file:
        field, path = _pair(given, secret)
        values[field] = Path(path).read_text("utf-8").strip()
    if secret_stdin:
        values[secret or "token"] = sys.stdin.readline().strip()
    with seat.open() as (office, member):
        channel = add_channel(office, member, platform, name, values)
    emit(
        {"id": channel.id, "name": channel.name, "account": channel.account_name},
        as_json=as_json,
        text=lambda: f"Channel {channel.id} posts as {channel.account_name or channel.name}.",
    )


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


def _pair(given: str, default: str | None) -> tuple[str, str]:
    name, separator, value = given.partition("=")
    if separator:
        return name, value
    if default is None:
        raise click.UsageError(f"{given!r}: write NAME=VALUE.")
    return default, given


def _only_secret(platform: str) -> str | None:
    secrets = [field.name for field in connector_class(platform).fields if field.secret]
    return secrets[0] if len(secrets) == 1 else None
