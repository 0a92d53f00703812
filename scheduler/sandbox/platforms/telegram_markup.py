"""Telegram's MarkdownV2 and HTML: what they leave of the words, and what they refuse.

Source: https://core.telegram.org/bots/api#formatting-options
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import NoReturn

from scheduler.sandbox.database import Json
from scheduler.sandbox.words import utf16_units

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
# Longest first: "__" is underlined, "_" is italic.
_MARKS = {"||": "spoiler", "__": "underline", "*": "bold", "_": "italic", "~": "strikethrough"}
_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
_TAG = re.compile(r"<(/?)([a-zA-Z-]*)([^>]*)>")
_HREF = re.compile(r"""\shref=["']([^"']*)["']""")


class MarkupError(ValueError):
    """The markup is wrong; the message is Telegram's."""


@dataclass(slots=True)
class _Parsed:
    """The words so far, and the marks that are still open: (mark, offset)."""

    text: str = ""
    entities: list[Json] = field(default_factory=list)
    open: list[tuple[str, int]] = field(default_factory=list)

    def entity(self, kind: str, offset: int, **more: str) -> None:
        length = utf16_units(self.text) - offset
        if length > 0:
            self.entities.append({"type": kind, "offset": offset, "length": length, **more})

    def here(self) -> int:
        return utf16_units(self.text)


def parse(text: str, mode: str) -> tuple[str, list[Json]]:
    """Return plain text and entities. Raises ``MarkupError``."""
    if mode.lower() == "markdownv2":
        return _markdown(text)
    if mode.lower() == "html":
        return _html(text)
    raise MarkupError("unsupported parse_mode")


def _markdown(text: str) -> tuple[str, list[Json]]:
    parsed, position = _Parsed(), 0
    while position < len(text):
        position = _markdown_step(parsed, text, position)
    if parsed.open:
        _unclosed(*parsed.open[-1])
    return parsed.text, parsed.entities


def _markdown_step(parsed: _Parsed, text: str, position: int) -> int:
    """Take one character, mark or code in and return where the next one starts."""
    character = text[position]
    if character == "\\" and text[position + 1 : position + 2]:
        parsed.text += text[position + 1]
        return position + 2
    if character == "`":
        return _code(parsed, text, position)
    for mark in _MARKS:
        if text.startswith(mark, position):
            _toggle(parsed, mark)
            return position + len(mark)
    if character == "]" and parsed.open and parsed.open[-1][0] == "[":
        return _link(parsed, text, position)
    if character == "[":
        parsed.open.append(("[", parsed.here()))
    elif character == ">" and parsed.text[-1:] in {"", "\n"}:
        pass  # a quotation, which takes nothing from the words
    elif character in _RESERVED:
        raise MarkupError(
            f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
        )
    else:
        parsed.text += character
    return position + 1


def _toggle(parsed: _Parsed, mark: str) -> None:
    if any(opened == mark for opened, _ in parsed.open):
        opened, offset = parsed.open.pop()
        if opened != mark:
            _unclosed(opened, offset)
        parsed.entity(_MARKS[mark], offset)
    else:
        parsed.open.append((mark, parsed.here()))


def _unclosed(mark: str, offset: int) -> NoReturn:
    kind = _MARKS.get(mark, "TextUrl").capitalize()
    raise MarkupError(f"Can't find end of {kind} entity at byte offset {offset}")


def _code(parsed: _Parsed, text: str, position: int) -> int:
    mark = "```" if text.startswith("```", position) else "`"
    end = text.find(mark, position + len(mark))
    offset = parsed.here()
    if end < 0:
        raise MarkupError(f"Can't find end of Code entity at byte offset {offset}")
    parsed.text += text[position + len(mark) : end].replace("\\`", "`")
    parsed.entity("pre" if mark == "```" else "code", offset)
    return end + len(mark)


def _link(parsed: _Parsed, text: str, position: int) -> int:
    _, offset = parsed.open.pop()
    end = text.find(")", position)
    if text[position + 1 : position + 2] != "(" or end < 0:
        raise MarkupError(f"Can't find end of TextUrl entity at byte offset {offset}")
    parsed.entity("text_link", offset, url=text[position + 2 : end])
    return end + 1


def _html(text: str) -> tuple[str, list[Json]]:
    parsed, done = _Parsed(), 0
    hrefs: list[str] = []
    for found in _TAG.finditer(text):
        parsed.text += html.unescape(text[done : found.start()])
        closing, name, attributes = found.group(1), found.group(2).lower(), found.group(3)
        if name not in _TAGS and name != "span":
            raise MarkupError(f'Unsupported start tag "{name}" at byte offset {found.start()}')
        if not closing:
            href = _HREF.search(attributes)
            hrefs.append(href.group(1) if href else "")
            parsed.open.append((name, parsed.here()))
        elif not parsed.open or parsed.open[-1][0] != name:
            raise MarkupError(f"Unmatched end tag at byte offset {found.start()}")
        else:
            _, offset = parsed.open.pop()
            url = hrefs.pop()
            parsed.entity(_TAGS.get(name, "spoiler"), offset, **({"url": url} if url else {}))
        done = found.end()
    rest = text[done:]
    if "<" in rest:
        raise MarkupError(f"Can't parse the tag at byte offset {done + rest.index('<')}")
    if parsed.open:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{parsed.open[-1][0]}"')
    parsed.text += html.unescape(rest)
    return parsed.text, parsed.entities
