"""``awareness review``: decide on posts."""

from __future__ import annotations

import click

from scheduler.actions import reviewing
from scheduler.actions.finding import post_of
from scheduler.actions.office import Member, Office
from scheduler.cli.installation import Seat, acting
from scheduler.domain.digest import post_digest
from scheduler.store import contents


@click.group("review")
def command() -> None:
    """Approve posts or ask for changes."""


@command.command("approve")
@click.argument("post", type=int)
@click.option("--digest", default="", help="What you saw ('post show'); the present one if empty.")
@click.option("--comment", default="")
@acting
def approve(*, post: int, digest: str, comment: str, seat: Seat) -> None:
    """Say yes to a post as it stands."""
    with seat.open() as (office, member):
        state = reviewing.approve(
            office, member, post, digest or _present(office, member, post), comment
        )
    click.echo(f"Post {post} is {state.replace('_', ' ')}.")


@command.command("reject")
@click.argument("post", type=int)
@click.option("--digest", default="", help="What you saw ('post show'); the present one if empty.")
@click.option("--comment", required=True)
@acting
def reject(*, post: int, digest: str, comment: str, seat: Seat) -> None:
    """Send a post back with what should change."""
    with seat.open() as (office, member):
        state = reviewing.request_changes(
            office, member, post, digest or _present(office, member, post), comment
        )
    click.echo(f"Post {post} is {state.replace('_', ' ')}.")


def _present(office: Office, member: Member, post: int) -> str:
    with office.sessions() as session:
        post_of(session, member, post)
        return post_digest(content.digest() for content in contents.of_post(session, post))
