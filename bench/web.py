"""How fast pages are: python bench/web.py [--posts N] [--rounds N].

First a month of 60 posts and nothing else, as a peer's calendar was measured; then the same
month and the other pages beside 100,000 posts, in campaigns of 500 each. One process serves with
uvicorn; this one asks for each page over HTTP on loopback, back to back and from 16 clients. The
figures are of the whole answer: routing, session, queries, template, compression and transfer.
Processor time is the serving process's own, so that it holds on a busy machine too.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import multiprocessing
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import insert
from sqlalchemy.orm import Session

from scheduler.actions.office import Office
from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.domain.roles import Role
from scheduler.domain.wall_time import instant
from scheduler.store import campaigns
from scheduler.store.campaigns import Campaign
from scheduler.store.database import open_database, upgrade
from scheduler.store.media import MediaStore
from scheduler.store.tables import AssetRow, CaptionRow, DeliveryRow, PostItemRow, PostRow
from scheduler.web.server import running_pages
from tests.scheduler.web.world import (
    COOKIE,
    ZONE,
    Watch,
    World,
    a_picture,
    a_post,
    a_world,
    no_network,
    vault,
)

A_CAMPAIGN = 500  # posts
A_MONTH = 60  # posts, as on the peer's page
CLIENTS = 16
YEAR = date(2027, 1, 1)


@dataclass(frozen=True, slots=True)
class Served:
    """The process that answers: where, and a way to ask how long it has computed."""

    url: str
    pipe: Connection

    def computed(self) -> float:
        self.pipe.send("computed")
        return float(self.pipe.recv())


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--posts", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=200)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        upgrade(url)
        database = open_database(url)
        world = a_world(database, MediaStore(Path(folder) / "media"))
        a_month(world)
        month = f"/campaigns/{world.campaign_id}/calendar?month=2027-01"
        print(f"{A_MONTH} posts in the month, nothing else stored")
        with serving(url, folder) as served:
            measure(served, world, {"calendar": month}, given.rounds)
        began = time.perf_counter()
        fill(world, given.posts)
        print(f"{given.posts} more posts, stored in {time.perf_counter() - began:.1f} s")
        pages = {
            f"month of {A_MONTH}": month,
            "calendar": f"/campaigns/{world.campaign_id + 1}/calendar?month=2027-03",
            "review": "/review",
            "attention": "/attention",
            "queue": "/deliveries",
            "campaigns": "/campaigns",
        }
        with serving(url, folder) as served:
            measure(served, world, pages, given.rounds)
        database.close()


@contextmanager
def serving(url: str, folder: str) -> Iterator[Served]:
    """Serve the database from a process of its own, so that the clients take none of its time."""
    processes = multiprocessing.get_context("spawn")
    here, there = processes.Pipe()
    process = processes.Process(target=serve, args=(url, folder, there))
    process.start()
    yield Served(here.recv(), here)
    here.send("stop")
    process.join()


def serve(url: str, folder: str, pipe: Connection) -> None:
    database = open_database(url)
    office = Office(
        sessions=database.sessions,
        media=MediaStore(Path(folder) / "media"),
        vault=vault(),
        now=Watch(),
        open_connector=no_network,
    )
    with running_pages(office, host="127.0.0.1", port=0) as pages:
        pipe.send(pages.url)
        while pipe.recv() != "stop":
            pipe.send(time.process_time())
    database.close()


def measure(served: Served, world: World, pages: dict[str, str], rounds: int) -> None:
    cookie = f"{COOKIE}={world.token(Role.MANAGER)}"
    for name, path in pages.items():
        ask(served.url, path, cookie, 5)
        computed = served.computed()
        one = sorted(ask(served.url, path, cookie, rounds))
        computed = served.computed() - computed
        began = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            jobs = [
                pool.submit(ask, served.url, path, cookie, rounds // 10) for _ in range(CLIENTS)
            ]
            many = sum(len(job.result()) for job in jobs)
        rate = many / (time.perf_counter() - began)
        print(
            f"  {name:12} p50 {statistics.median(one) * 1000:6.1f} ms   "
            f"p95 {one[int(len(one) * 0.95)] * 1000:6.1f} ms   "
            f"{computed / rounds * 1000:6.1f} ms computed   "
            f"{1 / statistics.fmean(one):6.1f} req/s alone   "
            f"{rate:6.1f} req/s from {CLIENTS} clients"
        )


def ask(url: str, path: str, cookie: str, rounds: int) -> list[float]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    headers = {"cookie": cookie, "accept-encoding": "gzip"}
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - began)
        if answer.status != http.client.OK:
            raise SystemExit(f"{path} answered {answer.status}")
    connection.close()
    return taken


def a_month(world: World) -> None:
    """Put posts into the world's own campaign: two or three on each day of January 2027."""
    for number in range(A_MONTH):
        day = datetime(2027, 1, 1 + number * 31 // A_MONTH, 9 + number % 8)  # noqa: DTZ001  # wall time
        a_post(world, number=number, local=day, in_review=number % 3 > 0)


def fill(world: World, count: int) -> None:
    """Store posts in bulk: campaigns of ``A_CAMPAIGN`` posts, each over one year."""
    shown = hashlib.sha256(a_picture(0)).hexdigest()
    with world.office.sessions.begin() as session:
        first = A_MONTH + 1
        for number in range(count // A_CAMPAIGN):
            campaign_id = _campaign(session, world, number)
            ids = range(first, first + A_CAMPAIGN)
            first += A_CAMPAIGN
            session.execute(insert(PostRow), list(_posts(world, campaign_id, ids)))
            session.execute(insert(PostItemRow), [_item(post_id) for post_id in ids])
            session.execute(insert(AssetRow), [_asset(post_id, shown) for post_id in ids])
            session.execute(insert(CaptionRow), [_caption(post_id) for post_id in ids])
            session.execute(insert(DeliveryRow), list(_deliveries(world, ids)))


def _campaign(session: Session, world: World, number: int) -> int:
    campaign = campaigns.campaign(session, world.organization_id, world.campaign_id)
    assert campaign is not None
    made = Campaign(
        id=0,
        organization_id=campaign.organization_id,
        fact_sheet_id=campaign.fact_sheet_id,
        brand_kit_id=campaign.brand_kit_id,
        name=f"Campaign {number}",
        first_day=YEAR,
        last_day=YEAR + timedelta(days=364),
        zone=ZONE,
        template=campaign.template,
        rules=campaign.rules,
        hashtags=(),
        link="",
    )
    return campaigns.add(
        session, made, channel_ids=world.channel_ids, at=datetime(2027, 1, 1, tzinfo=UTC)
    )


def _posts(world: World, campaign_id: int, ids: range) -> Iterator[dict[str, object]]:
    for post_id in ids:
        yield {
            "id": post_id,
            "organization_id": world.organization_id,
            "campaign_id": campaign_id,
            "plan_key": f"item-{post_id}",
            "kind": ("fact", "warning_sign", "action", "resource")[post_id % 4],
            "title": f"Anyone can be affected by human trafficking, number {post_id}",
            "language": "en",
            "link": "",
            "reason": "",
            "state": PostState.IN_REVIEW if post_id % 50 == 0 else PostState.APPROVED,
            "revision": 1,
            "author_id": world.members[Role.CONTRIBUTOR].person_id,
            "created_at": datetime(2027, 1, 1, tzinfo=UTC),
        }


def _item(post_id: int) -> dict[str, object]:
    text = "Anyone can be affected by human trafficking."
    return {
        "post_id": post_id,
        "position": 0,
        "item_key": f"item-{post_id}",
        "text": text,
        "first_line": 12,
        "last_line": 12,
    }


def _asset(post_id: int, sha256: str) -> dict[str, object]:
    return {
        "post_id": post_id,
        "format": "portrait",
        "position": 0,
        "sha256": sha256,
        "mime_type": "image/png",
        "width": 540,
        "height": 675,
        "alt_text": "Card that reads: Anyone can be affected by human trafficking.",
        "words": "Anyone can be affected by human trafficking.",
        "template": "beacon",
    }


def _caption(post_id: int) -> dict[str, object]:
    return {
        "post_id": post_id,
        "platform": "mastodon",
        "text": "Anyone can be affected by human trafficking. Call 1-888-373-7888.",
        "edited": False,
    }


def _deliveries(world: World, ids: range) -> Iterator[dict[str, object]]:
    for place, post_id in enumerate(ids):
        day = YEAR + timedelta(days=place * 364 // A_CAMPAIGN)
        local = datetime(day.year, day.month, day.day, 9 + place % 8)  # noqa: DTZ001  # wall time
        due = instant(local, ZONE)
        yield {
            "post_id": post_id,
            "channel_id": world.channel_ids[0],
            "key": secrets.token_hex(16),
            "due_at": due,
            "local_time": f"{local:%Y-%m-%dT%H:%M}",
            "zone": ZONE,
            "window_opens": due - timedelta(hours=9),
            "window_closes": due + timedelta(hours=15),
            "format": "portrait",
            "state": State.FAILED if post_id % 1000 == 0 else State.SCHEDULED,
            "tries": 0,
            "approved_digest": "",
        }


if __name__ == "__main__":
    main()
