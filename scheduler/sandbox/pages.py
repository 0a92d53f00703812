"""Pages as bytes, with the headers that keep them harmless."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup, escape

FOLDER = Path(__file__).parent / "templates"
_NOTABLE = re.compile(
    r"(https?://[^\s<>\"]*[^\s<>\".,;:!?'\u2019\u201d)\]]|(?<![\w/&])#\w*[^\W\d]\w*)"
)


def headers(form_targets: str = "'self'") -> Mapping[str, str]:
    """Return headers that allow no script, and forms only to ``form_targets``."""
    return {
        "content-security-policy": (
            "default-src 'none'; img-src 'self'; style-src 'self'; "
            f"form-action {form_targets}; base-uri 'none'; frame-ancestors 'none'"
        ),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }


def page(template: str, **values: object) -> bytes:
    return _templates.get_template(template).render(**values).encode()


def _rich(text: str) -> Markup:
    """Mark addresses and hashtags; nobody should follow them out of the sandbox by accident."""
    parts = _NOTABLE.split(text)
    marked = [
        Markup("<b>{}</b>").format(part) if position % 2 else escape(part)
        for position, part in enumerate(parts)
    ]
    return Markup("").join(marked)


def _ago(at: datetime, now: datetime) -> str:
    passed = now - at
    if passed < timedelta(minutes=1):
        return "now"
    for name, length in (("d", timedelta(days=1)), ("h", timedelta(hours=1))):
        if passed >= length:
            return f"{passed // length} {name}"
    return f"{passed // timedelta(minutes=1)} min"


_templates = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=select_autoescape(default=True), trim_blocks=True
)
_templates.filters["rich"] = _rich
_templates.globals["ago"] = _ago
