"""Posts of X as its API shows them, and how it counts their weight."""

from __future__ import annotations

import unicodedata
from hashlib import sha256

import regex

from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import Post
from scheduler.sandbox.words import tags, urls
from scheduler.sandbox.world import Account

URL_WEIGHT = 23
# Weight 1 of config v3; everything else weighs 2.
_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3")
_CLUSTER = regex.compile(r"\X")
# Without a scheme an address counts where its end is a known domain; these are the common ones.
_BARE = regex.compile(
    r"(?<![@\w./-])(?:[a-z0-9][a-z0-9-]*\.)+(?:com|org|net|gov|edu|info|io|eu|de|uk|us|ca)\b"
    r"(?:/[^\s]*[^\s.,;:!?)])?",
    regex.IGNORECASE,
)


def weight(text: str) -> int:
    """Count as X does: 1 or 2 for a character, 2 for an emoji, 23 for an address."""
    text = unicodedata.normalize("NFC", text)
    total = 0
    for start, end in reversed(list(urls(text))):
        total += URL_WEIGHT
        text = f"{text[:start]}{text[end:]}"
    bare = len(_BARE.findall(text))
    rest = _BARE.sub("", text)
    return total + bare * URL_WEIGHT + sum(_cluster_weight(one) for one in _CLUSTER.findall(rest))


def _cluster_weight(cluster: str) -> int:
    if _EMOJI.match(cluster) and any(ord(one) > 0xFF for one in cluster):  # noqa: PLR2004  # not © ®
        return 2
    return sum(1 if any(low <= ord(one) <= high for low, high in _LIGHT) else 2 for one in cluster)


def user(account: Account) -> Json:
    return {"id": account["id"], "name": account.name, "username": account.name}


def tweet(post: Post, wanted: set[str]) -> Json:
    """Return a post with the fields that were asked for."""
    shown: Json = {
        "id": post.remote_id,
        "text": _shortened(post),
        "edit_history_tweet_ids": [post.remote_id],
    }
    more: Json = {
        "created_at": f"{post.created_at:%Y-%m-%dT%H:%M:%S}.000Z",
        "public_metrics": {
            "retweet_count": post.reposts,
            "reply_count": post.replies,
            "like_count": post.likes,
            "quote_count": 0,
            "bookmark_count": 0,
            "impression_count": 10 * (post.likes + post.reposts + post.replies),
        },
        "entities": {"hashtags": [{"tag": tag} for tag in tags(post.text)]},
    }
    if post.pictures:
        more["attachments"] = {"media_keys": [one.media_id for one in post.pictures]}
    return shown | {name: value for name, value in more.items() if name in wanted}


def _shortened(post: Post) -> str:
    """Return the words with t.co links in them, and one more for the pictures."""
    text = post.text
    for start, end in reversed(list(urls(text))):
        text = f"{text[:start]}{_short(text[start:end])}{text[end:]}"
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"{text} {_short(post.remote_id)}" if post.pictures else text


def _short(address: str) -> str:
    return f"https://t.co/{sha256(address.encode()).hexdigest()[:10]}"


def not_found(number: str) -> Json:
    return {
        "value": number,
        "detail": f"Could not find tweet with id: [{number}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "id",
        "resource_id": number,
        "type": "https://api.x.com/2/problems/resource-not-found",
    }
