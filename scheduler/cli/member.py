"""``awareness member``: people of an organization."""

from __future__ import annotations

import os
from dataclasses import asdict

import click

from scheduler.actions.organizing import add_member
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table
from scheduler.domain.roles import Role
from scheduler.store import people


@click.group("member")
def command() -> None:
    """People of an organization."""


@command.command("list")
@acting
@json_option
def show(*, seat: Seat, as_json: bool) -> None:
    """List the members."""
    with seat.open() as (office, member), office.sessions() as session:
        found = people.members(session, member.organization_id)
    emit(
        [asdict(one) for one in found],
        as_json=as_json,
        text=lambda: table([(m.email, m.role, m.name) for m in found], empty="No members."),
    )


@command.command("add")
@click.argument("address")
@click.option("--role", type=click.Choice(list(Role)), default=Role.REVIEWER)
@click.option("--name", default="")
@click.option("--password-env", help="Environment variable that holds the new password.")
@acting
@json_option
def add(
    *,
    address: str,
    role: str,
    name: str,
    password_env: str | None,
    seat: Seat,
    as_json: bool,
) -> None:
    """Make ADDRESS a member, or give a member another role."""
    password = os.environ.get(password_env) if password_env else None
    with seat.open() as (office, member):
        new = add_member(
            office, member, email=address, name=name, role=Role(role), password=password
        )
    emit(asdict(new), as_json=as_json, text=lambda: f"{new.email} is {new.role} now.")
