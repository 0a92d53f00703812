"""A server that lets apps in by OAuth 2 and means it: exact way back, PKCE, each code once."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit


class Provider:
    """What the server knows. ``let_in`` plays the person who says yes in the browser."""

    def __init__(self) -> None:
        self.url = ""
        self.redirects: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.version = "4.7.2"

    def let_in(self, address: str) -> str:
        """Return the address the browser is sent back to."""
        told = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert told["redirect_uri"] == self.redirects[told["client_id"]], "another way back"
        assert told["response_type"] == "code"
        code = f"code-{len(self.codes)}"
        self.codes[code] = told
        answer = {"code": code, "state": told["state"]}
        return f"{told['redirect_uri']}?{urlencode(answer)}"

    def refuse(self, address: str) -> str:
        told = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        answer = {"error": "access_denied", "state": told["state"]}
        return f"{told['redirect_uri']}?{urlencode(answer)}"

    def answer(self, method: str, path: str, form: dict[str, str], bearer: str) -> tuple[int, Any]:
        self.asked.append(f"{method} {path}")
        match path:
            case "/api/v1/apps":
                client_id = f"app-{len(self.redirects)}"
                self.redirects[client_id] = form["redirect_uris"]
                return 200, {"client_id": client_id, "client_secret": "app-secret-1"}
            case "/oauth/token":
                return self._token(form)
            case "/api/v1/accounts/verify_credentials" if bearer == "granted-token-1":
                return 200, {"id": "7", "acct": "hope", "url": f"{self.url}/@hope"}
            case "/api/v1/instance":
                return 200, {"version": self.version}
            case "/api/v2/instance":
                return 200, {"configuration": {"statuses": {"max_characters": 700}}}
        return 401, {"error": "The access token is invalid"}

    def _token(self, form: dict[str, str]) -> tuple[int, Any]:
        told = self.codes.pop(form.get("code", ""), None)
        if told is None or form.get("client_secret") != "app-secret-1":
            return 400, {"error": "invalid_grant"}
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if (told.get("code_challenge"), told["redirect_uri"]) != (challenge, form["redirect_uri"]):
            return 400, {"error": "invalid_grant", "error_description": "the proof does not fit"}
        return 200, {"access_token": "granted-token-1", "token_type": "Bearer"}


@contextmanager
def provider() -> Iterator[Provider]:
    here = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._serve({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            kind = self.headers.get("Content-Type", "")
            self._serve(json.loads(body) if "json" in kind else dict(parse_qsl(body)))

        def _serve(self, form: dict[str, str]) -> None:
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            status, told = here.answer(self.command, urlsplit(self.path).path, form, bearer)
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
