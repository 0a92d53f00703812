"""Every operation does what it is for, and answers no secret that it did not just make."""

from __future__ import annotations

import pytest

from scheduler.web.api.application import operations
from tests.scheduler.actions.provider import provider
from tests.scheduler.listening_program import a_listener
from tests.scheduler.web.api.journey import Journey, reaching, travel
from tests.scheduler.web.world import World


@pytest.fixture
def journey(world: World) -> Journey:
    with provider() as server, a_listener() as listening:
        return travel(reaching(world), server, listening.url)


def test_every_operation_is_used_and_answers(journey: Journey) -> None:
    known = {f"{method} {route.path}" for route in operations() for method in route.methods or ()}

    assert known - journey.done.keys() == set()
    assert journey.done["POST /webhooks/{number}/test"].json() == {"taken": True, "said": ""}
    assert journey.done["GET /audit/verify"].json()["broken_at"] is None
    assert journey.done["PUT /policies"].json()["policy"]["warning"]
    for operation, answer in journey.done.items():
        for secret in (b"a secret token", b"granted-token", b"locked_secrets", b"password_hash"):
            assert secret not in answer.content, operation
