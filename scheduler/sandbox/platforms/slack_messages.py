"""A message in a Slack channel becomes a post."""

from __future__ import annotations

import html
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from scheduler.sandbox.call import Answer, RefusedError
from scheduler.sandbox.ledger import NewPost, Picture
from scheduler.sandbox.platforms.slack_access import NAME
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account, World

MESSAGES = Quota("messages", 60, timedelta(minutes=1))


def publish(
    world: World, account: Account, text: str, pictures: list[Picture], metadata: Any = None
) -> str:
    budget = world.quotas.spend(NAME, account.name, MESSAGES)
    if budget.exceeded:
        raise RefusedError(too_many((budget.reset - world.now()).total_seconds()))
    count = world.count(NAME, account["channel"])
    moment = f"{int(world.now().timestamp())}.{count:06}"
    world.ledger.accept(
        NewPost(
            platform=NAME,
            account=account.name,
            remote_id=f"{account['channel']}/{moment}",
            text=html.unescape(text),
            url=f"{world.url}/slack/archives/{account['channel']}/p{moment.replace('.', '')}",
            pictures=tuple(pictures),
            body={"ts": moment, "metadata": metadata, "raw": text},
        )
    )
    return moment


def too_many(retry_after: float) -> Answer:
    headers = {"retry-after": str(max(int(retry_after + 0.999), 1))}
    return Answer({"ok": False, "error": "ratelimited"}, HTTPStatus.TOO_MANY_REQUESTS, headers)
