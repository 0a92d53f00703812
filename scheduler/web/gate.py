"""What every request passes: no change from another site, strict headers, a language."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scheduler.web import language

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LANGUAGE_COOKIE = "awareness_language"

# Nothing inline, nothing from elsewhere. The one script turns fetched pages of our own into
# nodes, which Trusted Types allow through the policy named here.
DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "awareness",
}
POLICY = "; ".join(f"{name} {value}" for name, value in DIRECTIVES.items())
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Gate:
    """Pure ASGI, so that the language set here is seen by the endpoints' threads."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        cookies = _cookies(headers.get("cookie", ""))
        language.use(
            language.choose(cookies.get(LANGUAGE_COOKIE, ""), headers.get("accept-language", ""))
        )
        secure = scope["scheme"] == "https"
        if scope["method"] not in SAFE and comes_from_elsewhere(headers):
            refusal = PlainTextResponse(
                "This change was asked for by another site, so it was refused.\n", status_code=403
            )
            await refusal(scope, receive, _guarded(send, secure=secure))
            return
        await self._app(scope, receive, _guarded(send, secure=secure))


def comes_from_elsewhere(headers: Headers) -> bool:
    """Say whether a browser reports that another site sent this change.

    The rule of Go 1.25's CrossOriginProtection: trust Sec-Fetch-Site, else compare Origin with
    Host, else let through only what carries no cookie (programs, not browsers).
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc != headers.get("host")
    return "cookie" in headers


def _guarded(send: Send, *, secure: bool) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
            if secure:
                headers.setdefault("strict-transport-security", "max-age=31536000")
        await send(message)

    return guarded


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
