"""What a platform is made of: routes, accounts, and how it words its refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account, World

Handler = Callable[[Call], Answer]
FIRST_ACCOUNT = "awareness"


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that can be asked. ``name`` is how fault switches speak of it."""

    method: str
    path: str
    name: str
    handler: Handler
    blocks: bool = False  # it fetches something, so the server must not wait for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """``refusal`` words a status for which no handler ran: 429, 500, 502 and the like.

    ``values`` makes the secrets of a new account; ``fields`` says what a person has to enter to
    connect it; ``pages`` are the addresses at which people read its posts;
    ``quotas`` those that can be enforced.
    """

    name: str
    title: str
    routes: tuple[Route, ...]
    values: Callable[[World, str], Mapping[str, str]]
    fields: Callable[[World, Account], Mapping[str, str]]
    refusal: Callable[[int, float], Answer]
    expired: Callable[[], Answer]
    pages: tuple[str, ...] = ()
    quotas: tuple[Quota, ...] = ()


def open_account(world: World, platform: Platform, name: str) -> Account:
    """Return the platform's account of that name, making it the first time."""
    for account in world.accounts(platform.name):
        if account.name == name:
            return account
    return world.add_account(
        Account(platform=platform.name, name=name, values=platform.values(world, name))
    )
