"""What a brief must be before anything is composed of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from content.captions.characters import demand_fit
from content.captions.model import Brief, CaptionError, TextLimit

_LONGEST_LINK = 500
_WIDEST = 50  # no writing system needs more code points for one counted character


def demand_usable(brief: Brief, limit: TextLimit) -> None:
    if not brief.items or not all(item.text.strip() for item in brief.items):
        raise CaptionError("a caption needs at least one item with text")
    for item in brief.items:
        if len(item.text) > limit.limit * _WIDEST:
            raise CaptionError(
                f"the text of line {item.lines[0]} has {len(item.text):,} characters;"
                f" {brief.platform} takes {limit.limit:,}: split it into shorter statements"
            )
        demand_fit(item.text, f"the text of line {item.lines[0]}")
        demand_fit(item.context, f"the lead-in of line {item.lines[0]}")
    for what in ("source", "link", "campaign", "language", "organization"):
        demand_fit(getattr(brief, what), f"the {what}")
    for contact in filter(None, (brief.hotline, brief.emergency, *brief.contacts)):
        demand_fit(f"{contact.name}{contact.phone_printed}", f"the contact {contact.name!r}")
    demand_address(brief.link)


def demand_address(link: str) -> None:
    """Raise ``CaptionError`` for a link that nobody could follow, or that hides where it leads."""
    if not link:
        return
    if len(link) > _LONGEST_LINK:
        raise CaptionError(f"the link has {len(link):,} characters; {_LONGEST_LINK} are the most")
    try:
        parts = urlsplit(link)
        host, user = parts.hostname or "", parts.username
    except ValueError:
        parts, host, user = urlsplit(""), "", None
    if parts.scheme not in {"http", "https"} or not host or link.split() != [link]:
        raise CaptionError(f"the link {link!r} is no web address; it must begin with https://")
    if user is not None:
        raise CaptionError(f"the link {link!r} holds a user name, which hides where it leads")
