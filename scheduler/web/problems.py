"""What went wrong, in a sentence with a way out."""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from scheduler.actions.logins import LoginError, TooManyTriesError
from scheduler.actions.office import ActionError, ChangedError, NotAllowedError, NotFoundError
from scheduler.domain.delivery import ForbiddenTransitionError
from scheduler.store.database import OutOfUseError, out_of_use
from scheduler.store.media import MediaPlaceError
from scheduler.store.posts import StalePostError
from scheduler.web import pages
from scheduler.web.api import refusals
from scheduler.web.language import _
from scheduler.web.refusals import told
from scheduler.web.visit import NotLoggedInError, go, own_path

logger = logging.getLogger(__name__)

STATUS = {NotAllowedError: 403, NotFoundError: 404, ChangedError: 409, TooManyTriesError: 429}


def install(app: FastAPI) -> None:
    app.add_exception_handler(NotLoggedInError, _log_in_first)
    app.add_exception_handler(ActionError, _cannot_be_done)
    app.add_exception_handler(StalePostError, _look_again)
    app.add_exception_handler(ForbiddenTransitionError, _look_again)
    app.add_exception_handler(OutOfUseError, _cannot_be_stored)
    app.add_exception_handler(MediaPlaceError, _cannot_be_stored)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _no_such_page)
    app.add_exception_handler(Exception, _our_fault)


def _log_in_first(request: Request, _error: Exception) -> Response:
    if _wants_json(request):
        return JSONResponse({"error": "log in first"}, status_code=401)
    if request.method != "GET":
        return go("/login")
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return go("/login" if here == "/" else f"/login?next={quote(here, safe='/?=&')}")


def _cannot_be_done(request: Request, error: Exception) -> Response:
    assert isinstance(error, ActionError)
    if _is_form_address(request):
        return go(_page_above(request))
    code = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    if code == HTTPStatus.CONFLICT and "if-match" in request.headers:
        code = HTTPStatus.PRECONDITION_FAILED  # what they saw came in that header
    title = {
        403: _("You may not do this"),
        404: _("There is no such thing here"),
        409: _("Please look again"),
        429: _("Please wait"),
    }.get(code, _("That could not be done"))
    return _problem(request, code, title, error.message, error.hint)


def _look_again(request: Request, _error: Exception) -> Response:
    return _problem(
        request,
        409,
        _("Please look again"),
        _("Somebody else was faster: this is no longer what you saw."),
        _("Nothing was changed. Open it again before deciding."),
    )


def _cannot_be_stored(request: Request, error: Exception) -> Response:
    """Tell of a disk that is full, or a database or picture store that is closed to us."""
    logger.error("Nothing can be stored", exc_info=error, extra={"action": "not_stored"})
    why = out_of_use(error) if isinstance(error, OutOfUseError) else str(error)
    return _problem(
        request,
        503,
        _("That could not be done"),
        why,
        _("Nothing was changed. Tell your operator, and try again when that is mended."),
    )


def _not_understood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if all(part["loc"][0] == "path" for part in error.errors()):
        if _is_form_address(request):
            return go(_page_above(request))
        return _no_such_page(request, HTTPException(HTTPStatus.NOT_FOUND))
    if _is_program(request):
        return refusals.not_understood(request, error)
    fields = ", ".join(str(part["loc"][-1]) for part in error.errors())
    return _problem(
        request,
        422,
        _("That was not understood"),
        _("Something is missing or has a form we cannot read: %s.") % fields,
        _("Go back, check it and try again."),
    )


def _no_such_page(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND:
        title = _("There is no such page")
        message = _("The address may be old, or belong to another organization.")
        if _is_program(request) and error.detail != HTTPStatus.NOT_FOUND.phrase:
            message = str(error.detail)  # said on purpose, by an operation
        return _problem(request, 404, title, message, "")
    is_form = error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET"
    if is_form and not _wants_json(request):
        return go(_page_above(request))
    answer = _problem(request, error.status_code, _("That did not work"), str(error.detail), "")
    answer.headers.update(error.headers or {})
    return answer


def _is_form_address(request: Request) -> bool:
    """Say whether only forms are sent here, although a page with a part like it was found."""
    if request.method != "GET" or _wants_json(request):
        return False
    forms = request.app.state.forms
    return any(address.fullmatch(request.url.path) for address in forms)


def _page_above(request: Request) -> str:
    """Return the nearest page above an address that only forms are sent to.

    Reloading, or coming back to such an address from a bookmark, asks for it as for a page.
    """
    above = request.url.path
    while "/" in above.strip("/"):
        above = above.rpartition("/")[0]
        asked = {**request.scope, "path": above, "method": "GET"}
        if any(route.matches(asked)[0] is Match.FULL for route in request.app.routes):
            return above
    return "/"


def _our_fault(request: Request, error: Exception) -> Response:
    reference = secrets.token_hex(4)
    logger.error(
        "A page failed",
        exc_info=error,
        extra={"action": "page_failed", "reference": reference, "path": request.url.path},
    )
    return _problem(
        request,
        500,
        _("Something broke on our side"),
        _("Nothing you typed is at fault. What was already saved is safe."),
        _("If it happens again, tell your operator this reference: %s.") % reference,
    )


def _problem(request: Request, code: int, title: str, message: str, hint: str) -> Response:
    if _is_program(request):
        return refusals.refusal(code, message, hint)
    message, hint = told(message), told(hint)
    if _wants_json(request):
        return JSONResponse({"error": message, "hint": hint}, status_code=code)
    words = {
        "title": title,
        "message": message,
        "hint": hint,
        "back": _back(request),
        "is_login": isinstance(request.scope.get("error"), LoginError),
    }
    return pages.render(request, "problem.html", status_code=code, words=words)


def _back(request: Request) -> str:
    """Return the page the person came from, if it is one of ours."""
    came_from = urlsplit(request.headers.get("referer", ""))
    if came_from.netloc != request.headers.get("host"):
        return "/"
    return own_path(came_from.path + (f"?{came_from.query}" if came_from.query else ""))


def _is_program(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _wants_json(request: Request) -> bool:
    return request.headers.get("accept", "").startswith("application/json")
