"""What holds for every platform of the sandbox, by whatever name it goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scheduler.sandbox.platforms import PLATFORMS
from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.visitor import Visitor

ALL = pytest.mark.parametrize("name", PLATFORMS)
DOCS = Path(__file__).resolve().parents[3] / "docs" / "sandbox.md"


@ALL
@pytest.mark.parametrize("status", [400, 404, 429, 500, 502, 503])
def test_a_refusal_is_worded_in_the_platforms_json(name: str, status: int) -> None:
    answer = PLATFORMS[name].refusal(status, 7)

    assert json.loads(answer.content)
    # Slack says most things with status 200, Bluesky has no 404, Graph tells a rate limit as 403.
    assert answer.status == status or (name, status) in {
        ("slack", 404),
        ("bluesky", 404),
        ("facebook", 404),
        ("facebook", 429),
        ("instagram", 404),
        ("instagram", 429),
        ("threads", 404),
        ("threads", 429),
    }


@ALL
def test_one_route_makes_posts_public(name: str) -> None:
    assert "publish" in {route.name for route in PLATFORMS[name].routes}


@ALL
def test_an_unknown_address_is_answered_in_the_platforms_words(name: str, visitor: Visitor) -> None:
    answer = visitor.post(f"/{name}/nonsense/of/some/length")

    assert "json" in answer.headers["content-type"]
    assert answer.json


@ALL
def test_an_account_stays_the_same_and_is_nobody_elses(
    name: str, sandbox: RunningSandbox, visitor: Visitor
) -> None:
    first = sandbox.account(name)
    other = visitor.post("/_sandbox/accounts", {"platform": name, "name": "other"}).json

    assert first.keys() == other.keys() == sandbox.account(name).keys()
    assert set(first.values()) != set(other.values())


@ALL
def test_the_page_of_the_sandbox_names_every_route_and_quota(name: str) -> None:
    [row] = [one for one in DOCS.read_text("utf-8").splitlines() if f"| `{name}` |" in one]
    routes, quotas = row.split("|")[2:4]

    assert set(routes.replace(" ", "").split(",")) == {one.name for one in PLATFORMS[name].routes}
    told = {one.split()[0] for one in quotas.split(",") if one.strip() != "none"}
    assert told == {one.name for one in PLATFORMS[name].quotas}


@ALL
def test_the_module_says_where_its_rules_come_from(name: str) -> None:
    package = Path(__file__).resolve().parents[3] / "scheduler" / "sandbox" / "platforms"
    module = package / f"{name.removesuffix('_bot')}.py"

    head = module.read_text("utf-8").split('"""')[1]

    assert "Source: http" in " ".join(head.split())
