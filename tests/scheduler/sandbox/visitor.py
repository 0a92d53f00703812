"""Somebody with a plain HTTP client: knows no connector."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import Any, Self
from urllib.parse import urlsplit

from PIL import Image


def a_picture(colour: str = "navy", size: tuple[int, int] = (108, 135), kind: str = "PNG") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, kind)
    return data.getvalue()


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


class Visitor:
    def __init__(self, url: str, *, patience: float = 10) -> None:
        self.url = url
        place = urlsplit(url)
        self._connection = HTTPConnection(str(place.hostname), place.port, timeout=patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Said:
        """Send one request; underscores in the names of headers stand for dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self._connection.request(method, path, body, named)
            answer: HTTPResponse = self._connection.getresponse()
            content = answer.read()
        except Exception:
            self._connection.close()
            raise
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Said(answer.status, told, content)

    def get(self, path: str, **headers: str) -> Said:
        return self.ask("GET", path, None, **headers)

    def post(self, path: str, value: Any = None, **headers: str) -> Said:
        body = json.dumps({} if value is None else value).encode()
        return self.ask("POST", path, body, Content_Type="application/json", **headers)

    def upload(
        self, path: str, fields: dict[str, str], files: dict[str, bytes], **headers: str
    ) -> Said:
        """Send a multipart form, written out by hand."""
        edge = "edge-of-the-form"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        parts += [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="card.png"\r\n'
            "Content-Type: image/png\r\n\r\n".encode()
            + data
            + b"\r\n"
            for name, data in files.items()
        ]
        body = b"".join([*parts, f"--{edge}--\r\n".encode()])
        kind = f"multipart/form-data; boundary={edge}"
        return self.ask("POST", path, body, Content_Type=kind, **headers)

    def posts(self) -> list[Any]:
        return list(self.get("/posts.json").json["posts"])

    def fault(self, **told: Any) -> None:
        answer = self.post("/_sandbox/faults", told)
        assert answer.status == 200, answer.content
