"""People on the feed who like, repost and answer: over HTTP, as a browser would."""

from __future__ import annotations

import json
import random
import urllib.request
from typing import Any


def feed(url: str) -> list[dict[str, Any]]:
    """Return the live posts that the sandbox shows, as it received them."""
    return list(_ask(f"{url}/posts.json")["posts"])


def react(url: str, *, seed: int = 1) -> int:
    """Leave likes, reposts and replies on the feed; return how many. Same seed, same reactions.

    They pass posts by that have some already: a demo started again keeps the numbers it had.
    """
    chance = random.Random(seed)  # noqa: S311  # reactions, not secrets
    reactions = 0
    for post in sorted(feed(url), key=lambda post: post["created_at"]):
        if any(post["counts"].values()):
            continue
        for action, most in (("like", 9), ("repost", 3), ("reply", 2)):
            for _ in range(chance.randrange(most)):
                _ask(
                    f"{url}/_sandbox/{action}",
                    {
                        "platform": post["platform"],
                        "remote_id": post["remote_id"],
                        "text": "Thank you for sharing this.",
                    },
                )
                reactions += 1
    return reactions


def _ask(url: str, body: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(  # noqa: S310  # the sandbox on loopback, never a given address
        url,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # as above
        return json.load(answer)
