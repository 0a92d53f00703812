"""What Facebook, Instagram and Threads share: how Graph is asked and words errors.

Source: https://developers.facebook.com/docs/graph-api/guides/error-handling and
https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/error-codes
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import requests

from scheduler.connectors.base import Json, Receipt, SendError, Verdict
from scheduler.connectors.http import call
from scheduler.connectors.matching import SKEW, instant, same_words
from scheduler.connectors.tokens import Pair, granted
from scheduler.connectors.verdicts import Dialect, Reply, detail_of, ended, text_in
from scheduler.connectors.waits import retry_after

VERSION = "v25.0"  # https://developers.facebook.com/docs/graph-api/changelog: until 2028-07-29
_MINUTE = 60.0

_AGAIN = Verdict.NOT_SENT
_NO = Verdict.PERMANENT
_BY_SUBCODE: Mapping[int, tuple[Verdict, str]] = {
    2207001: (_AGAIN, "{host} had trouble of its own."),
    2207003: (_AGAIN, "{host} took too long to fetch the picture. It is tried again."),
    2207006: (_AGAIN, "{host} no longer has the picture. It is prepared again."),
    2207008: (_AGAIN, "{host} no longer has the prepared post. It is prepared again."),
    2207020: (_AGAIN, "The prepared post has expired. It is prepared again."),
    2207027: (_AGAIN, "{host} still works on the pictures."),
    2207032: (_AGAIN, "{host} could not prepare the post. It is tried again."),
    2207053: (_AGAIN, "{host} could not take the picture. It is tried again."),
    2207042: (Verdict.QUOTA, "The account has posted as often as a day allows."),
    2207050: (_NO, "{host} has restricted this account. Look there for its reasons."),
    2207051: (_NO, "{host} takes this for spam. Wait, and change the words."),
    2207052: (
        _NO,
        "{host} could not fetch the picture. Can the internet reach AWARENESS_PUBLIC_BASE_URL?",
    ),
    1366051: (Verdict.DUPLICATE, "{host} has used these pictures in a post already."),
    1390008: (Verdict.RATE_LIMITED, "{host} finds the account posts too fast."),
}
_UNCLEAR = frozenset({1, 2})
_TROUBLE = "{host} had trouble of its own."
_REFUSED = (_NO, "{host} refused the post.")
_BY_CODE: tuple[tuple[frozenset[int], tuple[Verdict, str]], ...] = (
    (
        frozenset({102, 190}),
        (Verdict.REAUTH, "The access to {host} has run out. Connect the channel again."),
    ),
    (
        frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)}),
        (Verdict.RATE_LIMITED, "{host} asks to slow down. It is tried again later."),
    ),
    (
        frozenset({10, *range(200, 300)}),
        (_NO, "{host} does not allow this. Connect again with the rights to post."),
    ),
    (frozenset({506}), (Verdict.DUPLICATE, "{host} says the same was posted just before.")),
    (
        frozenset({368}),
        (_NO, "{host} has blocked this account or its words. Look there for its reasons."),
    ),
    (frozenset({9}), (Verdict.QUOTA, "The account has posted as often as a day allows.")),
    (
        frozenset({24, 9007}),
        (_AGAIN, "{host} does not have the prepared post ready. It is prepared again."),
    ),
)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _explain(reply: Reply) -> SendError | None:
    error = reply.body.get("error") if isinstance(reply.body, dict) else None
    if reply.ok or not isinstance(error, dict):
        return None
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    verdict, sentence = _meaning(reply, code, subcode, transient=error.get("is_transient") is True)
    said = str(error.get("error_user_msg") or detail_of(error))
    trace = f" Trace: {error['fbtrace_id']}." if error.get("fbtrace_id") else ""
    return SendError(
        verdict,
        f"{sentence.format(host=reply.host)} It said: {ended(said)}{trace}",
        code=f"{code}/{subcode}" if subcode else str(code),
    )


def _meaning(reply: Reply, code: int, subcode: int, *, transient: bool) -> tuple[Verdict, str]:
    # Codes below zero are Instagram's own troubles: what it was asked may have gone through.
    if (code < 0 and reply.irreversible) or (transient and subcode not in _BY_SUBCODE):
        return reply.unclear, _TROUBLE
    if code in _UNCLEAR:
        return reply.unclear, _TROUBLE
    if subcode in _BY_SUBCODE:
        return _BY_SUBCODE[subcode]
    return next((meaning for codes, meaning in _BY_CODE if code in codes), _REFUSED)


def _wait(headers: Mapping[str, str]) -> float | None:
    """Read how long the account must rest, which Graph tells in minutes inside JSON."""
    try:
        usage = json.loads(headers.get("X-Business-Use-Case-Usage", ""))
        rests = [
            one.get("estimated_time_to_regain_access", 0) for ones in usage.values() for one in ones
        ]
    except (ValueError, AttributeError, TypeError):
        rests = []
    longest = max((rest for rest in rests if isinstance(rest, int | float)), default=0)
    return longest * _MINUTE if longest > 0 else retry_after(headers)


DIALECT = Dialect(_explain, _wait)


def graph(session: requests.Session, method: str, url: str, access: str, **parts: Any) -> Json:
    """Ask Graph. The token stands in the form where there is one, in the query elsewhere."""
    where = "data" if method == "POST" else "params"
    parts[where] = {**parts.get(where, {}), "access_token": access}
    return call(session, method, url, dialect=DIALECT, **parts)


def broken(why: str) -> SendError:
    """Say what the platform's own reason for a broken container means."""
    for subcode, (verdict, sentence) in _BY_SUBCODE.items():
        if str(subcode) in why:
            return SendError(
                verdict, f"{sentence.format(host='The platform')} It said: {ended(why)}"
            )
    return SendError(_NO, f"The platform could not prepare the post: {why or 'no reason given'}.")


def ours_among(posts: list[Any], words: str, field: str, since: Any) -> Receipt | None:
    """Return the post with our words that was made since then."""
    for one in posts:
        made = instant(one.get("timestamp"))
        young = made is None or made >= since - SKEW
        if young and same_words(words, str(one.get(field) or "")):
            return Receipt(remote_id=text_in(one, "id"), url=str(one.get("permalink") or ""))
    return None


def longer_lived(session: requests.Session, url: str, grant: str, known: Pair, secret: str) -> Pair:
    """Trade a token of an hour for one of two months."""
    return granted(
        session,
        "GET",
        url,
        dialect=DIALECT,
        params={
            "grant_type": grant,
            "client_secret": secret,
            "access_token": known["access"],
        },
    )


def metrics(answer: Json, names: Mapping[str, str]) -> dict[str, int]:
    """Read insights: ``{"data": [{"name": …, "values": [{"value": 3}]}]}`` or total_value."""
    found: dict[str, int] = {}
    for one in answer.get("data") or []:
        values = one.get("values") or [one.get("total_value") or {}]
        value = values[-1].get("value") if isinstance(values[-1], dict) else None
        if one.get("name") in names and isinstance(value, int):
            found[names[one["name"]]] = value
    return found
