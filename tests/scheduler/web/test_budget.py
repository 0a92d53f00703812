"""What a phone must fetch before it shows the first page, without pictures."""

from __future__ import annotations

import re

from scheduler.domain.roles import Role
from tests.scheduler.web.world import World, some_posts

BUDGET = 25_000  # bytes as sent; a spike needed 16,800, the best runnable peer 538,000


def test_the_first_page_and_all_it_needs_are_small(world: World) -> None:
    some_posts(world, 20)
    client = world.client(Role.MANAGER)
    page = client.get(f"/campaigns/{world.campaign_id}/calendar?month=2027-01")
    parts = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.text))

    sent = [int(client.get(part).headers["content-length"]) for part in sorted(parts)]
    sent.append(int(page.headers["content-length"]))

    assert len(parts) == 4  # style, script, icons, and the mark of the tab
    assert sum(sent) < BUDGET, sent


def test_pictures_on_the_calendar_are_small_and_wait_until_they_are_seen(world: World) -> None:
    some_posts(world, 3)
    client = world.client(Role.MANAGER)
    page = client.get(f"/campaigns/{world.campaign_id}/calendar").text

    thumbs = re.findall(r'<img class="thumb" src="(/media/[0-9a-f]+/96)"[^>]*loading="lazy"', page)

    assert len(thumbs) == 3
    assert all(len(client.get(thumb).content) < 6_000 for thumb in thumbs)
