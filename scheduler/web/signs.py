"""Icons and thumbnails as HTML: drawn dozens of times on a page, so by functions, not macros."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from scheduler.web import assets

_ICON = Markup('<svg class="icon" {what}><use href="{file}#{name}"/></svg>')
_LABEL = Markup('role="img" aria-label="{label}"')
_HIDDEN = Markup('aria-hidden="true"')
_THUMB = Markup(
    '<img class="thumb" src="/media/{sha256}/{pixels}" alt="" width="{width}" height="{width}"'
    ' loading="lazy" decoding="async">'
)
_NO_THUMB = Markup('<span class="thumb thumb-none">{icon}</span>')


@lru_cache(maxsize=2048)
def icon(name: str, label: str = "") -> Markup:
    what = _LABEL.format(label=label) if label else _HIDDEN
    return _ICON.format(what=what, file=assets.address("icons.svg"), name=name)


@lru_cache(maxsize=4096)
def thumb(sha256: str, width: int = 48) -> Markup:
    """Draw a small picture beside the text that says what it is of; a sign where there is none."""
    if not sha256:
        return _NO_THUMB.format(icon=icon("picture"))
    return _THUMB.format(sha256=sha256, pixels=width * 2, width=width)
