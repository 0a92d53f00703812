"""Drafts for the tests of checks; name only what a test is about."""

from __future__ import annotations

from typing import Any

from content.checks.engine import check_draft
from content.checks.model import Draft, Finding, PictureWords, Severity
from content.factsheets.model import Kind
from tests.content.captions.briefs import EMERGENCY, HOTLINE

HELP = "Get help: National Human Trafficking Hotline. Call 1-888-373-7888."


def a_draft(caption: str = "Anyone can be affected.", **fields: Any) -> Draft:
    """A fact on human trafficking for Mastodon, with its hotline."""
    values: dict[str, Any] = {
        "platform": "mastodon",
        "kinds": (Kind.FACT,),
        "topic": "human trafficking",
        "language": "en",
        "contacts": (HOTLINE, EMERGENCY),
    }
    return Draft(caption=f"{caption}\n\n{HELP}".strip(), **{**values, **fields})


def a_picture(words: str, alt_text: str | None = None, **fields: Any) -> PictureWords:
    return PictureWords(words=words, alt_text=words if alt_text is None else alt_text, **fields)


def found(draft: Draft, **arguments: Any) -> dict[str, Finding]:
    """Return the first finding of each rule."""
    return {finding.rule: finding for finding in reversed(check_draft(draft, **arguments))}


def blocked(draft: Draft) -> set[str]:
    return {name for name, f in found(draft).items() if f.severity is Severity.BLOCK}
