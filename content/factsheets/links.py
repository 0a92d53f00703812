"""Web addresses in running text: where they stand, whether they can be followed, what is broken."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import regex

# Endings that a bare name ("love146.org") must have to be read as an address. The generic ones
# in use by public bodies and charities, and countries; a full address may have any ending.
_ENDINGS = (
    "org|com|net|gov|edu|mil|int|info|health|help|chat|support|care|foundation|ngo|ong|charity"
    "|international|global|online|site|app|io|co|us|uk|ca|mx|es|br|pt|ar|cl|pe|au|nz|ie|fr|de|eu"
    "|cn|hk|tw|in|za|example"
)
_PATH = r"[^\s<>\"'“”«»()（），。、؛،]"
_ADDRESS = regex.compile(
    rf"""(?<![\w@./-])(?:
        (?P<scheme>https?://){_PATH}++
      | www\.[\w-]++(?:\.[\w-]++)++(?:/{_PATH}*+)?
      | (?:[a-z0-9][a-z0-9-]*+\.){{1,5}}(?:{_ENDINGS})(?![\w@-]|\.[a-z])(?:/{_PATH}*+)?
    )""",
    regex.VERBOSE | regex.IGNORECASE,
)
# An address with blanks in its host: "https://www.some tool.org".
_BROKEN = regex.compile(
    r"""(?<![\w@./-])(?:https?://(?:www\.)?|www\.)[\w-]+(?:\ [\w-]+){1,4}
        \.(?:org|com|net|gov|edu|info|co|us)(?:/\S*)?(?!\w)""",
    regex.VERBOSE | regex.IGNORECASE,
)
_EMAIL = regex.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_HOST = regex.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}", regex.IGNORECASE)
_TRAILING = ".,;:!?*_]…"


def checked(raw: str) -> str | None:
    """Return the address to follow for ``raw`` as printed; None when it cannot be followed."""
    text = raw.strip()
    if any(c.isspace() for c in text) or "<" in text:
        return None
    full = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or parts.username is not None:
        return None
    return full if _HOST.fullmatch(host) or _is_international(host) else None


def repaired(raw: str, text: str) -> str:
    """Propose an address for a broken one, for a person to confirm; empty when none is likely."""
    tried = "".join(raw.split())
    for candidate in (tried, tried.replace(",", "."), "".join(text.split())):
        address = checked(candidate)
        if address and _ADDRESS.fullmatch(candidate):
            return address if "://" in candidate else f"https://{candidate}"
    return ""


def addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and words of every address that is printed in ``text``."""
    taken = [match.span() for match in _EMAIL.finditer(text)]
    taken += [match.span() for match in _broken(text)]
    for match in _ADDRESS.finditer(text):
        words = match.group().rstrip(_TRAILING)
        start = match.start()
        if any(a <= start < b for a, b in taken):
            continue
        yield start, start + len(words), words


def broken_addresses(text: str) -> Iterator[str]:
    """Yield addresses whose host is torn by blanks."""
    for match in _broken(text):
        yield match.group()


def _broken(text: str) -> Iterator[regex.Match[str]]:
    for match in _BROKEN.finditer(text):
        host = match.group().split("//")[-1].split(" ")[0]
        if not _ADDRESS.fullmatch(host.removeprefix("www.")):
            yield match


def _is_international(host: str) -> bool:
    try:
        return bool(_HOST.fullmatch(host.encode("idna").decode("ascii")))
    except UnicodeError:
        return False
