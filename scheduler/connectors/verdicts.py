"""What an answer means for the post: a verdict, and one sentence for people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from scheduler.connectors.base import SendError, Verdict
from scheduler.connectors.waits import Wait, retry_after

_LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer as it came. ``body`` is parsed JSON, or None where there was none."""

    host: str
    status: int
    headers: Mapping[str, str]
    text: str
    body: Any
    irreversible: bool

    @property
    def ok(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def unclear(self) -> Verdict:
        """The verdict when nobody can tell whether this request did its work."""
        return Verdict.AMBIGUOUS if self.irreversible else Verdict.NOT_SENT


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one platform words its refusals.

    ``explain`` sees every answer, also those with status 200, and returns an error where the
    platform's own words say more than the status, else None.
    """

    explain: Callable[[Reply], SendError | None] = lambda _: None
    wait: Wait = retry_after


PLAIN = Dialect()

_MEANINGS: Mapping[int, tuple[Verdict, str]] = {
    401: (Verdict.REAUTH, "{host} no longer accepts this access. Connect the channel again."),
    403: (
        Verdict.PERMANENT,
        "{host} forbids this. Look at the account's permissions and standing there.",
    ),
    404: (Verdict.PERMANENT, "{host} has nothing at this address. Check it, and the account."),
    405: (Verdict.PERMANENT, "{host} does not offer this. Is the server address right?"),
    410: (Verdict.PERMANENT, "{host} says this is gone for good. Check the account there."),
    413: (Verdict.PERMANENT, "{host} finds the picture or post too large."),
    429: (Verdict.RATE_LIMITED, "{host} asks to slow down. It will be tried again later."),
}
_OWN_TROUBLE = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})


def explain(reply: Reply) -> SendError:
    """Return the verdict that a bare HTTP status stands for."""
    verdict, sentence = _meaning(reply)
    said = detail_of(reply.body)
    return SendError(
        verdict, f"{sentence} It said: {ended(said)}" if said else sentence, status=reply.status
    )


def pause(error: SendError, reply: Reply, dialect: Dialect) -> float | None:
    """Return how long the platform asked to wait.

    Headers that tell when a limit is renewed stand on every answer; they matter only where the
    limit was the reason.
    """
    if error.retry_after is not None:
        return error.retry_after
    slowed = error.verdict in {Verdict.RATE_LIMITED, Verdict.QUOTA}
    return dialect.wait(reply.headers) if slowed else retry_after(reply.headers)


def _meaning(reply: Reply) -> tuple[Verdict, str]:
    host, status = reply.host, reply.status
    if status in _MEANINGS:
        verdict, sentence = _MEANINGS[status]
        return verdict, sentence.format(host=host)
    if status in _OWN_TROUBLE or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        sentence = trouble(host, f"failed ({status})", irreversible=reply.irreversible)
        return reply.unclear, sentence
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Verdict.PERMANENT, _redirect(reply)
    return Verdict.PERMANENT, f"{host} refused the request ({status})."


def _redirect(reply: Reply) -> str:
    target = urlsplit(reply.headers.get("Location", "")).hostname or "another address"
    return (
        f"{reply.host} redirects to {target}. Redirects are not followed, because the access "
        "would be handed on with them: enter the final address."
    )


def trouble(host: str, what: str, *, irreversible: bool) -> str:
    if irreversible:
        return f"{host} {what} while the post was on its way: it may be public or not."
    return f"{host} {what}. Nothing was published; it can be tried again."


def unreadable(reply: Reply) -> SendError:
    """Return the error for an answer that says success in a language nobody agreed on."""
    kind = "a web page" if reply.text.lstrip()[:1] == "<" else "something unreadable"
    what = f"answered with {kind} instead of data ({reply.status})"
    sentence = trouble(reply.host, what, irreversible=reply.irreversible)
    if not reply.irreversible:
        sentence += " Is the server address right?"
    return SendError(reply.unclear, sentence, status=reply.status)


def text_in(answer: Any, *path: str, verdict: Verdict = Verdict.NOT_SENT) -> str:
    """Return the text or number at ``path``, or raise ``verdict`` because the answer lacks it."""
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    if isinstance(answer, str | int) and str(answer):
        return str(answer)
    raise SendError(
        verdict,
        f"The platform said yes, but its answer lacks “{'.'.join(path)}”.",
    )


def counts(told: Any, names: Mapping[str, str]) -> dict[str, int]:
    """Return the numbers of ``told`` under our words for them; ``names`` maps theirs to ours."""
    found = {} if not isinstance(told, dict) else told
    return {
        ours: found[theirs] for theirs, ours in names.items() if isinstance(found.get(theirs), int)
    }


def ended(said: str) -> str:
    """Return somebody else's words as a sentence that another one can follow."""
    return said if said.endswith((".", "!", "?", "…", "。")) else f"{said}."


def detail_of(body: Any) -> str:
    """Return what the platform itself said about an error, in one short line."""
    if isinstance(body, list):
        return detail_of(body[0]) if body else ""
    if not isinstance(body, dict):
        return _one_line(body) if isinstance(body, str) else ""
    for name in ("error_description", "message", "detail", "description", "error", "title"):
        said = detail_of(body.get(name))
        if said:
            return said
    return detail_of(body.get("errors"))


def _one_line(text: str) -> str:
    line = re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in text)).strip()
    return line if len(line) <= _LONGEST_DETAIL else line[: _LONGEST_DETAIL - 1] + "…"
