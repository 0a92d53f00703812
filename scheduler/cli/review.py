"""``awareness review``: decide on posts."""

from __future__ import annotations

from dataclasses import asdict

import click

from scheduler.actions import commenting, deciding, reviewing
from scheduler.actions.finding import post_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table, tell
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
@json_option
def approve(*, post: int, digest: str, comment: str, seat: Seat, as_json: bool) -> None:
    """Say yes to a post as it stands."""
    with seat.open() as (office, member):
        state = reviewing.approve(
            office, member, post, digest or _present(office, member, post), comment
        )
    emit(
        {"post": post, "state": state},
        as_json=as_json,
        text=lambda: f"Post {post} is {state.replace('_', ' ')}.",
    )


@command.command("request-changes")
@click.argument("post", type=int)
@click.option("--digest", default="", help="What you saw ('post show'); the present one if empty.")
@click.option("--comment", required=True)
@acting
@json_option
def request_changes(*, post: int, digest: str, comment: str, seat: Seat, as_json: bool) -> None:
    """Send a post back with what should change."""
    with seat.open() as (office, member):
        state = reviewing.request_changes(
            office, member, post, digest or _present(office, member, post), comment
        )
    emit(
        {"post": post, "state": state},
        as_json=as_json,
        text=lambda: f"Post {post} is {state.replace('_', ' ')}.",
    )


@command.command("reject")
@click.argument("post", type=int)
@click.option("--digest", default="", help="What you saw ('post show'); the present one if empty.")
@click.option("--comment", required=True)
@acting
@json_option
def reject(*, post: int, digest: str, comment: str, seat: Seat, as_json: bool) -> None:
    """Say that a post is not to go out in any form."""
    with seat.open() as (office, member):
        state = reviewing.reject(
            office, member, post, digest or _present(office, member, post), comment
        )
    emit(
        {"post": post, "state": state},
        as_json=as_json,
        text=lambda: f"Post {post} is {state.replace('_', ' ')}.",
    )


@command.command("withdraw")
@click.argument("post", type=int)
@acting
@json_option
def withdraw(*, post: int, seat: Seat, as_json: bool) -> None:
    """Take your own decision back."""
    with seat.open() as (office, member):
        state = reviewing.withdraw(office, member, post)
    emit(
        {"post": post, "state": state},
        as_json=as_json,
        text=lambda: f"Post {post} is {state.replace('_', ' ')}.",
    )


@command.command("changes")
@click.argument("post", type=int)
@acting
@json_option
def changes(*, post: int, seat: Seat, as_json: bool) -> None:
    """Show what changed since the post was approved last."""
    with seat.open() as (office, member):
        found = deciding.changed_since_approval(office, member, post)
    emit(
        [asdict(change) for change in found],
        as_json=as_json,
        text=lambda: table(
            [(one.channel, one.what, one.before, "->", one.after) for one in found],
            empty="Nothing changed since, or nobody has approved it yet.",
        ),
    )


@command.command("claim")
@click.argument("item_key", metavar="CLAIM")
@click.option("--yes", is_flag=True, help="Approve every post listed, without asking.")
@acting
@json_option
def claim(*, item_key: str, yes: bool, seat: Seat, as_json: bool) -> None:
    """Approve every post made from one claim (its key, as 'extract --json' names it)."""
    with seat.open() as (office, member):
        found = deciding.posts_of_claim(office, member, item_key)
        for one in found:
            tell(f"{one.post_id}  {one.title}")
        if not found:
            raise ActionError(f"No post in review is made from {item_key}.")
        if not yes:
            click.confirm(f"Approve these {len(found)} posts?", abort=True, err=True)
        seen = {one.post_id: one.digest for one in found}
        outcomes = deciding.approve_many(office, member, seen)
    emit(
        [asdict(outcome) for outcome in outcomes],
        as_json=as_json,
        text=lambda: table(
            [(o.post_id, o.state or "not changed", o.refused) for o in outcomes], empty=""
        ),
    )


@command.command("comment")
@click.argument("post", type=int)
@click.argument("text")
@click.option("--answers", type=int, help="Number of the comment this answers.")
@acting
@json_option
def comment(*, post: int, text: str, answers: int | None, seat: Seat, as_json: bool) -> None:
    """Say something about a post; @name tells that member."""
    with seat.open() as (office, member):
        number = commenting.comment(office, member, post, text, answers=answers)
    emit(
        {"comment": number, "post": post},
        as_json=as_json,
        text=lambda: f"Comment {number} stands on post {post}.",
    )


@command.command("comments")
@click.argument("post", type=int)
@acting
@json_option
def comments(*, post: int, seat: Seat, as_json: bool) -> None:
    """Read what was said about a post."""
    with seat.open() as (office, member):
        found = commenting.comments_of(office, member, post)
    emit(
        [asdict(one) for one in found],
        as_json=as_json,
        text=lambda: table(
            [(one.id, one.answers_id or "", one.person, one.text) for one in found],
            empty="Nobody said anything.",
        ),
    )


def _present(office: Office, member: Member, post: int) -> str:
    with office.sessions() as session:
        post_of(session, member, post)
        return post_digest(content.digest() for content in contents.of_post(session, post))
