"""OAuth 1.0a: who signed a request, with HMAC-SHA1 over method, address and parameters.

The time is not compared: the clock of the sandbox may be another than the sender's. A nonce is
taken once. Source: RFC 5849
"""

from __future__ import annotations

import base64
import hmac
import re
from hashlib import sha1
from urllib.parse import quote, unquote

from scheduler.sandbox.call import Call
from scheduler.sandbox.world import Account

_PART = re.compile(r'(\w+)="([^"]*)"')


def signer(call: Call, platform: str) -> Account | None:
    """Return the account whose four keys made the signature, None where none did."""
    header = call.headers.get("authorization", "").removeprefix("OAuth ")
    told = {name: unquote(value) for name, value in _PART.findall(header)}
    account = call.world.account_with(platform, "token", told.get("oauth_token", ""))
    if account is None or account["api_key"] != told.get("oauth_consumer_key"):
        return None
    if told.get("oauth_signature_method") != "HMAC-SHA1" or not _fresh(call, platform, told):
        return None
    wanted = _signature(call, account, told)
    given = told.get("oauth_signature", "")
    return account if hmac.compare_digest(wanted.encode(), given.encode()) else None


def _fresh(call: Call, platform: str, told: dict[str, str]) -> bool:
    place = (platform, "nonce", f"{told.get('oauth_timestamp')} {told.get('oauth_nonce')}")
    if not told.get("oauth_nonce") or call.world.database.get(place) is not None:
        return False
    call.world.database.put(place, {})
    return True


def _signature(call: Call, account: Account, told: dict[str, str]) -> str:
    pairs = [(name, value) for name, value in told.items() if name != "oauth_signature"]
    pairs += list(call.query.multi_items())
    if call.content_type == "application/x-www-form-urlencoded":
        pairs += list(call.form.fields)
    encoded = sorted((_quoted(name), _quoted(value)) for name, value in pairs)
    parameters = "&".join(f"{name}={value}" for name, value in encoded)
    address = f"{call.url.scheme}://{call.url.netloc}{call.url.path}"
    base = "&".join(_quoted(part) for part in (call.method, address, parameters))
    key = f"{_quoted(account['api_secret'])}&{_quoted(account['token_secret'])}"
    return base64.b64encode(hmac.digest(key.encode(), base.encode(), sha1)).decode()


def _quoted(text: str) -> str:
    return quote(text, safe="~")
