"""What leaves for Discord is what its published OpenAPI description allows."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import pytest

from tests.real.conftest import HERE, MODULES
from tests.scheduler.connectors.cases import CASES
from tests.scheduler.connectors.test_requests import body_of, publish_request


def found_wrong(name: str, body: Any) -> list[str]:
    done = subprocess.run(  # noqa: S603  # our own script
        ["node", str(HERE / "discord.js")],  # noqa: S607  # whichever node is there
        input=json.dumps({"name": name, "body": body}) + "\n",
        env={**os.environ, "REAL_MODULES": MODULES},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    issues: list[str] = json.loads(done.stdout)
    return issues


@pytest.mark.parametrize("name", ["discord", "discord_bot"])
def test_nothing_is_wrong_with_a_message(name: str) -> None:
    body = body_of(publish_request(name, CASES[name].post))

    assert body["attachments"][0]["description"]
    assert found_wrong(name, body) == []


def test_the_description_would_find_an_alt_text_that_is_too_long() -> None:
    body = body_of(publish_request("discord", CASES["discord"].post))
    body["attachments"][0]["description"] = "x" * 1025

    assert found_wrong("discord", body) != []
