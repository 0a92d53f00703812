"""``awareness post``: list, show, edit, submit, move."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from content.cards.model import Format
from scheduler.actions import editing, moving, redrawing, reviewing
from scheduler.actions.finding import campaign_of, post_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import choice, emit, json_option, table, tell
from scheduler.domain.digest import post_digest
from scheduler.domain.post import PostState
from scheduler.store import contents, plans, posts


@click.group("post")
def command() -> None:
    """Posts: list, show, edit, submit, move, draw again, import."""


@command.command("list")
@click.option("--campaign", type=int, required=True)
@click.option("--state", type=choice(PostState))
@acting
@json_option
def show_all(
    *,
    campaign: int,
    state: str | None,
    seat: Seat,
    as_json: bool,
) -> None:
    """List a campaign's posts in the order they go out."""
    with seat.open() as (office, member), office.sessions() as session:
        campaign_of(session, member, campaign)
        by_id = {post.id: post for post in posts.of_campaign(session, campaign)}
        slots = plans.slots(session, campaign)
    rows = [(slot, by_id[slot.post_id]) for slot in slots]
    rows = [(slot, post) for slot, post in rows if state in {None, post.state}]
    emit(
        [
            {
                "id": post.id,
                "state": post.state,
                "kind": post.kind,
                "title": post.title,
                "local_time": slot.local_time,
                "zone": slot.zone,
                "due_at": slot.due_at,
                "reason": post.reason,
            }
            for slot, post in rows
        ],
        as_json=as_json,
        text=lambda: table(
            [(post.id, slot.local_time, post.state, post.kind, post.title) for slot, post in rows],
            empty="There are no such posts.",
        ),
    )


@command.command("show")
@click.argument("post", type=int)
@acting
@json_option
def show(*, post: int, seat: Seat, as_json: bool) -> None:
    """Show everything a reviewer would see, with the digest an approval is bound to."""
    with seat.open() as (office, member):
        seen = _seen(office, member, post)
    emit(seen, as_json=as_json, text=lambda: _text(seen))


@command.command("edit")
@click.argument("post", type=int)
@click.option("--platform", help="The caption for this platform.")
@click.option("--alt", "shape", type=choice(Format), help="Or this format's alt text.")
@click.option("--slide", type=click.IntRange(1), default=1, help="Which slide of a carousel.")
@acting
@json_option
def edit(
    *, post: int, platform: str | None, shape: str | None, slide: int, seat: Seat, as_json: bool
) -> None:
    """Replace a caption or an alt text by the text on standard input."""
    if bool(platform) == bool(shape):
        raise click.UsageError("Name --platform or --alt, one of the two.")
    text = sys.stdin.read().removesuffix("\n")
    with seat.open() as (office, member):
        if platform:
            findings = editing.edit_caption(office, member, post, platform, text)
        else:
            findings = editing.edit_alt_text(
                office, member, post, str(shape), text, position=slide - 1
            )
    emit(
        {"post": post, "findings": [asdict(finding) for finding in findings]},
        as_json=as_json,
        text=lambda: "\n".join(
            [
                f"Post {post} says this now; it is a draft and must be approved.",
                *(f"{one.severity.upper()} {one.rule}: {one.message}" for one in findings),
            ]
        ),
    )


@command.command("submit")
@click.argument("numbers", type=int, nargs=-1, required=True, metavar="POST...")
@acting
@json_option
def submit(*, numbers: tuple[int, ...], seat: Seat, as_json: bool) -> None:
    """Ask for approval of one or several posts."""
    with seat.open() as (office, member):
        for number in numbers:
            reviewing.submit(office, member, number)
            if not as_json:  # said one by one: those before one that is stopped do wait
                click.echo(f"Post {number} waits for review.")
    if as_json:
        waiting = [{"post": number, "state": PostState.IN_REVIEW} for number in numbers]
        emit(waiting, as_json=True, text=str)


