"""``awareness init``: a new installation with its first organization."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scheduler.actions.office import ActionError
from scheduler.cli.installation import settings_for
from scheduler.cli.output import emit, json_option
from scheduler.cli.secrets_given import from_variable


@click.command("init")
@click.option("--data", type=click.Path(path_type=Path), help="The installation's folder.")
@click.option("--name", prompt="Organization", help="The organization's name.")
@click.option("--zone", prompt="Time zone", default="UTC", help="IANA zone, as America/New_York.")
@click.option("--email", prompt="Owner's e-mail", help="The owner's e-mail address.")
@click.option("--owner", default="", help="The owner's name.")
@click.option("--password-env", help="Environment variable that holds the owner's password.")
@json_option
def command(
    *,
    data: Path | None,
    name: str,
    zone: str,
    email: str,
    owner: str,
    password_env: str | None,
    as_json: bool,
) -> None:
    """Set up an organization with its first owner."""
    from scheduler.actions.organizing import found_organization  # noqa: PLC0415
    from scheduler.app import opened  # noqa: PLC0415  # slow to import

    settings = settings_for(data)
    password = from_variable(password_env) if password_env else _asked()
    with opened(settings, migrate=True) as office:
        organization, member = found_organization(
            office, name, zone, email=email, owner=owner, password=password
        )
    emit(
        {"organization": organization.slug, "owner": member.email, "data": str(settings.data_dir)},
        as_json=as_json,
        text=lambda: (
            f"{organization.name} is set up in {settings.data_dir}; {member.email} owns it.\n"
            "Next: 'awareness brand add FILE', 'awareness factsheet import FILE', "
            "'awareness channel add PLATFORM'."
        ),
    )


def _asked() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    given = sys.stdin.readline().strip()
    if not given:
        raise ActionError(
            "Nobody is there to type the owner's password.",
            "Put it into a variable and name that with --password-env.",
        )
    return given
