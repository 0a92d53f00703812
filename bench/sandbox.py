"""How fast the sandbox takes posts, so that no bench of the publisher measures its judge.

Run from the root of the sources: ``python -m bench.sandbox [POSTS] [CLIENTS]``.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from http import HTTPStatus

from PIL import Image

from tests.scheduler.sandbox.visitor import Visitor

_SERVE = """
import json, sys, threading
from pathlib import Path
from scheduler import clock
from scheduler.sandbox.server import serve_sandbox
running = serve_sandbox(Path(sys.argv[1]), "127.0.0.1", 0, now=clock.now)
print(json.dumps([running.url, running.account("mastodon")["token"]]), flush=True)
threading.Event().wait()
"""


def a_card(number: int) -> bytes:
    """Return a picture of some 200 kB, as a card has it: noise does not compress."""
    chance = random.Random(number)  # noqa: S311  # noise, not a secret
    data = io.BytesIO()
    Image.frombytes("RGB", (240, 300), chance.randbytes(240 * 300 * 3)).save(data, "PNG")
    return data.getvalue()


def publish(url: str, token: str, numbers: range, cards: list[bytes]) -> None:
    own = {"Authorization": f"Bearer {token}"}
    with Visitor(url) as visitor:
        for number in numbers:
            card = {"file": cards[number % len(cards)]}
            told = visitor.upload("/mastodon/api/v2/media", {"description": "Words."}, card, **own)
            status = {"status": f"Number {number}.", "media_ids": [told.json["id"]]}
            answer = visitor.post(
                "/mastodon/api/v1/statuses", status, Idempotency_Key=f"k{number}", **own
            )
            assert answer.status == HTTPStatus.OK, answer.content


def main(posts: int, clients: int) -> None:
    cards = [a_card(number) for number in range(20)]
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen([sys.executable, "-c", _SERVE, folder], stdout=subprocess.PIPE)
        assert server.stdout is not None
        url, token = json.loads(server.stdout.readline())
        began = time.monotonic()
        threads = [
            threading.Thread(target=publish, args=(url, token, range(one, posts, clients), cards))
            for one in range(clients)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.monotonic() - began
        with Visitor(url) as visitor:
            told = visitor.get("/_sandbox/copies").json
        server.kill()
        server.wait()
    size = sum(map(len, cards)) // len(cards) // 1000
    print(f"{posts} posts with a picture of {size} kB from {clients} clients: {seconds:.1f} s")
    print(f"{posts / seconds:.0f} posts/s, {2 * posts / seconds:.0f} requests/s")
    print(f"live posts {told['live']}, most copies of one {told['most']}")


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]]
    main(*(numbers + [1000, 8][len(numbers) :]))
