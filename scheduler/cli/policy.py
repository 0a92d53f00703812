"""``awareness policy``: what it takes to approve."""

from __future__ import annotations

from dataclasses import asdict

import click

from scheduler.actions import governing
from scheduler.actions.office import ActionError
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import choice, emit, json_option, table, tell
from scheduler.domain.policy import MOST, Policy, PolicyScope
from scheduler.store import people
from scheduler.store.policies import ScopedPolicy

scope_option = click.option(
    "--for",
    "scope",
    type=choice(PolicyScope),
    default=PolicyScope.ORGANIZATION.value,
    show_default=True,
    help="What the policy is about.",
)
target_option = click.option(
    "--target", default="", help="Number of the campaign or channel, or the kind."
)


@click.group("policy")
def command() -> None:
    """Approval policies: who must say yes, for what."""


@command.command("list")
@acting
@json_option
def show(*, seat: Seat, as_json: bool) -> None:
    """List the policies; all that cover a post hold together."""
    with seat.open() as (office, member):
        found = governing.policies_of(office, member)
    emit(
        [_plain(scoped) for scoped in found],
        as_json=as_json,
        text=lambda: table(
            [(one.scope, one.target, _words(one.policy)) for one in found],
            empty="There is no policy: one approval by anybody is asked.",
        ),
    )


@command.command("set")
@scope_option
@target_option
@click.option("--approvals", type=click.IntRange(0, MOST), default=1, show_default=True)
@click.option("--named", multiple=True, metavar="EMAIL", help="Must be among those who approve.")
@click.option("--four-eyes", is_flag=True, help="The author's own approval does not count.")
@acting
@json_option
def set_(  # one option for each fact
    *,
    scope: str,
    target: str,
    approvals: int,
    named: tuple[str, ...],
    four_eyes: bool,
    seat: Seat,
    as_json: bool,
) -> None:
    """Set a policy; a stricter one sends back what has not gone out yet."""
    with seat.open() as (office, member):
        with office.sessions() as session:
            there = {one.email: one for one in people.members(session, member.organization_id)}
        for email in named:
            if email.lower() not in there:
                raise ActionError(f"{email} is no member.", "'awareness member list' shows them.")
        policy = Policy(
            approvals=approvals,
            named=frozenset(there[email.lower()].person_id for email in named),
            four_eyes=four_eyes,
        )
        done = governing.set_policy(office, member, PolicyScope(scope), target, policy)
    if policy.warning:
        tell(f"Warning: {policy.warning}")
    back = f" Back in review: posts {', '.join(map(str, done.reopened))}." if done.reopened else ""
    emit(
        {**_plain(done.policy), "reopened": list(done.reopened), "warning": policy.warning},
        as_json=as_json,
        text=lambda: f"{scope} {target}: {_words(policy)}.{back}".replace(" :", ":"),
    )


@command.command("remove")
@scope_option
@target_option
@acting
@json_option
def remove(*, scope: str, target: str, seat: Seat, as_json: bool) -> None:
    """Take the policy of a campaign, channel or kind away."""
    with seat.open() as (office, member):
        governing.remove_policy(office, member, PolicyScope(scope), target)
    emit(
        {"removed": {"scope": scope, "target": target}},
        as_json=as_json,
        text=lambda: f"The policy for {scope} {target} is gone.",
    )


def _plain(scoped: ScopedPolicy) -> dict[str, object]:
    return {**asdict(scoped), "policy": scoped.policy.to_json()}


def _words(policy: Policy) -> str:
    named = f", among them {len(policy.named)} named" if policy.named else ""
    return f"{policy.approvals} approvals{named}{', not the author' if policy.four_eyes else ''}"
