"""Icons, thumbnails and tiles as HTML: drawn dozens of times on a page, so drawn once and kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from jinja2 import Environment
from markupsafe import Markup

from scheduler.web import assets, language
from scheduler.web.month import Tile

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


def tiles(environment: Environment) -> Callable[[Tile, str], Markup]:
    """Return what draws a post in the calendar; months are read far oftener than posts change."""

    @lru_cache(maxsize=8192)  # some 9 MB
    def draw(tile: Tile, how: str, _language: str) -> Markup:
        macro = getattr(environment.get_template("tile.html").module, "tile")  # noqa: B009  # not typed
        return Markup(macro(tile, how))  # noqa: S704  # what a template drew

    def drawn(tile: Tile, how: str) -> Markup:
        return draw(tile, how, language.current())

    return drawn
