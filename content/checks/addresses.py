"""Addresses in a caption: whole, safe to follow, and of use where the caption is shown."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from content.captions.limits import limit_for, platforms
from content.captions.links import addresses
from content.checks.model import Draft, Hit
from content.checks.slips import one_slip_apart

_MEANT = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,9}:/{1,3}\S*|\bhttps?:[^\s/]\S*|\bwww\.\S+", re.IGNORECASE
)
_CLOSING = ".,;:!?)]}\u201d\u2019\"'»"
_CUT = ("\u2026", "...")
_LOOK_LIKE_LATIN = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
_NOT_LATIN = frozenset({"be", "bg", "el", "hy", "mk", "ru", "sr", "uk"})
_SHORTEST_NAME = 6  # shorter ones are alike by chance


def broken(draft: Draft) -> Iterator[Hit]:
    """Find what was meant as an address and is none that can be followed."""
    for text in draft.passages[:1]:
        whole = {span.text for span in addresses(text)}
        for found in _MEANT.finditer(text):
            meant = found.group()
            if reason := _trouble(meant, whole) or _looks_like_another(meant, draft.language):
                yield Hit(words=meant, message=f"The address {meant!r} {reason}.")


def not_clickable(draft: Draft) -> Iterator[Hit]:
    """Find addresses on a platform where nobody can follow them."""
    if draft.platform in platforms() and not limit_for(draft.platform).clickable_links:
        for span in addresses(draft.caption):
            yield Hit(words=span.text)


def too_many(draft: Draft) -> Iterator[Hit]:
    most = limit_for(draft.platform).max_links if draft.platform in platforms() else None
    found = {span.text for span in addresses(draft.caption)}
    if most is not None and len(found) > most:
        yield Hit(
            words=" ".join(sorted(found)),
            message=f"The caption has {len(found)} addresses; {draft.platform} takes {most}.",
        )


def not_encrypted(draft: Draft) -> Iterator[Hit]:
    for span in addresses(draft.caption):
        if span.text.lower().startswith("http://"):
            yield Hit(words=span.text)


def nearly(draft: Draft) -> Iterator[Hit]:
    """Find addresses that could be taken for that of a contact and lead elsewhere."""
    own = {host: c for c in draft.contacts if (host := _bare_host(c.url))}
    for span in addresses(draft.caption):
        host = _bare_host(span.text)
        if host in own or host in draft.source_text:
            continue
        for known, contact in own.items():
            if _could_be_taken_for(known, host):
                yield Hit(
                    words=span.text,
                    message=f"{span.text} is not the address of {contact.name}, {known}.",
                )


def _bare_host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _could_be_taken_for(known: str, host: str) -> bool:
    if host.endswith(f".{known}"):
        return False
    name, other = known.rpartition(".")[0], host.rpartition(".")[0]
    alike = name == other or one_slip_apart(known, host) or host.startswith(f"{known}.")
    return alike and len(name) >= _SHORTEST_NAME


def _trouble(meant: str, whole: set[str]) -> str:
    bare = meant.rstrip(_CLOSING)
    if meant.endswith(_CUT):
        return "is cut off"
    if bare.lower().startswith("www."):
        bare = f"https://{bare}"
        whole = {*whole, *(span.text for span in addresses(bare))}
    try:
        parts = urlsplit(bare)
    except ValueError:
        return "is no web address"
    if parts.scheme.lower() not in {"http", "https"}:
        return "is no web address; it must begin with https://"
    if parts.username is not None:
        return "holds a user name, which hides where it leads"
    return _trouble_of_host(parts.hostname or "") or (
        "" if any(bare.startswith(address) for address in whole) else "is no web address"
    )


def _trouble_of_host(host: str) -> str:
    if "." not in host.strip(".").removeprefix("www.") or "," in host:
        return "names no server"
    return "leads to a bare number instead of a name" if _is_number(host) else ""


def _looks_like_another(meant: str, language: str) -> str:
    if language.partition("-")[0].lower() in _NOT_LATIN:
        return ""
    hides = any(map(_hides_letters, (urlsplit(meant).hostname or "").split(".")))
    return "is written with letters that only look like Latin ones" if hides else ""


def _hides_letters(label: str) -> bool:
    # https://www.rfc-editor.org/rfc/rfc3492 is how a name in other letters is written.
    if not label.startswith("xn--"):
        return False
    try:
        letters = label.removeprefix("xn--").encode().decode("punycode")
    except UnicodeError:
        return True
    return any(unicodedata.name(char, "").startswith(_LOOK_LIKE_LATIN) for char in letters)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
