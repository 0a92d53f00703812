"""What leaves is what the platforms' documents describe, written down as schemas beside this page.

A schema allows no member that its document does not name, so that a misspelt one is found here and
not by a platform that silently drops it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scheduler.connectors.base import Outgoing
from scheduler.connectors.registry import connector_class
from tests.scheduler.connectors.cases import CASES, answering, opened
from tests.scheduler.connectors.fake_platform import Asked
from tests.scheduler.connectors.samples import KEY

SCHEMAS = Path(__file__).parent / "schemas"


def body_of(asked: Asked) -> Any:
    """Return what a request says, however it is packed; pictures are left out."""
    kind = str(asked.headers.get("Content-Type", ""))
    if kind.startswith("application/json"):
        return asked.json
    if kind.startswith("application/x-www-form-urlencoded"):
        return asked.form
    boundary = kind.partition("boundary=")[2]
    parts: dict[str, str] = {}
    for part in asked.text.split(f"--{boundary}")[1:-1]:
        head, _, content = part.strip("\r\n").partition("\r\n\r\n")
        if "filename=" not in head:
            parts[head.partition('name="')[2].partition('"')[0]] = content
    return json.loads(parts["payload_json"]) if "payload_json" in parts else parts


def publish_request(name: str, post: Outgoing) -> Asked:
    case = CASES[name]
    platform = answering(name, case.published, *case.afterwards)
    connector = opened(name, platform)
    connector.publish(connector.prepare(post, KEY), KEY)
    return platform.asked[len(case.prepared)]


def schema_of(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.json").read_text("utf-8")))


def wrong(name: str, body: Any) -> list[str]:
    return [f"{one.json_path}: {one.message}" for one in schema_of(name).iter_errors(body)]


def test_there_is_a_schema_with_its_source_for_every_platform() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} == set(CASES)
    for path in SCHEMAS.glob("*.json"):
        schema = json.loads(path.read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        assert "http" in schema["$comment"], path
        assert "read 20" in schema["$comment"], path


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("length", [10, 200])
def test_a_request_is_what_the_document_describes(name: str, length: int) -> None:
    words = " ".join(["Signs"] * (length // 6)) + " https://example.org/facts #EndTrafficking"
    post = replace(CASES[name].post, text=words, title="Know the signs")

    assert wrong(name, body_of(publish_request(name, post))) == []


@pytest.mark.parametrize("name", CASES)
def test_a_schema_would_find_a_member_that_no_platform_knows(name: str) -> None:
    body = body_of(publish_request(name, CASES[name].post))

    assert wrong(name, {**body, "captoin": "misspelt"})


def test_several_pictures_of_a_discord_message_are_described() -> None:
    takes = connector_class("discord").capabilities
    picture = CASES["discord"].post.pictures[0]
    post = replace(CASES["discord"].post, pictures=(picture,) * takes.max_images)

    assert wrong("discord", body_of(publish_request("discord", post))) == []
