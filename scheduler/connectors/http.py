"""One request, one verdict. Repeats nothing, follows no redirect, tells no secret."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypedDict, Unpack, cast
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase
from requests.exceptions import InvalidHeader
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
)

from scheduler.connectors.base import Json, SendError, Verdict
from scheduler.connectors.guard import (
    NO_SECURE_CONNECTION,
    RefusesPlainText,
    Transport,
    anywhere,
    is_public,
)
from scheduler.connectors.listening import Saved, fingerprint, listener
from scheduler.connectors.redaction import redact
from scheduler.connectors.verdicts import (
    PLAIN,
    Dialect,
    Reply,
    explain,
    pause,
    trouble,
    unreadable,
)

Timeout = tuple[float, float]

TALK: Timeout = (5, 30)
UPLOAD: Timeout = (5, 120)
MAX_ANSWER_BYTES = 5_000_000
_REMAINING = ("X-RateLimit-Remaining", "RateLimit-Remaining")
_DRIBBLE = 4  # an answer may take this many read timeouts in all


class Parts(TypedDict, total=False):
    """What goes into a request."""

    params: Mapping[str, str | int] | Sequence[tuple[str, str]]
    json: Any
    data: Mapping[str, Any] | list[tuple[str, str]] | bytes
    files: Mapping[str, Any] | Sequence[tuple[str, Any]]
    headers: Mapping[str, str]
    auth: AuthBase


class Marked(Parts, total=False):
    """``part`` marks an upload or container: a later try may use its answer instead of it."""

    part: bool


Keep = Callable[[Mapping[str, str]], None]
"""Stores new credentials of an account, before they are used."""


def keep_nothing(_: Mapping[str, str]) -> None:
    """Leave new credentials to whoever asks ``credentials()`` later."""


class Session(requests.Session):
    """Knows which strings nobody must read, and where new credentials go."""

    def __init__(self) -> None:
        super().__init__()
        self.secrets: tuple[str, ...] = ()
        self.keep: Keep = keep_nothing


@cache
def product() -> str:
    try:
        number = version("awareness-scheduler")
    except PackageNotFoundError:
        number = "0"
    return f"awareness-scheduler/{number} (+https://pypi.org/project/awareness-scheduler/)"


def new_session(*, allow_private: bool = False) -> Session:
    """Return a session that reaches the open internet over TLS only, unless told otherwise."""
    session = Session()
    session.trust_env = False  # neither ~/.netrc nor a proxy setting may change where tokens go
    session.headers["User-Agent"] = product()
    session.mount("https://", Transport(anywhere if allow_private else is_public))
    session.mount("http://", Transport(anywhere) if allow_private else RefusesPlainText())
    return session


def call(
    session: requests.Session,
    method: str,
    url: str,
    *,
    irreversible: bool = False,
    timeout: Timeout | None = None,
    dialect: Dialect = PLAIN,
    **parts: Unpack[Marked],
) -> Json:
    """Send one request and return the JSON object it answered with, ``{}`` for an empty answer."""
    reply = exchange(
        session,
        method,
        url,
        irreversible=irreversible,
        timeout=timeout,
        dialect=dialect,
        **parts,
    )
    if not reply.text.strip():
        return {}
    if not isinstance(reply.body, dict):
        raise unreadable(reply)
    return reply.body


def call_list(
    session: requests.Session,
    url: str,
    *,
    dialect: Dialect = PLAIN,
    params: Mapping[str, str | int] | Sequence[tuple[str, str]] = (),
) -> list[Json]:
    """Read a JSON list of objects."""
    reply = exchange(session, "GET", url, dialect=dialect, params=params)
    if not isinstance(reply.body, list) or not all(isinstance(one, dict) for one in reply.body):
        raise unreadable(reply)
    return reply.body


def exchange(
    session: requests.Session,
    method: str,
    url: str,
    *,
    irreversible: bool = False,
    timeout: Timeout | None = None,
    dialect: Dialect = PLAIN,
    **parts: Unpack[Marked],
) -> Reply:
    """Send one request and return its answer if that says success, else raise ``SendError``."""
    if timeout is None:
        timeout = UPLOAD if "files" in parts or isinstance(parts.get("data"), bytes) else TALK
    part = fingerprint(method, url, parts) if parts.pop("part", False) else ""
    if part and (saved := listener().recall(part)):
        return _recalled(saved, url)
    sent = cast("Parts", parts)  # the mark is taken out
    listener().asked(_uploads(sent))
    reply = _send(session, method, url, irreversible=irreversible, timeout=timeout, **sent)
    if _is_spent(reply) and (wait := dialect.wait(reply.headers)):
        listener().spent(wait)
    if part and reply.ok and dialect.explain(reply) is None:
        told = {"status": reply.status, "headers": dict(reply.headers), "text": reply.text}
        listener().remember(part, told)
    error = dialect.explain(reply) or (None if reply.ok else explain(reply))
    if error is None:
        return reply
    raise SendError(
        error.verdict,
        redact(error.message, _secrets_of(session, parts)),
        retry_after=pause(error, reply, dialect),
        status=error.status or reply.status,
        code=error.code,
    )


def _uploads(parts: Parts) -> int:
    """Count the files in a request. Bytes alone are a picture, unless they say to be words."""
    files = parts.get("files")
    if files is not None:
        each = files.values() if isinstance(files, Mapping) else [one for _, one in files]
        return sum(not isinstance(one, tuple) or one[0] is not None for one in each)
    kind = parts.get("headers", {}).get("Content-Type", "")
    return int(isinstance(parts.get("data"), bytes) and not kind.startswith("application/json"))


def _is_spent(reply: Reply) -> bool:
    """Say whether the answer tells that it was the last one for now."""
    return any(reply.headers.get(name, "").strip() == "0" for name in _REMAINING)


def _recalled(saved: Saved, url: str) -> Reply:
    return Reply(
        host=urlsplit(url).hostname or "the server",
        status=int(saved["status"]),
        headers=CaseInsensitiveDict(saved["headers"]),
        text=str(saved["text"]),
        body=_parsed(str(saved["text"]).encode()),
        irreversible=False,
    )


def _send(
    session: requests.Session,
    method: str,
    url: str,
    *,
    irreversible: bool,
    timeout: Timeout,
    **parts: Unpack[Parts],
) -> Reply:
    host = urlsplit(url).hostname or "the server"
    try:
        with session.request(
            method, url, timeout=timeout, allow_redirects=False, stream=True, **parts
        ) as response:
            content = b"".join(_chunks(response, timeout[1] * _DRIBBLE))
    except (requests.RequestException, HTTPError, UnicodeError, _TooMuchError) as error:
        # Their own words hold the whole address, and with it the tokens of some platforms.
        raise _verdict_on(error, host, irreversible=irreversible) from None
    return Reply(
        host=host,
        status=response.status_code,
        headers=CaseInsensitiveDict(response.headers),
        text=content.decode("utf-8", "replace"),
        body=_parsed(content),
        irreversible=irreversible,
    )


class _TooMuchError(Exception):
    """The answer is too large or too slow to be one."""


def _chunks(response: requests.Response, deadline: float) -> Iterator[bytes]:
    started, size = time.monotonic(), 0
    for chunk in response.iter_content(65_536):
        size += len(chunk)
        if size > MAX_ANSWER_BYTES:
            raise _TooMuchError("sent far more than an answer")
        if time.monotonic() - started > deadline:
            raise _TooMuchError("sent its answer too slowly")
        yield chunk


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _verdict_on(error: Exception, host: str, *, irreversible: bool) -> SendError:
    """Say what a request without a whole answer means: gone for certain, or nobody knows."""
    if isinstance(error, InvalidHeader | UnicodeError):
        return SendError(
            Verdict.REAUTH,
            "The stored access holds characters that cannot be sent. Connect the channel again.",
        )
    if isinstance(error, ValueError):  # how requests marks every fault of an address
        return SendError(Verdict.PERMANENT, "The server address is not one. Correct it.")
    if why := _never_left(error):
        return SendError(Verdict.NOT_SENT, f"No connection to {host}: {why}. Nothing was sent.")
    what = str(error) if isinstance(error, _TooMuchError) else "broke off"
    return SendError(
        Verdict.AMBIGUOUS if irreversible else Verdict.NOT_SENT,
        trouble(host, what, irreversible=irreversible),
    )


def _never_left(error: Exception) -> str:
    """Say why no connection was made; empty where one was, so that something may have left."""
    for reason in _reasons(error):
        match reason:
            case NameResolutionError():
                return "there is no server of that name, or no way to look it up"
            case NewConnectionError() if NO_SECURE_CONNECTION in str(reason):
                return "it has no valid certificate for a secure connection"
            case NewConnectionError() | ConnectTimeoutError() | requests.ConnectTimeout():
                return "it does not answer"
    return ""


def _reasons(error: BaseException) -> Iterator[BaseException]:
    """Yield an error of requests and what it wraps: urllib3 keeps the cause in ``reason``."""
    yield error
    for inner in (*error.args, getattr(error, "reason", None)):
        if isinstance(inner, BaseException):
            yield from _reasons(inner)


def _secrets_of(session: requests.Session, parts: Parts) -> Iterator[str]:
    if isinstance(session, Session):
        yield from session.secrets
    for headers in (session.headers, parts.get("headers", {})):
        yield str(headers.get("Authorization", "")).rpartition(" ")[2]
