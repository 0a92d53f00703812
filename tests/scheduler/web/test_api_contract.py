"""Whatever is sent to the API, it answers as its description says, and never breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance
from starlette.testclient import TestClient

from scheduler.actions import programming
from scheduler.domain.roles import Role
from scheduler.domain.scopes import Scope
from scheduler.store.database import open_database
from scheduler.store.media import MediaStore
from scheduler.web.api.application import operations
from tests.scheduler.web.test_channels import Refusing, with_platform
from tests.scheduler.web.world import World, a_world, some_posts

FEW = settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)
# A pack is sent as the bytes it is.
schemathesis.serializer.alias("application/zip", "application/octet-stream")
# A zone that does not exist is no matter of the schema, and the token given here stays in place
# when Schemathesis takes credentials away: test_nothing_is_answered_without_a_token does that.
OTHERWISE_TESTED = [
    ignored_auth,
    positive_data_acceptance,
]


@pytest.fixture(scope="module")
def busy(_migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("api")
    path = folder / "api.db"
    path.write_bytes(_migrated_file.read_bytes())
    database = open_database(f"sqlite:///{path}")
    world = with_platform(a_world(database, MediaStore(folder / "media")), Refusing)
    some_posts(world, 3)
    yield world
    database.close()


@pytest.fixture(scope="module")
def described(busy: World) -> tuple[Any, str]:
    """The API's own description, and a token that may do everything."""
    _number, token = programming.make_token(
        busy.office, busy.members[Role.OWNER], "contract", tuple(Scope), timedelta(days=1)
    )
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", busy.app()), token


def known() -> list[str]:
    return [f"{method} {route.path}" for route in operations() for method in route.methods or ()]


@pytest.mark.parametrize("operation", known())
def test_an_operation_answers_as_described(described: tuple[Any, str], operation: str) -> None:
    schema, token = described
    method, path = operation.split(" ", 1)
    chosen = schema[path][method]

    @FEW
    @given(case=chosen.as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(
            headers={"authorization": f"Bearer {token}"}, excluded_checks=OTHERWISE_TESTED
        )

    ask()


def test_nothing_is_answered_without_a_token(busy: World) -> None:
    client = TestClient(busy.app())

    for operation in known():
        method, path = operation.split(" ", 1)
        answer = client.request(method, f"/api/v1{re.sub('{.*?}', '1', path)}", json={})
        assert answer.status_code == 401, operation
