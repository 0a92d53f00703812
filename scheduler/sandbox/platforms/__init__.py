"""One module per platform, written from the platform's documentation and from no connector."""

from collections.abc import Mapping

from scheduler.sandbox.contract import Platform
from scheduler.sandbox.platforms.bluesky import BLUESKY
from scheduler.sandbox.platforms.discord import DISCORD, DISCORD_BOT
from scheduler.sandbox.platforms.facebook import FACEBOOK
from scheduler.sandbox.platforms.instagram import INSTAGRAM
from scheduler.sandbox.platforms.linkedin import LINKEDIN
from scheduler.sandbox.platforms.mastodon import MASTODON
from scheduler.sandbox.platforms.pinterest import PINTEREST
from scheduler.sandbox.platforms.slack import SLACK
from scheduler.sandbox.platforms.telegram import TELEGRAM
from scheduler.sandbox.platforms.threads import THREADS
from scheduler.sandbox.platforms.tiktok import TIKTOK
from scheduler.sandbox.platforms.tumblr import TUMBLR
from scheduler.sandbox.platforms.webhook import WEBHOOK
from scheduler.sandbox.platforms.x import X

PLATFORMS: Mapping[str, Platform] = {
    one.name: one
    for one in (
        MASTODON,
        BLUESKY,
        TELEGRAM,
        DISCORD,
        DISCORD_BOT,
        FACEBOOK,
        INSTAGRAM,
        THREADS,
        LINKEDIN,
        X,
        PINTEREST,
        SLACK,
        TUMBLR,
        TIKTOK,
        WEBHOOK,
    )
}
