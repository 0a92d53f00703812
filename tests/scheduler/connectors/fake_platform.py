"""A platform that answers what a test wrote down, in that order, and keeps what it was asked."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse

from scheduler.connectors.http import Session, new_session

Answer = tuple[int, Any] | tuple[int, Any, Mapping[str, str]] | Exception

NOW = "Mon, 11 Jan 2027 09:00:00 GMT"


class Asked:
    """One request as it arrived."""

    def __init__(self, request: requests.PreparedRequest) -> None:
        self.method = request.method or ""
        self.url = request.url or ""
        self.path = urlsplit(self.url).path
        self.query = parse_qs(urlsplit(self.url).query)
        self.headers = request.headers
        self.body = request.body or b""

    @property
    def text(self) -> str:
        return self.body if isinstance(self.body, str) else self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.text, keep_blank_values=True))


class FakePlatform(BaseAdapter):
    """Plays ``(status, body)`` or ``(status, body, headers)``; an exception is raised instead.

    A body that is text or bytes goes out as it is, anything else as JSON.
    """

    def __init__(self, *answers: Answer) -> None:
        super().__init__()
        self._answers = list(answers)
        self.asked: list[Asked] = []

    def session(self) -> Session:
        session = new_session()
        session.mount("https://", self)
        return session

    @property
    def last(self) -> Asked:
        return self.asked[-1]

    @property
    def is_done(self) -> bool:
        return not self._answers

    def send(
        self, request: requests.PreparedRequest, *args: object, **kwargs: object
    ) -> requests.Response:
        self.asked.append(Asked(request))
        assert self._answers, f"nobody expected {request.method} {request.url}"
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, body, *headers = answer
        return _response(request, status, body, headers[0] if headers else {})

    def close(self) -> None:
        pass


def _response(
    request: requests.PreparedRequest, status: int, body: Any, headers: Mapping[str, str]
) -> requests.Response:
    content = body if isinstance(body, bytes) else _as_bytes(body)
    response = requests.Response()
    response.status_code = status
    response.headers = CaseInsensitiveDict({"Date": NOW, **headers})
    response.raw = HTTPResponse(io.BytesIO(content), preload_content=False)
    response.request = request
    response.url = request.url or ""
    return response


def _as_bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()
