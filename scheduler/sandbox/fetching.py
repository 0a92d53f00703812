"""How a platform's own server fetches a picture from a public address.

No redirect, no login, no page that says no to robots: what the platforms' fetchers want.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

_PATIENCE = 10  # seconds
_MOST = 30_000_000
_AGENT = "facebookexternalhit/1.1"


class UnreachableError(Exception):
    """The address gives no picture; the message says why."""


@dataclass(frozen=True, slots=True)
class Fetched:
    data: bytes
    mime: str


def _make_opener() -> urllib.request.OpenerDirector:
    """Return one that follows no redirect and knows no proxy: a 302 is an error like any other."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.HTTPDefaultErrorHandler,
    ):
        opener.add_handler(handler())
    return opener


_opener = _make_opener()


def fetch(url: str) -> Fetched:
    """Fetch a picture, or raise ``UnreachableError``."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UnreachableError("that is no web address")
    if not _welcome(f"{parts.scheme}://{parts.netloc}/robots.txt", url):
        raise UnreachableError("robots.txt forbids it")
    return _get(url)


def _get(url: str) -> Fetched:
    request = urllib.request.Request(url, headers={"User-Agent": _AGENT})  # noqa: S310  # looked at
    try:
        with _opener.open(request, timeout=_PATIENCE) as answer:
            return Fetched(answer.read(_MOST), answer.headers.get_content_type())
    except urllib.error.HTTPError as error:
        raise UnreachableError(f"the address answers {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise UnreachableError("nobody answers there") from error


def _welcome(robots: str, url: str) -> bool:
    rules = RobotFileParser()
    try:
        rules.parse(_get(robots).data.decode("utf-8", "replace").splitlines())
    except UnreachableError:
        return True
    return rules.can_fetch(_AGENT, url)
