"""``awareness link``: review links for people without an account."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import click

from scheduler.actions import linking
from scheduler.cli.installation import Seat, acting, settings_for
from scheduler.cli.output import emit, json_option, table


@click.group("link")
def command() -> None:
    """Review links for people without an account."""


@command.command("make")
@click.option("--name", required=True, help="The reviewer's name; it stands by every decision.")
@click.option("--email", "address", required=True, help="The reviewer's e-mail address.")
@click.option("--post", "posts", type=int, multiple=True, help="A post the link opens.")
@click.option("--campaign", type=int, help="Or every post of a campaign.")
@click.option("--days", type=click.IntRange(1, 90), default=14, show_default=True)
@acting
@json_option
def make(  # one option for each fact
    *,
    name: str,
    address: str,
    posts: tuple[int, ...],
    campaign: int | None,
    days: int,
    seat: Seat,
    as_json: bool,
) -> None:
    """Make a link; it is shown once and opens in one browser only."""
    settings = settings_for(seat.data)
    with seat.open() as (office, member):
        new = linking.make_link(
            office,
            member,
            name=name,
            email=address,
            post_ids=posts,
            campaign_id=campaign,
            lasts=timedelta(days=days),
        )
    base = settings.public_base_url or f"http://{settings.host}:{settings.port}"
    address = f"{base}/r/{new.token}"
    emit(
        {"id": new.id, "url": address, "expires_at": new.expires_at},
        as_json=as_json,
        text=lambda: f"{address}\nSend it to {name} only; whoever opens it first reviews.",
    )


@command.command("list")
@acting
@json_option
def show(*, seat: Seat, as_json: bool) -> None:
    """List the review links and whether they were opened."""
    with seat.open() as (office, member):
        found = linking.links_of(office, member)
        now = office.now()
    emit(
        [asdict(one) for one in found],
        as_json=as_json,
        text=lambda: table(
            [
                (
                    one.id,
                    one.name,
                    f"campaign {one.campaign_id}" if one.campaign_id else f"{one.post_ids}",
                    "works" if one.works(now) else "closed",
                    "opened" if one.opened_at else "not opened yet",
                )
                for one in found
            ],
            empty="There are no review links.",
        ),
    )


@command.command("revoke")
@click.argument("number", type=int, metavar="ID")
@acting
@json_option
def revoke(*, number: int, seat: Seat, as_json: bool) -> None:
    """Close a link at once."""
    with seat.open() as (office, member):
        linking.revoke_link(office, member, number)
    emit(
        {"revoked": number}, as_json=as_json, text=lambda: f"Link {number} opens nothing any more."
    )