@command.command("move")
@click.argument("post", type=int)
@click.argument("local", metavar="YYYY-MM-DDTHH:MM")
@acting
@json_option
def move(*, post: int, local: str, seat: Seat, as_json: bool) -> None:
    """Give a post another time, in its campaign's zone."""
    try:
        wall = datetime.strptime(local, "%Y-%m-%dT%H:%M")  # noqa: DTZ007  # wall time in a zone
    except ValueError as error:
        raise ActionError(f"{local!r} is no time.", "Write it as 2027-01-11T09:30.") from error
    with seat.open() as (office, member):
        again = moving.move(office, member, post, wall)
    emit(
        {"post": post, "local_time": local, "approve_again": again},
        as_json=as_json,
        text=lambda: f"Post {post} moved." + (" It must be approved again." if again else ""),
    )


def _seen(office: Office, member: Member, number: int) -> dict[str, Any]:
    with office.sessions() as session:
        post = post_of(session, member, number)
        found = contents.of_post(session, number)
        sources = posts.sources(session, number)
    return {
        "id": post.id,
        "state": post.state,
        "kind": post.kind,
        "title": post.title,
        "reason": post.reason,
        "digest": post_digest(content.digest() for content in found),
        "sources": [
            {"text": source.text, "lines": [source.first_line, source.last_line]}
            for source in sources
        ],
        "deliveries": [
            {
                "id": content.delivery.id,
                "channel": content.channel_name,
                "platform": content.platform,
                "state": content.delivery.state,
                "local_time": content.delivery.local_time,
                "zone": content.delivery.zone,
                "caption": content.caption,
                "pictures": [
                    {"sha256": picture.sha256, "alt_text": picture.alt_text}
                    for picture in content.pictures
                ],
            }
            for content in found
        ],
    }


def _text(seen: dict[str, Any]) -> str:
    lines = [f"Post {seen['id']} ({seen['kind']}, {seen['state']}): {seen['title']}"]
    lines += [f"  source: {source['text']}" for source in seen["sources"]]
    for delivery in seen["deliveries"]:
        lines += [
            "",
            (
                f"{delivery['channel']} ({delivery['platform']}), {delivery['state']}, "
                f"{delivery['local_time']} {delivery['zone']}"
            ),
            delivery["caption"],
            *(f"[alt] {picture['alt_text']}" for picture in delivery["pictures"]),
        ]
    return "\n".join([*lines, "", f"digest {seen['digest']}"])


@command.command("redraw")
@click.argument("numbers", type=int, nargs=-1, metavar="POST...")
@click.option("--campaign", type=int, help="Every post of a campaign of which nothing is out.")
@click.option("--template", default="", help="With this template, for these posts only.")
@acting
@json_option
def redraw(
    *,
    numbers: tuple[int, ...],
    campaign: int | None,
    template: str,
    seat: Seat,
    as_json: bool,
) -> None:
    """Draw posts again after the brand or template changed; what differs is a draft."""
    if bool(numbers) == (campaign is not None):
        raise click.UsageError("Name some posts or --campaign, one of the two.")
    changed: list[int] = []
    with seat.open() as (office, member):
        if campaign is not None:
            done = redrawing.redraw_campaign(
                office, member, campaign, progress=lambda n, of, title: tell(f"{n}/{of} {title}")
            )
            for problem in done.problems:
                tell(f"Not drawn: {problem}")
            changed.extend(done.changed)
        changed.extend(
            number
            for number in numbers
            if redrawing.redraw_post(office, member, number, template=template)
        )
    said = [f"{len(changed)} posts changed and are drafts again."] if campaign is not None else []
    said += [
        f"Post {number} {'changed; it is a draft' if number in changed else 'is the same'}."
        for number in numbers
    ]
    emit({"changed": changed}, as_json=as_json, text=lambda: "\n".join(said))


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--campaign", type=int, required=True)
@click.option("--images", type=click.Path(path_type=Path), help="Folder; else the table's own.")
@click.option("--platform", default="", help="Where posts go of a table that names none.")
@acting
@json_option
def import_(
    *,
    file: Path,
    campaign: int,
    images: Path | None,
    platform: str,
    seat: Seat,
    as_json: bool,
) -> None:
    """Make drafts of a table (CSV), ours or another scheduler's; all lines are right or none."""
    from scheduler.actions.importing_posts import import_posts  # noqa: PLC0415  # slow to import

    with seat.open() as (office, member):
        count = import_posts(
            office, member, campaign, file.read_bytes(), images or file.parent, platform
        )
    emit(
        {"campaign": campaign, "drafts": count},
        as_json=as_json,
        text=lambda: f"{count} drafts are in campaign {campaign}.",
    )
