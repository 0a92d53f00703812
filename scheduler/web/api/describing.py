"""The description in OpenAPI: every operation in our words, with scope, refusals and examples."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from scheduler.web.api.once import LONGEST_KEY
from scheduler.web.api.refusals import PROBLEM_JSON
from scheduler.web.api.shapes import Problem

Json = dict[str, Any]

SAID = {
    401: ("NoToken", "No token, or none that holds"),
    403: ("NotAllowed", "The token's scope or the person's role does not cover this"),
    404: ("NotThere", "There is no such thing in this organization"),
    409: ("LookAgain", "It is no longer what was seen, or just being done: look again"),
    412: ("SeenBefore", "The post is no longer what If-Match says was seen"),
    413: ("TooLarge", "The body is too large"),
    415: ("NotJSON", "The body has a type that is not taken here"),
    422: ("CannotBe", "It cannot be done as asked, or was not understood"),
    503: ("NotStored", "Nothing can be stored at the moment, and nothing was changed"),
}
ABOUT = """\
Everything the pages do, for programs. A token acts for one person in one organization, within
its scopes. Lists come in pages: follow `next` until it is null. A POST with an `Idempotency-Key`
is done once within a day: sent again it gets the first answer, with `Idempotency-Replayed: true`;
the key with another body is refused. Every refusal is one shape (RFC 9457) with one sentence."""


def name_of(route: APIRoute) -> str:
    """Return what the operation is called by programs that are made from the description."""
    return f"{route.endpoint.__module__.rpartition('.')[2]}_{route.name}"


def describe(api: FastAPI, routes: Sequence[APIRoute]) -> None:
    """Have ``api`` give our description of ``routes``, which are all it has."""

    @cache
    def description() -> Json:
        return _described(api, routes)

    api.openapi = description  # type: ignore[method-assign]  # the way FastAPI documents


@cache
def examples() -> dict[str, Json]:
    """Return one example for each shape on the wire, by the shape's name."""
    found: dict[str, Json] = json.loads((files(__package__) / "examples.json").read_text("utf-8"))
    return found


def _described(api: FastAPI, routes: Sequence[APIRoute]) -> Json:
    told = get_openapi(title=api.title, version=api.version, description=ABOUT, routes=api.routes)
    shapes = told["components"]["schemas"]
    shapes.update(_shapes(Problem))
    for name in ("HTTPValidationError", "ValidationError"):
        shapes.pop(name, None)
    told["components"]["responses"] = {
        name: {
            "description": text,
            "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for name, text in SAID.values()
    }
    for name, example in examples().items():
        if name in shapes:
            shapes[name]["examples"] = [example]
    for route in routes:
        for method in route.methods or ():
            _tell(route, method, told["paths"][route.path_format][method.lower()])
    return told


def _tell(route: APIRoute, method: str, operation: Json) -> None:
    text = inspect.getdoc(route.endpoint) or ""
    scopes = sorted({scope for need in operation["security"] for scope in need["token"]})
    operation["summary"] = text.partition("\n")[0].removesuffix(".")
    whole = " ".join(text.split())
    operation["description"] = f"{whole} Scope: `{'`, `'.join(scopes)}`."
    operation["x-scopes"] = scopes
    asked = operation.setdefault("parameters", [])
    if method == "POST":
        asked.append(_key())
    for code in _codes(method, operation):
        operation["responses"][str(code)] = {"$ref": f"#/components/responses/{SAID[code][0]}"}
    if not asked:
        del operation["parameters"]


def _codes(method: str, operation: Json) -> Iterator[int]:
    yield from (401, 403, 404, 422, 503)
    if method != "GET":
        yield 409
    if "requestBody" in operation:
        yield from (413, 415)
    if any(one["name"].lower() == "if-match" for one in operation.get("parameters", ())):
        yield 412


def _key() -> Json:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Any text that is new for this request: with it, it is done once.",
        "schema": {"type": "string", "maxLength": LONGEST_KEY},
        "example": "my-import-2027-01-11",
    }


def _shapes(shape: type[Problem]) -> Json:
    made = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**made.pop("$defs", {}), shape.__name__: made}
