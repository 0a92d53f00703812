"""Counting characters the way people see them, independently of the program's own counting."""

from __future__ import annotations

import html
from collections.abc import Iterator

import regex

_CLUSTER = regex.compile(r"\X")
_URL = regex.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?'\u2019\u201d)\]]")
_TAG = regex.compile(r"(?<![\w/&])#([\p{L}\p{M}\p{N}_]*[\p{L}_][\p{L}\p{M}\p{N}_]*)")


def graphemes(text: str) -> int:
    return sum(1 for _ in _CLUSTER.finditer(text))


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def urls(text: str) -> Iterator[tuple[int, int]]:
    """Yield where an http address starts and ends."""
    for found in _URL.finditer(text):
        yield found.span()


def tags(text: str) -> list[str]:
    return [found.group(1) for found in _TAG.finditer(text)]


def linked(text: str, tag_page: str) -> str:
    """Return text as HTML with its addresses and hashtags made into links."""
    parts: list[str] = []
    done = 0
    for start, end in urls(text):
        parts += [_tagged(text[done:start], tag_page), _anchor(text[start:end])]
        done = end
    parts.append(_tagged(text[done:], tag_page))
    paragraphs = "".join(parts).replace("\r\n", "\n").split("\n\n")
    return "".join(f"<p>{one.replace(chr(10), '<br />')}</p>" for one in paragraphs if one)


def _tagged(text: str, tag_page: str) -> str:
    def link(found: regex.Match[str]) -> str:
        tag = found.group(1)
        return (
            f'<a href="{html.escape(tag_page)}/{tag.lower()}" class="mention hashtag" rel="tag">'
            f"#<span>{tag}</span></a>"
        )

    return str(_TAG.sub(link, html.escape(text, quote=False)))


def _anchor(url: str) -> str:
    """Shorten an address for the eye while the link keeps all of it, as Mastodon does."""
    scheme, _, rest = url.partition("://")
    scheme = f"{scheme}://"
    seen, hidden = rest[:30], rest[30:]
    more = ' class="ellipsis"' if hidden else ""
    return (
        f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener">'
        f'<span class="invisible">{scheme}</span><span{more}>{html.escape(seen)}</span>'
        f'<span class="invisible">{html.escape(hidden)}</span></a>'
    )
