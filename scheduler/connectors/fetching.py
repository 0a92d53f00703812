"""Fetches a picture the way a platform would: from outside, without a login or a redirect."""

from __future__ import annotations

from http import HTTPStatus

import requests
from urllib3.exceptions import HTTPError

from scheduler.connectors.base import SendError, Verdict
from scheduler.connectors.http import new_session

_TIMEOUT = (5, 15)
_MORE = 1024


def fetch(address: str, wanted: bytes, mime_type: str, *, allow_private: bool = False) -> None:
    """Raise ``SendError`` saying what is wrong unless ``address`` shows exactly ``wanted``."""
    session = new_session(allow_private=allow_private)
    try:
        with session.get(address, timeout=_TIMEOUT, allow_redirects=False, stream=True) as response:
            shown = response.raw.read(len(wanted) + _MORE, decode_content=True)
    except (requests.RequestException, HTTPError):
        raise SendError(Verdict.NOT_SENT, "it does not answer.") from None
    if HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST:
        raise SendError(
            Verdict.NOT_SENT, "it redirects, which platforms do not follow. Give the final address."
        )
    if response.status_code != HTTPStatus.OK:
        raise SendError(Verdict.NOT_SENT, f"it answers with the status {response.status_code}.")
    told = response.headers.get("Content-Type", "").partition(";")[0]
    if told != mime_type:
        raise SendError(
            Verdict.NOT_SENT, f"it calls a picture {told or 'nothing'} instead of {mime_type}."
        )
    if shown != wanted:
        raise SendError(Verdict.NOT_SENT, "it shows something else than the picture.")
