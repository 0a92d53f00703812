"""Where addresses and hashtags stand in a text, and addresses with campaign tags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

# Characters and endings as twitter-text takes them (https://github.com/twitter/twitter-text),
# which Mastodon follows; letters outside ASCII end the address, so we never count too little.
_ADDRESS = re.compile(
    r"(?<![\w@$#/.-])https?://"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}(?::\d{1,5})?"
    r"(?:/(?:[\w!*';:=+,.$/%#\[\]~@|&-]*[A-Za-z0-9=_#/+-])?)?"
    r"(?:\?[\w!?*';:&=+$/%#\[\].,~|@()-]*[A-Za-z0-9_&=#/-])?",
    re.ASCII,
)
# A mark, then letters, digits and underscores, at least one of them no digit; not inside a word,
# an address or an entity (&#39;).
_HASHTAG = re.compile(
    "(?<![\\w&/#\uff03])[#\uff03](?=\\d*[^\\W\\d])(\\w(?:[\\w\u00b7\u200c\u200d]*\\w)?)"
)
_NOT_SLUG = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` is an address, or a hashtag with its mark."""

    start: int
    end: int
    text: str


def addresses(text: str) -> tuple[Span, ...]:
    """Find every http(s) address, without the punctuation that follows it."""
    return tuple(Span(m.start(), m.end(), m.group()) for m in _ADDRESS.finditer(text))


def hashtags(text: str) -> tuple[Span, ...]:
    taken = addresses(text)
    return tuple(
        Span(m.start(), m.end(), m.group())
        for m in _HASHTAG.finditer(text)
        if not any(span.start <= m.start() < span.end for span in taken)
    )


def slug(words: str) -> str:
    return _NOT_SLUG.sub("-", words.casefold()).strip("-_")


def tagged(link: str, *, platform: str, campaign: str) -> str:
    """Return ``link`` with UTM tags; tags it already has stay as they are."""
    if not link or not campaign:
        return link
    parts = urlsplit(link)
    query = parse_qsl(parts.query, keep_blank_values=True)
    have = {name for name, _ in query}
    tags = (
        ("utm_source", platform),
        ("utm_medium", "social"),
        ("utm_campaign", slug(campaign)),
    )
    missing = [(name, value) for name, value in tags if name not in have]
    if not missing:
        return link
    added = urlencode(missing, quote_via=quote)
    together = f"{parts.query}&{added}" if parts.query else added
    return urlunsplit(parts._replace(query=together))
