"""How soon the next post is there: python bench/web_review.py [--posts N].

Opens the review page in Chromium on a phone's screen and measures from the tap on Approve to the
second frame after the next post's picture is decoded. A reader looks at each post for 1.2 s.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from scheduler.domain.roles import Role
from scheduler.store.database import open_database, upgrade
from scheduler.store.media import MediaStore
from scheduler.web.server import running_pages
from tests.scheduler.web.browsers import FLAGS, HOW_TO_GET_ONE, browser_environment, find_browser
from tests.scheduler.web.world import COOKIE, a_world, some_posts

READING = 1200  # milliseconds
FROM_TAP_TO_PAINT = """() => new Promise((done) => {
  const before = document.querySelector("main"), began = performance.now();
  new MutationObserver((_, watching) => {
    const main = document.querySelector("main");
    if (main === before) return;
    watching.disconnect();
    main.querySelector(".cards img").decode().then(() => requestAnimationFrame(() =>
      requestAnimationFrame(() => done(performance.now() - began))));
  }).observe(document.body, { childList: true, subtree: true });
  document.querySelector(".decide .primary").click();
})"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--posts", type=int, default=16)
    given = asked.parse_args()
    path = find_browser()
    if path is None:
        raise SystemExit(HOW_TO_GET_ONE)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        upgrade(url)
        database = open_database(url)
        world = a_world(database, MediaStore(Path(folder) / "media"))
        some_posts(world, given.posts)
        with (
            running_pages(world.office, host="127.0.0.1", port=0) as served,
            sync_playwright() as player,
        ):
            browser = player.chromium.launch(
                executable_path=path, args=list(FLAGS), env=browser_environment()
            )
            context = browser.new_context(
                base_url=served.url, viewport={"width": 390, "height": 844}
            )
            token = world.token(Role.REVIEWER)
            context.add_cookies([{"name": COOKIE, "value": token, "url": served.url}])
            page = context.new_page()
            page.goto("/review")
            taken = []
            for _ in range(given.posts - 2):
                page.wait_for_timeout(READING)
                taken.append(float(page.evaluate(FROM_TAP_TO_PAINT)))
            browser.close()
        database.close()
    print(
        f"from the tap to the next picture painted: median {statistics.median(taken):.0f} ms, "
        f"slowest {max(taken):.0f} ms of {len(taken)}"
    )


if __name__ == "__main__":
    main()
