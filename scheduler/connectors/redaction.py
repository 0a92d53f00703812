"""Takes secrets out of what people and logs get to read."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

HIDDEN = "[hidden]"
_SHORTEST_SECRET = 6  # shorter strings occur in ordinary words

_SHAPES = (
    re.compile(r"(?i)(?<=bearer )[\w.~+/=-]+"),
    re.compile(r"(?<!\d)\d{6,}:[\w-]{20,}"),  # a Telegram bot token, also in a path
    re.compile(r"(?<=/webhooks/)\d+/[\w-]+"),  # Discord
    re.compile(r"(?<=hooks\.slack\.com/)[\w/]+"),
    re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"),  # a JSON web token
    re.compile(
        r"(?i)(?<=[?&])(access_token|token|key|secret|client_secret|fb_exchange_token|signature)"
        r"=[^&\s\"']+"
    ),
    re.compile(r"\bwhsec_[\w+/=-]+|\bxox[a-z]-[\w-]+"),
)

# At DEBUG these log the path of every request, and with it the tokens of Telegram and Discord.
for _chatty in ("urllib3", "requests"):
    logging.getLogger(_chatty).setLevel(logging.INFO)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Replace the given secrets, and whatever looks like a token."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    for shape in _SHAPES:
        text = shape.sub(HIDDEN, text)
    return text
