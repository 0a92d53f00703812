"""The entities of Mastodon's API, filled from what the sandbox keeps."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import datetime

from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import Picture, Post
from scheduler.sandbox.platforms import mastodon_media as media
from scheduler.sandbox.words import linked, tags
from scheduler.sandbox.world import Account, World


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def home(world: World) -> str:
    return f"{world.url}/mastodon"


def status_url(world: World, account: str, number: str) -> str:
    return f"{home(world)}/@{account}/{number}"


def account(world: World, name: str, number: str) -> Json:
    """Return the Account entity, for owners as well as for people who answer."""
    return {
        "id": number,
        "username": name,
        "acct": name,
        "display_name": name,
        "locked": False,
        "bot": False,
        "url": f"{home(world)}/@{name}",
        "uri": f"{home(world)}/users/{name}",
        "note": "",
        "fields": [],
        "emojis": [],
    }


def own_account(world: World, owner: Account) -> Json:
    source = {"privacy": "public", "sensitive": False, "language": "en", "note": "", "fields": []}
    return {**account(world, owner.name, owner["id"]), "source": source}


def described(one: Picture, told: Json) -> Picture:
    return replace(one, alt=str(told["description"])) if "description" in told else one


def status(world: World, post: Post) -> Json:
    """Return the Status entity of a post."""
    owner = next(one for one in world.accounts("mastodon") if one.name == post.account)
    return {
        "id": post.remote_id,
        "created_at": _time(post.created_at),
        "in_reply_to_id": post.body.get("in_reply_to_id"),
        "in_reply_to_account_id": owner["id"] if post.body.get("in_reply_to_id") else None,
        "sensitive": post.body.get("sensitive", False),
        "spoiler_text": post.body.get("spoiler_text", ""),
        "visibility": post.body.get("visibility", "public"),
        "language": post.body.get("language"),
        "uri": f"{home(world)}/users/{post.account}/statuses/{post.remote_id}",
        "url": post.url,
        "replies_count": post.replies,
        "reblogs_count": post.reposts,
        "favourites_count": post.likes,
        "quotes_count": 0,
        "edited_at": None,
        "content": linked(post.text, f"{home(world)}/tags"),
        "reblog": None,
        "account": account(world, owner.name, owner["id"]),
        "media_attachments": [media.attachment(world, one) for one in post.pictures],
        "mentions": [],
        "tags": [
            {"name": tag.lower(), "url": f"{home(world)}/tags/{tag.lower()}"}
            for tag in tags(post.text)
        ],
        "emojis": [],
        "card": None,
        "poll": None,
    }


def replies(world: World, post: Post) -> list[Json]:
    """Return what people answered on the feed page, as statuses of theirs."""
    return [
        {
            "id": f"{post.remote_id}{one.number:05}",
            "created_at": _time(one.created_at),
            "in_reply_to_id": post.remote_id,
            "visibility": "public",
            "content": f"<p>{html.escape(one.text)}</p>",
            "account": account(world, one.author or "visitor", f"9{one.number:05}"),
            "media_attachments": [],
            "replies_count": 0,
            "reblogs_count": 0,
            "favourites_count": 0,
        }
        for one in world.ledger.replies(post)
    ]


def _configuration() -> Json:
    return {
        "statuses": {
            "max_characters": 500,
            "max_media_attachments": 4,
            "characters_reserved_per_url": 23,
        },
        "media_attachments": {
            "supported_mime_types": list(media.MIME_TYPES),
            "description_limit": media.MAX_DESCRIPTION,
            "image_size_limit": media.MAX_BYTES,
            "image_matrix_limit": media.MAX_PIXELS,
        },
    }


def instance(world: World) -> Json:
    return {
        "domain": world.url.partition("://")[2],
        "title": "Sandbox",
        "version": "4.7.2",
        "source_url": "https://github.com/mastodon/mastodon",
        "description": "A server on this machine that speaks Mastodon's language.",
        "languages": ["en"],
        "configuration": _configuration(),
        "api_versions": {"mastodon": 7},
        "rules": [],
    }


def old_instance(world: World) -> Json:
    return {
        "uri": world.url.partition("://")[2],
        "title": "Sandbox",
        "version": "4.7.2",
        "languages": ["en"],
        "configuration": _configuration(),
    }
