"""Refusals as programs read them (RFC 9457): one shape, one sentence, and the way out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

PROBLEM_JSON = "application/problem+json"
MOST_FIELDS = 20  # of a body that is wrong in very many places


def refusal(
    status: int, detail: str, hint: str = "", fields: Sequence[dict[str, str]] = ()
) -> Response:
    """Return a refusal; ``fields`` say which parts of the request were not understood."""
    told: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "hint": hint,
    }
    if fields:
        told["fields"] = list(fields)
    return JSONResponse(told, status_code=status, media_type=PROBLEM_JSON)


def not_understood(request: Request, error: Exception) -> Response:
    """Name every field that is missing or wrong; a body that is no JSON at all is 415 or 422."""
    assert isinstance(error, RequestValidationError)
    parts = error.errors()
    if any(part["loc"] == ("body",) for part in parts) and not _says_json(request):
        sent = request.headers.get("content-type", "").partition(";")[0] or "nothing"
        return refusal(
            415, f"The body is to be JSON, not {sent[:80]}.", "Send Content-Type: application/json."
        )
    if any(part["type"] == "json_invalid" for part in parts):
        return refusal(422, "The body is no JSON that can be read.")
    fields = [
        {"field": ".".join(str(step) for step in part["loc"]), "why": str(part["msg"])}
        for part in parts[:MOST_FIELDS]
    ]
    named = ", ".join(dict.fromkeys(one["field"].partition(".")[2] or "body" for one in fields))
    return refusal(422, f"Not understood: {named[:300]}.", "See fields for each.", fields)


def unreadable(_request: Request, _error: Exception) -> Response:
    """Refuse a body of bytes that are no text at all."""
    return refusal(422, "The body is no JSON that can be read.")


def too_large(scope: Scope) -> Response:
    """Refuse a body beyond the limit, in the shape of every refusal.

    Starlette puts a plain text in place of what answers a request whose Content-Length is beyond
    the limit, unless it has forgotten that length.
    """
    watching = scope.get("starlette._body_limit_responder")
    if watching is not None:
        watching.content_length = None
    return refusal(413, "The body is too large.", "12 MB are the limit, 512 MB for a content pack.")


def wrong_method(routes: Sequence[APIRoute]) -> Callable[[Request, Exception], Response]:
    """Return what names the methods that an address takes, for one it does not."""

    def refuse(request: Request, _error: Exception) -> Response:
        allowed = ", ".join(sorted(_taken(routes, request)))
        answer = refusal(405, f"This address takes {allowed}, not {request.method}.")
        answer.headers["allow"] = allowed
        return answer

    return refuse


def not_understood_at(routes: Sequence[APIRoute]) -> Callable[[Request, Exception], Response]:
    """Return what names the fields that are wrong.

    An address of an operation may look like one with a name in it, as /posts/hold like
    /posts/{number}: then the method is what is wrong.
    """
    refuse = wrong_method(routes)

    def explain(request: Request, error: Exception) -> Response:
        if request.method not in _taken(routes, request):
            return refuse(request, error)
        return not_understood(request, error)

    return explain


def _taken(routes: Sequence[APIRoute], request: Request) -> set[str]:
    """Return the methods of the address, of the operations that have the fewest names in it."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    there = [route for route in routes if route.path_regex.match(path)]
    fewest = min((route.path.count("{") for route in there), default=0)
    return {
        method
        for route in there
        if route.path.count("{") == fewest
        for method in route.methods or ()
    }


def _says_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (
        kind.startswith("application/") and kind.endswith("+json")
    )
