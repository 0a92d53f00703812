"""What leaves for Pinterest and X fits the models their makers generate from their descriptions.

Sources: https://github.com/pinterest/pinterest-python-generated-api-client and
https://github.com/xdevplatform/xdk, as published on PyPI.
"""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tests.real.conftest import MODULES
from tests.scheduler.connectors.cases import CASES
from tests.scheduler.connectors.test_requests import body_of, publish_request

# Runs with the Python that has these packages; ours does not.
JUDGE = """
import json, sys
told = json.load(sys.stdin)
name, body = told["name"], told["body"]
try:
    if name == "pinterest":
        from openapi_generated.pinterest_client.model.pin_create import PinCreate
        from openapi_generated.pinterest_client.model.pin_media_source import PinMediaSource
        PinMediaSource._new_from_openapi_data(**body["media_source"])
        PinCreate._new_from_openapi_data(**body)
        unknown = set(body) - set(PinCreate.openapi_types)
    else:
        from xdk.posts.models import CreateRequest
        CreateRequest.model_validate(body)
        unknown = set(body) - set(CreateRequest.model_fields)
    print(json.dumps([f"unknown: {one}" for one in sorted(unknown)]))
except Exception as error:
    print(json.dumps([str(error)]))
"""


def found_wrong(name: str, body: Any) -> list[str]:
    done = subprocess.run(  # noqa: S603  # our own program
        [f"{MODULES}/python/bin/python", "-c", JUDGE],
        input=json.dumps({"name": name, "body": body}),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    complaints: list[str] = json.loads(done.stdout)
    return complaints


@pytest.mark.parametrize("name", ["pinterest", "x"])
def test_nothing_is_wrong_with_a_request(name: str) -> None:
    assert found_wrong(name, body_of(publish_request(name, CASES[name].post))) == []


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("pinterest", {"alt_text": "x" * 501}),
        ("pinterest", {"captoin": "misspelt"}),
        ("x", {"media": {"media_ids": "m1"}}),
        ("x", {"txet": "misspelt"}),
    ],
)
def test_the_models_would_find_what_is_wrong(name: str, changes: dict[str, Any]) -> None:
    body = body_of(publish_request(name, CASES[name].post))

    assert found_wrong(name, {**body, **changes}) != []
