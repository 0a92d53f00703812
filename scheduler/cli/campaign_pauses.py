"""``awareness campaign pause``, ``resume``, ``pauses``."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.pausing import Resumed, kept_back
from scheduler.actions.pausing import pause as pause_action
from scheduler.actions.pausing import resume as resume_action
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table
from scheduler.domain.pause import AfterPause, PauseScope
from scheduler.store import pauses as stored


@click.command("pause")
@click.argument("number", type=int, metavar="[ID]", required=False)
@click.option("--everything", is_flag=True)
@click.option("--platform", default="")
@click.option("--channel", default="")
@click.option("--topic", default="")
@click.option("--reason", required=True)
@acting
@json_option
def pause(
    *,
    number: int | None,
    everything: bool,
    platform: str,
    channel: str,
    topic: str,
    reason: str,
    seat: Seat,
    as_json: bool,
) -> None:
    """Stop a campaign, a platform, a channel, a topic or everything before the next send."""
    scope, target = _scope(
        {
            PauseScope.CAMPAIGN: str(number) if number is not None else "",
            PauseScope.PLATFORM: platform,
            PauseScope.CHANNEL: channel,
            PauseScope.TOPIC: topic,
        },
        everything=everything,
    )
    with seat.open() as (office, member):
        begun = pause_action(office, member, scope, target, reason)
    emit(
        {"pause": begun, "scope": scope, "target": target},
        as_json=as_json,
        text=lambda: (
            f"Paused (number {begun}); 'awareness campaign resume --pause {begun}' ends it."
        ),
    )


@click.command("resume")
@click.argument("number", type=int, metavar="[ID]", required=False)
@click.option("--pause", "pause_id", type=int, help="A pause by its number.")
@click.option(
    "--missed",
    type=click.Choice([one.value for one in AfterPause]),
    help="What becomes of posts whose time came meanwhile.",
)
@acting
@json_option
def resume(
    *, number: int | None, pause_id: int | None, missed: str | None, seat: Seat, as_json: bool
) -> None:
    """End a pause; asks what becomes of what was missed."""
    with seat.open() as (office, member):
        numbers = [pause_id] if pause_id is not None else _of_campaign(office, member, number)
        done = []
        for one in numbers:
            after = _after(office, member, one, missed)
            done.append(resume_action(office, member, one, after))
    emit(
        [asdict(one) for one in done],
        as_json=as_json,
        text=lambda: "\n".join(
            f"It goes on: {one.sent} go out late, {one.held} wait for a decision, "
            f"{one.skipped} are given up, {one.too_late} are past their window."
            if one != Resumed()
            else "It goes on; nothing had fallen due."
            for one in done
        ),
    )


@click.command("pauses")
@acting
@json_option
def pauses(*, seat: Seat, as_json: bool) -> None:
    """List what is paused, since when and why."""
    with seat.open() as (office, member), office.sessions() as session:
        found = stored.running(session, member.organization_id)
    emit(
        [asdict(one) for one in found],
        as_json=as_json,
        text=lambda: table(
            [
                (one.id, one.scope, one.target, f"{one.began_at:%Y-%m-%d %H:%M} UTC", one.reason)
                for one in found
            ],
            empty="Nothing is paused.",
        ),
    )


COMMANDS = (pause, resume, pauses)


def _scope(named: dict[PauseScope, str], *, everything: bool) -> tuple[PauseScope, str]:
    found = [(scope, target) for scope, target in named.items() if target]
    if everything:
        found.append((PauseScope.EVERYTHING, ""))
    if len(found) != 1:
        raise ActionError(
            "Name one thing to pause.",
            "A campaign's number, or --everything, --platform, --channel or --topic.",
        )
    return found[0]


def _of_campaign(office: Office, member: Member, number: int | None) -> list[int]:
    if number is None:
        raise ActionError(
            "Name a campaign or a --pause.", "'awareness campaign pauses' lists them."
        )
    with office.sessions() as session:
        running = [
            one.id
            for one in stored.running(session, member.organization_id)
            if (one.scope, one.target) == (PauseScope.CAMPAIGN, str(number))
        ]
    if not running:
        raise ActionError(f"Campaign {number} is not paused.")
    return running


def _after(office: Office, member: Member, pause_id: int, missed: str | None) -> AfterPause:
    """Return what was asked for; where posts were missed and nobody said, ask."""
    late = kept_back(office, member, pause_id)
    if missed is not None:
        return AfterPause(missed)
    if not late:
        return AfterPause.SEND
    question = f"{len(late)} deliveries fell due while it was paused"
    if sys.stdin.isatty():
        choices = click.Choice([one.value for one in AfterPause])
        return AfterPause(click.prompt(f"{question}: what becomes of them", type=choices, err=True))
    raise ActionError(
        f"{question}.",
        "Say --missed send (late, while their window is open), hold (somebody decides) or skip.",
    )
