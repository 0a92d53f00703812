"""The pack as a page that works from the unpacked folder, without a network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from content.cards.directions import is_rtl
from content.cards.model import Format
from content.packs.model import PackContent, Written

_NUMBER = re.compile(r"\+?\d(?:[\d\s().-]*\d)(?:-\d+)*")


NAMES = {"linkedin": "LinkedIn", "tiktok": "TikTok", "x": "X", "youtube": "YouTube"}
WORDS = {  # what the page itself says, by language; others read it in English
    "en": {
        "cards": "Cards",
        "captions_for": "Captions for",
        "overview": "Overview to print",
        "table": "All captions as a table",
        "terms": "Terms of use",
        "copy_caption": "Copy caption",
        "more": "Alt text and pictures",
        "copy_alt": "Copy alt text",
        "copied": "Copied.",
    },
    "es": {
        "cards": "Tarjetas",
        "captions_for": "Textos para",
        "overview": "Resumen para imprimir",
        "table": "Todos los textos en una tabla",
        "terms": "Condiciones de uso",
        "copy_caption": "Copiar texto",
        "more": "Texto alternativo e imágenes",
        "copy_alt": "Copiar texto alternativo",
        "copied": "Copiado.",
    },
}


def html(content: PackContent, written: Sequence[Written], notes: Sequence[str]) -> bytes:
    """Return the page: look at cards, copy captions and alt texts, download pictures."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["unbroken"] = unbroken
    language = content.extraction.language or "en"
    text = environment.get_template("page.html").render(
        content=content,
        written=written,
        notes=notes,
        language=language,
        direction="rtl" if is_rtl(language, "") else "ltr",
        title=content.campaign.name if content.campaign else content.extraction.title,
        shown=_shown,
        words=WORDS.get(language.partition("-")[0], WORDS["en"]),
        names=NAMES,
    )
    return text.encode("utf-8", "replace")


def _shown(one: Written) -> str:
    """Return the picture that stands for a card on the page."""
    for shape in (Format.SQUARE, Format.PORTRAIT, *one.pictures):
        if shape in one.pictures:
            return one.pictures[shape][0].name
    return ""


def unbroken(text: str) -> Markup:
    """Keep numbers on one line: a hotline torn apart at a hyphen is misread."""
    parts, end = [], 0
    for found in _NUMBER.finditer(text):
        parts += [
            escape(text[end : found.start()]),
            Markup("<span class=number>{}</span>").format(found[0]),
        ]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])
