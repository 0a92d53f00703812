"""Takes out of HTML and Markdown what is no text at all: code and comments.

Done by hand in one pass: an expression that looks for the end of each of ten thousand openings
takes time that grows with their square.
"""

from __future__ import annotations

_PAIRS = (("<?", "?>"), ("<!--", "-->"), ("<![CDATA[", "]]>"))


def without_code(text: str) -> str:
    """Return ``text`` without processing instructions and comments, every line in its place.

    An opening without an end goes, what follows it stays.
    """
    for opening, ending in _PAIRS:
        if opening in text:
            text = _without(text, opening, ending)
    return text


def _without(text: str, opening: str, ending: str) -> str:
    kept: list[str] = []
    place = 0
    last_end = text.rfind(ending)
    while (start := text.find(opening, place)) >= 0:
        kept.append(text[place:start])
        if start >= last_end:
            return "".join(kept) + text[start:].replace(opening, "")
        end = text.index(ending, start + len(opening)) + len(ending)
        kept.append("\n" * text.count("\n", start, end))
        place = end
    return "".join(kept) + text[place:]
