"""Hashtags and mentions in a caption: how many, and which mean something else to others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from content.captions.hashtags import collision
from content.captions.limits import limit_for, platforms
from content.captions.links import hashtags
from content.checks.model import Draft, Hit

_MENTION = re.compile(r"(?<![\w@./])@\w[\w.]*")


def too_many(draft: Draft, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find more hashtags than the platform takes; ``refused`` asks for those that stop a post."""
    if draft.platform not in platforms():
        return
    limit = limit_for(draft.platform)
    found = hashtags(draft.caption)
    if limit.max_hashtags is None or len(found) <= limit.max_hashtags:
        return
    if limit.refuses_hashtags is not bool(options["refused"]):
        return
    yield Hit(
        words=" ".join(span.text for span in found[limit.max_hashtags :]),
        message=f"The caption has {len(found)} hashtags; {draft.platform}"
        f" {'takes' if limit.refuses_hashtags else 'makes use of'} {limit.max_hashtags}.",
    )


def meaning_something_else(draft: Draft, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find hashtags that others use too; ``foreign`` asks for those of another topic."""
    for span in hashtags(draft.caption):
        known = collision(span.text)
        if known and (known.topic != draft.topic) is bool(options["foreign"]):
            yield Hit(words=span.text, message=f"{span.text} means two things: {known.note}.")


def too_many_mentions(draft: Draft) -> Iterator[Hit]:
    """Find more mentions of accounts than the platform takes."""
    most = limit_for(draft.platform).max_mentions if draft.platform in platforms() else None
    found = _MENTION.findall(draft.caption)
    if most is not None and len(found) > most:
        yield Hit(
            words=" ".join(found[most:]),
            message=f"The caption mentions {len(found)} accounts; {draft.platform} takes {most}.",
        )
