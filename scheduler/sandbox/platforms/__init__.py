"""One module per platform, written from the platform's documentation and from no connector."""

from collections.abc import Mapping

from scheduler.sandbox.contract import Platform
from scheduler.sandbox.platforms.bluesky import BLUESKY
from scheduler.sandbox.platforms.mastodon import MASTODON

PLATFORMS: Mapping[str, Platform] = {one.name: one for one in (MASTODON, BLUESKY)}
