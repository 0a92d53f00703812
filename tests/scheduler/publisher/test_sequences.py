"""Whatever happens in whatever order: never two live copies, and nothing lost without a word."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from scheduler.actions import pausing, settling
from scheduler.actions.office import ActionError
from scheduler.connectors.base import (
    Account,
    Capabilities,
    Json,
    Outgoing,
    Receipt,
    SendError,
    Verdict,
)
from scheduler.domain.delivery import State
from scheduler.domain.pause import PauseScope
from scheduler.publisher.reconciling import look_for
from scheduler.publisher.rounds import put_right
from scheduler.publisher.sending import send_next
from scheduler.publisher.worker import Point, Worker
from scheduler.store import attempts
from scheduler.store.database import open_database, upgrade
from tests.scheduler.publisher.place import Place, Watch, a_place


class DiedError(BaseException):
    """The process ends here: nothing after it is done, as by SIGKILL."""


@dataclass
class Network:
    """Every platform at once: what is public, what shows late, what the next request meets."""

    watch: Watch
    posts: list[tuple[str, str, datetime]] = field(default_factory=list)  # account, key, shown from
    coming: list[tuple[datetime, str, str]] = field(default_factory=list)  # accepted only then
    next_fault: str = ""

    def arrive(self) -> None:
        for at, account, key in [one for one in self.coming if one[0] <= self.watch.now]:
            self.coming.remove((at, account, key))
            self.posts.append((account, key, self.watch.now))

    def copies(self) -> Counter[str]:
        return Counter(key for _, key, _ in self.posts)


class Fake:
    """A connector that keeps the contract; ``account`` says of which family it is."""

    platform = "mastodon"
    title = "Fake"
    fields = ()

    def __init__(self, network: Network, account: str) -> None:
        self._network = network
        self._account = account
        self.capabilities = Capabilities(
            finds=account != "none", repeats_safely=account == "chosen key"
        )

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        if self._network.next_fault == "prepare":
            self._network.next_fault = ""
            raise SendError(Verdict.NOT_SENT, "The server is down.")
        return {"text": outgoing.text, "key": key}

    def publish(self, request: Json, key: str) -> Receipt:
        network, fault = self._network, self._network.next_fault
        network.next_fault = ""
        if fault == "refused":
            raise SendError(Verdict.PERMANENT, "Too rude.")
        if fault == "limited":
            raise SendError(Verdict.RATE_LIMITED, "Slow down.", retry_after=30)
        if fault == "lost before":
            raise SendError(Verdict.AMBIGUOUS, "No answer.")
        if fault == "accepted later":
            network.coming.append((network.watch.now + timedelta(seconds=50), self._account, key))
            raise SendError(Verdict.AMBIGUOUS, "No answer.")
        if self._account != "chosen key" or key not in network.copies():
            shown = network.watch.now + timedelta(seconds=40 if fault == "shows late" else 0)
            network.posts.append((self._account, key, shown))
        if fault in {"lost after", "shows late"}:
            raise SendError(Verdict.AMBIGUOUS, "No answer.")
        return Receipt(remote_id=key, url=f"https://example.org/{key}")

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        if self._account == "none":
            raise SendError(Verdict.AMBIGUOUS, "Nobody can look here.")
        network = self._network
        exact = self._account == "chosen key"
        for account, known, shown in network.posts:
            if (account, known) == (self._account, key) and (exact or shown <= network.watch.now):
                return Receipt(remote_id=key, url=f"https://example.org/{key}")
        return None

    def verify(self) -> Account:
        raise NotImplementedError

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        return {}

    def delete(self, receipt: Receipt) -> None:
        raise NotImplementedError

    def credentials(self) -> Mapping[str, str]:
        return {}


FAMILIES = ("list", "chosen key", "none")
FAULTS = (
    "prepare",
    "refused",
    "limited",
    "lost before",
    "lost after",
    "shows late",
    "accepted later",
)


class Publishing(RuleBasedStateMachine):
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "a.db")
        self.database = open_database(f"sqlite:///{self.folder / 'a.db'}")
        self.place: Place = a_place(self.database.sessions, self.folder)
        self.network = Network(self.place.watch)

        def connect(_: str, values: Mapping[str, str], **__: object) -> Any:
            return Fake(self.network, values["token"])

        self.place.office = replace(self.place.office, open_connector=connect)
        self.channels = {
            family: self.place.a_channel(server="https://example.org", account=family)
            for family in FAMILIES
        }
        self.made: dict[int, str] = {}
        self.paused = 0

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)

    @rule(family=st.sampled_from(FAMILIES), minutes=st.sampled_from([0, 2]))
    def plan(self, family: str, minutes: int) -> None:
        due = self.place.watch.now + timedelta(minutes=minutes)
        delivery = self.place.a_delivery(self.channels[family], due=due, pictures=0)
        self.made[delivery] = self.place.delivery(delivery).key

    @rule(fault=st.sampled_from(FAULTS))
    def break_next(self, fault: str) -> None:
        self.network.next_fault = fault

    @rule(family=st.sampled_from(FAMILIES), dies=st.sampled_from([None, None, *Point]))
    def send(self, family: str, dies: Point | None) -> None:
        def reached(point: Point) -> None:
            if point is dies:
                raise DiedError

        with suppress(DiedError):
            send_next(Worker(office=self.place.office, reached=reached), self.channels[family])

    @rule(seconds=st.sampled_from([5, 31, 70, 200]))
    def wait(self, seconds: int) -> None:
        self.place.watch.forward(seconds=seconds)
        self.network.arrive()

    @rule()
    def put_right(self) -> None:
        worker = Worker(office=self.place.office)
        put_right(worker)
        with self.place.office.sessions() as session:
            looks = attempts.to_look_for(session, self.place.watch.now, 10)
        for attempt in looks:
            look_for(worker, attempt)

    @rule()
    def a_person_looks(self) -> None:
        """Say of what is in doubt what the network shows, once nothing is on its way any more."""
        if self.network.coming:
            return
        for delivery, key in self.made.items():
            if self.place.delivery(delivery).state is State.UNCONFIRMED:
                public = key in self.network.copies()
                url = f"https://example.org/{key}" if public else None
                settling.settle(self.place.office, self.place.member, delivery, url=url)

    @rule()
    def pause_or_resume(self) -> None:
        office, member = self.place.office, self.place.member
        if self.paused:
            pausing.resume(office, member, self.paused)
            self.paused = 0
        else:
            scope = PauseScope.EVERYTHING
            self.paused = pausing.pause(office, member, scope, "", "a crisis")

    @rule()
    def release(self) -> None:
        for delivery in self.made:
            try:
                settling.retry(self.place.office, self.place.member, delivery)
            except ActionError:
                continue

    @invariant()
    def nothing_is_out_twice(self) -> None:
        assert max(self.network.copies().values(), default=0) <= 1

    @invariant()
    def what_is_published_is_out_and_what_is_out_is_known(self) -> None:
        copies = self.network.copies()
        for delivery, key in self.made.items():
            state = self.place.delivery(delivery).state
            if state is State.PUBLISHED:
                assert copies[key] == 1
            if state in {State.FAILED, State.MISSED, State.CANCELLED}:
                assert copies[key] == 0


def test_no_order_of_events_doubles_or_loses_a_post(tmp_path: Path) -> None:
    Publishing.template = tmp_path / "template.db"
    upgrade(f"sqlite:///{Publishing.template}")

    run_state_machine_as_test(
        Publishing,
        settings=settings(
            max_examples=int(os.environ.get("AWARENESS_TEST_EXAMPLES", "20")),
            stateful_step_count=22,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
