"""The description says of every operation what it does, what it takes, answers and refuses."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest

from scheduler.domain.scopes import Scope
from scheduler.web.api.application import create_api, operations
from scheduler.web.api.describing import SAID, examples
from scheduler.web.api.refusals import PROBLEM_JSON
from scheduler.web.visit import Site


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    site = Site(office=None, sandbox_url=None, public_base_url="")  # type: ignore[arg-type]
    return create_api(site).openapi()


def every(told: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    ]


def contents(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what goes over the wire as JSON: what is sent, and what is answered when it works."""
    bodies = [operation.get("requestBody", {})]
    bodies += [r for code, r in operation["responses"].items() if code.startswith("2")]
    found = [body.get("content", {}).get("application/json") for body in bodies]
    return [one for one in found if one and one.get("schema")]


def test_every_operation_says_what_it_does_in_a_sentence_of_its_own(told: dict[str, Any]) -> None:
    summaries = [operation["summary"] for _, operation in every(told)]

    assert len(summaries) == len(operations())
    assert len(set(summaries)) == len(summaries)
    assert all(re.match(r"[A-Z].{12,98}$", summary) for summary in summaries)
    assert all(operation["tags"] for _, operation in every(told))
    assert len({operation["operationId"] for _, operation in every(told)}) == len(summaries)


def test_every_operation_names_its_scope(told: dict[str, Any]) -> None:
    for name, operation in every(told):
        scopes = operation["x-scopes"]
        assert len(scopes) == 1, name
        assert set(scopes) <= set(Scope), name
        assert operation["security"] == [{"token": scopes}], name
        assert f"Scope: `{scopes[0]}`" in operation["description"], name


def test_what_only_reads_asks_for_no_more_than_reading(told: dict[str, Any]) -> None:
    """Lists of what others may not know have the scope of those who manage them."""
    private = {"hooks", "tokens", "people", "govern", "plan", "review"}
    for name, operation in every(told):
        if name.startswith("GET "):
            assert operation["x-scopes"][0] in {"read", *private}, name


def test_every_operation_describes_its_refusals_in_one_shape(told: dict[str, Any]) -> None:
    for name, operation in every(told):
        refused = {code for code in operation["responses"] if not code.startswith("2")}
        assert {"401", "403", "422"} <= refused, name
        for code in refused:
            reference = operation["responses"][code]["$ref"]
            assert reference == f"#/components/responses/{SAID[int(code)][0]}"
    for response in told["components"]["responses"].values():
        assert list(response["content"]) == [PROBLEM_JSON]


def test_every_post_takes_an_idempotency_key(told: dict[str, Any]) -> None:
    for name, operation in every(told):
        keys = [one for one in operation.get("parameters", ()) if one["name"] == "Idempotency-Key"]
        assert len(keys) == name.startswith("POST "), name


def test_every_list_comes_in_pages_with_a_stated_limit(told: dict[str, Any]) -> None:
    for name, operation in every(told):
        answered = operation["responses"].get("200", {}).get("content", {})
        schema = answered.get("application/json", {}).get("schema", {})
        assert schema.get("type") != "array", f"{name} answers a bare list: give it pages"
        if not schema.get("$ref", "").rpartition("/")[2].startswith("Page_"):
            continue
        asked = {one["name"]: one["schema"] for one in operation["parameters"]}
        assert asked["limit"]["maximum"] == 200, name
        assert "after" in asked, name


def test_everything_on_the_wire_has_an_example_that_fits(told: dict[str, Any]) -> None:
    shapes = told["components"]["schemas"]
    needed = {
        one["schema"]["$ref"].rpartition("/")[2]
        for _, operation in every(told)
        for one in contents(operation)
        if "$ref" in one["schema"]
    }

    assert needed - examples().keys() == set(), "add them to examples.json"
    assert examples().keys() - shapes.keys() == set(), "no operation knows these any more"
    for name, example in examples().items():
        whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": shapes}}
        jsonschema.validate(example, whole)
        strange = example.keys() - shapes[name]["properties"].keys()
        assert not strange, f"{name} has no {strange}"


def test_no_operation_takes_what_it_does_not_know(told: dict[str, Any]) -> None:
    shapes = told["components"]["schemas"]
    for name, shape in shapes.items():
        if name.endswith("In"):
            assert shape["additionalProperties"] is False, name
