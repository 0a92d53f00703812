"""``awareness member``: people of an organization."""

from __future__ import annotations

from dataclasses import asdict

import click

from scheduler.actions import inviting
from scheduler.actions.office import NotFoundError
from scheduler.actions.organizing import add_member
from scheduler.cli.installation import Seat, acting, settings_for
from scheduler.cli.output import choice, emit, json_option, table
from scheduler.cli.secrets_given import from_variable
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
@click.option("--role", type=choice(Role), default=Role.REVIEWER.value)
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
    password = from_variable(password_env) if password_env else None
    with seat.open() as (office, member):
        new = add_member(
            office, member, email=address, name=name, role=Role(role), password=password
        )
    emit(asdict(new), as_json=as_json, text=lambda: f"{new.email} is {new.role} now.")


@command.command("invite")
@click.argument("address")
@click.option("--role", type=choice(Role), default=Role.REVIEWER.value)
@acting
@json_option
def invite(*, address: str, role: str, seat: Seat, as_json: bool) -> None:
    """Make a link by which ADDRESS joins; it is shown once."""
    settings = settings_for(seat.data)
    with seat.open() as (office, member):
        number, token = inviting.invite(office, member, address, Role(role))
    base = settings.public_base_url or f"http://{settings.host}:{settings.port}"
    url = f"{base}/join/{token}"
    emit({"id": number, "url": url}, as_json=as_json, text=lambda: f"Invitation {number}: {url}")


@command.command("uninvite")
@click.argument("number", type=int, metavar="ID")
@acting
@json_option
def uninvite(*, number: int, seat: Seat, as_json: bool) -> None:
    """Take an invitation back that nobody has used."""
    with seat.open() as (office, member):
        inviting.revoke_invitation(office, member, number)
    emit(
        {"uninvited": number},
        as_json=as_json,
        text=lambda: f"Invitation {number} does not hold any more.",
    )


@command.command("remove")
@click.argument("address")
@acting
@json_option
def remove(*, address: str, seat: Seat, as_json: bool) -> None:
    """Take ADDRESS out; a login of theirs ends at once."""
    with seat.open() as (office, member):
        with office.sessions() as session:
            there = people.members(session, member.organization_id)
        found = next((one for one in there if one.email == address.lower()), None)
        if found is None:
            raise NotFoundError(f"{address} is no member.", "'awareness member list' shows them.")
        inviting.remove_member(office, member, found.person_id)
    emit({"removed": address}, as_json=as_json, text=lambda: f"{address} is no member any more.")
