"""One request as a platform's handler sees it, and the answer it gives."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_form
from starlette.requests import Request

from scheduler.sandbox.database import Json
from scheduler.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Answer:
    """``body`` goes out as JSON, or as it is when it is bytes."""

    body: Any = b""
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_headers(self, headers: Mapping[str, str]) -> Answer:
        return Answer(self.body, self.status, {**headers, **self.headers})

    @property
    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def content_type(self) -> str:
        if "content-type" in self.headers:
            return self.headers["content-type"]
        return "text/plain" if isinstance(self.body, bytes) else "application/json; charset=utf-8"


class RefusedError(Exception):
    """The platform says no, in its own words."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class UnreadableError(ValueError):
    """The body is not what its content type says."""


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a body in their order; a name may come several times."""

    fields: tuple[tuple[str, str], ...]
    uploads: tuple[Upload, ...] = ()

    def get(self, name: str, default: str = "") -> str:
        return next((value for key, value in self.fields if key == name), default)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]

    def upload(self, name: str) -> Upload | None:
        return next((one for one in self.uploads if one.name == name), None)

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.fields)


class Call:
    """A request whose body has arrived."""

    def __init__(self, world: World, request: Request, body: bytes) -> None:
        self.world = world
        self.method = request.method
        self.url = request.url
        self.headers = request.headers
        self.query = request.query_params
        self.path: Mapping[str, str] = request.path_params
        self.body = body

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def bearer(self) -> str:
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    def json(self) -> Json:
        """Return the JSON object of the body, or raise ``UnreadableError``."""
        try:
            value = json.loads(self.body)
        except ValueError as error:
            raise UnreadableError("no JSON") from error
        if not isinstance(value, dict):
            raise UnreadableError("no JSON object")
        return value

    @cached_property
    def form(self) -> Form:
        """Return the fields of a form, urlencoded or multipart; ``UnreadableError`` for others."""
        if self.content_type == "application/x-www-form-urlencoded":
            try:
                pairs = parse_qsl(self.body.decode(), keep_blank_values=True)
            except UnicodeDecodeError as error:
                raise UnreadableError("no form") from error
            return Form(tuple(pairs))
        if self.content_type != "multipart/form-data":
            raise UnreadableError("no form")
        return _multipart(self.headers.get("content-type", ""), self.body)


def _multipart(content_type: str, body: bytes) -> Form:
    fields: list[tuple[str, str]] = []
    uploads: list[Upload] = []

    def keep_field(one: Any) -> None:
        fields.append(((one.field_name or b"").decode(), (one.value or b"").decode()))

    def keep_upload(one: Any) -> None:
        one.file_object.seek(0)
        uploads.append(
            Upload(
                name=(one.field_name or b"").decode(),
                filename=(one.file_name or b"").decode("utf-8", "replace"),
                data=one.file_object.read(),
            )
        )
        one.close()

    headers = {"Content-Type": content_type.encode(), "Content-Length": str(len(body)).encode()}
    try:
        parse_form(headers, io.BytesIO(body), keep_field, keep_upload)
    except (FormParserError, UnicodeDecodeError) as error:
        raise UnreadableError("a broken form") from error
    return Form(tuple(fields), tuple(uploads))
