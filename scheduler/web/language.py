"""Words in the reader's language: gettext catalogues and the language of the running request."""

from __future__ import annotations

import gettext as gnu
import io
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "es": "Español"}
CATALOGUES = Path(__file__).parent / "catalogues"

_current: ContextVar[str] = ContextVar("language", default="en")


def use(language: str) -> None:
    """Answer the running request in ``language``."""
    _current.set(language if language in LANGUAGES else "en")


def current() -> str:
    return _current.get()


def locale() -> Locale:
    return _locale(current())


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


@lru_cache(maxsize=1024)
def choose(wanted: str, header: str) -> str:
    """Return the language a person chose, else the first of ``Accept-Language`` that we speak."""
    if wanted in LANGUAGES:
        return wanted
    offers = sorted((_offer(part) for part in header.split(",")), reverse=True)
    names = [name for quality, name in offers if quality > 0]
    return negotiate_locale(names, list(LANGUAGES), sep="-") or "en"


def _(text: str) -> str:
    return catalogue(current()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    return catalogue(current()).ngettext(one, many, count)


def later(text: str) -> str:
    """Mark a text for translation that is looked up when it is shown."""
    return text


@cache
def catalogue(language: str) -> gnu.NullTranslations:
    source = CATALOGUES / f"{language}.po"
    if not source.exists():
        return gnu.NullTranslations()
    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)


def _offer(part: str) -> tuple[float, str]:
    name, _, quality = part.strip().partition(";q=")
    try:
        return (float(quality or 1), name)
    except ValueError:
        return (0.0, name)
