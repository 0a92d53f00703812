"""Everything the sandbox holds while it runs: what handlers work with."""

from __future__ import annotations

import secrets
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.sandbox.database import Database, Json
from scheduler.sandbox.faults import Faults
from scheduler.sandbox.knobs import Knobs
from scheduler.sandbox.ledger import Clock, Ledger
from scheduler.sandbox.quotas import Quotas

_REMEMBERED_REQUESTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody's account on a platform, with whatever opens it."""

    platform: str
    name: str
    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values[name]


@dataclass(slots=True)
class Tally:
    """What was asked since the sandbox started."""

    requests: Counter[str] = field(default_factory=Counter)
    last: deque[Json] = field(default_factory=lambda: deque(maxlen=_REMEMBERED_REQUESTS))

    def note(self, platform: str, route: str, status: int, fault: str) -> None:
        self.requests[f"{platform} {route}"] += 1
        self.last.append({"platform": platform, "route": route, "status": status, "fault": fault})


class World:
    """``url`` is where the sandbox itself is reached."""

    def __init__(self, database: Database, url: str, now: Clock) -> None:
        self.database = database
        self.url = url
        self.now = now
        self.knobs = Knobs()
        self.ledger = Ledger(database, now, self.knobs)
        self.quotas = Quotas(now)
        self.faults = Faults()
        self.tally = Tally()
        self._accounts: dict[tuple[str, str], Account] = {
            (platform, name): Account(platform=platform, name=name, values=values)
            for platform, name, values in _stored_accounts(database)
        }
        # A clock that was ahead before a restart must not give the same numbers again.
        self._last_number = _number_at(_latest(database))

    def accounts(self, platform: str) -> list[Account]:
        return [one for one in self._accounts.values() if one.platform == platform]

    def account_with(self, platform: str, field_name: str, value: str) -> Account | None:
        """Return the account a secret or a name belongs to."""
        if not value:
            return None
        for account in self._accounts.values():
            known = account.values.get(field_name, "") if account.platform == platform else ""
            if known and secrets.compare_digest(known.encode(), value.encode()):
                return account
        return None

    def add_account(self, account: Account) -> Account:
        """Keep a new account, also over a restart; the one of that name stays if there is one."""
        place = (account.platform, account.name)
        if place not in self._accounts:
            self.database.put((account.platform, "account", account.name), dict(account.values))
            self._accounts[place] = account
        return self._accounts[place]

    def reset(self) -> None:
        """Begin anew with the same accounts."""
        with self.database.change() as connection:
            connection.execute("DELETE FROM posts")
            connection.execute("DELETE FROM answers")
            connection.execute("DELETE FROM things WHERE kind <> 'account'")
            connection.execute("DELETE FROM sqlite_sequence")
        self.faults.clear()
        self.quotas.relax()
        self.knobs.turn(Knobs().as_plain())
        self.tally = Tally()

    def count(self, platform: str, name: str) -> int:
        """Return 1, 2, 3 … for a name, going on after a restart."""
        place = (platform, "counter", name)
        with self.database.change():
            number = int((self.database.get(place) or {"number": 0})["number"]) + 1
            self.database.put(place, {"number": number})
        return number

    def next_number(self) -> int:
        """Return a number above all before, in the manner of ids that grow with time."""
        self._last_number = max(self._last_number + 1, _number_at(self.now().timestamp()))
        return self._last_number


def _number_at(seconds: float) -> int:
    return int(seconds * 1000) << 16


def _latest(database: Database) -> float:
    rows = database.rows("SELECT max(created_at) AS latest FROM posts")
    return float(rows[0]["latest"] or 0)


def _stored_accounts(database: Database) -> list[tuple[str, str, dict[str, str]]]:
    rows = database.rows("SELECT DISTINCT platform FROM things WHERE kind='account'")
    return [
        (row["platform"], name, {key: str(value) for key, value in values.items()})
        for row in rows
        for name, values in database.all(row["platform"], "account")
    ]
