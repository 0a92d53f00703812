"""Access and refresh tokens of the platforms where people sign in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from scheduler.sandbox.world import Account, World

FOREVER = timedelta(days=365_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Whose token it is, how old, and whether it still opens anything."""

    account: Account
    age: timedelta
    expired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    access: str
    refresh: str
    life: timedelta

    @property
    def expires_in(self) -> int:
        return int(self.life.total_seconds())


def issue(
    world: World, account: Account, life: timedelta, refresh_life: timedelta = FOREVER
) -> Issued:
    """Make a new pair, as after a sign-in."""
    life = world.knobs.token_life or life
    issued = Issued(access=secrets.token_urlsafe(40), refresh=secrets.token_urlsafe(40), life=life)
    now = world.now().timestamp()
    for kind, token, span in (
        ("access", issued.access, life),
        ("refresh", issued.refresh, refresh_life),
    ):
        kept = {"account": account.name, "at": now, "until": now + span.total_seconds()}
        world.database.put((account.platform, kind, token), kept, account.name)
    return issued


def holder(world: World, platform: str, token: str, kind: str = "access") -> Grant | None:
    """Return what a token grants, None for one that nobody has."""
    kept = world.database.get((platform, kind, token)) if token else None
    if kept is None:
        return None
    account = next(one for one in world.accounts(platform) if one.name == kept["account"])
    now = world.now().timestamp()
    return Grant(
        account=account, age=timedelta(seconds=now - kept["at"]), expired=now >= kept["until"]
    )


def renew(
    world: World, platform: str, refresh: str, life: timedelta, refresh_life: timedelta = FOREVER
) -> Issued | None:
    """Use a refresh token up for a new pair; None where it was used, has run out or never was."""
    grant = holder(world, platform, refresh, "refresh")
    if grant is None or grant.expired:
        return None
    world.database.drop((platform, "refresh", refresh))
    return issue(world, grant.account, life, refresh_life)
