"""The web app on a socket: starts, stops, and says what is wrong with an address."""

from __future__ import annotations

import http.client
import socket
from urllib.parse import urlsplit

import pytest

from scheduler.web.server import AddressError, running_pages
from tests.scheduler.web.world import World


def status(url: str, path: str) -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def test_pages_are_served_until_the_block_ends(world: World) -> None:
    with running_pages(world.office, host="127.0.0.1", port=0) as pages:
        assert status(pages.url, "/healthz") == 200
        assert pages.is_running()

    assert not pages.is_running()
    with pytest.raises(OSError, match="refused"):
        status(pages.url, "/healthz")


def test_a_taken_port_is_one_sentence_with_the_way_out(world: World) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with (
            pytest.raises(AddressError, match=f"Port {port} on 127.0.0.1 is taken") as refusal,
            running_pages(world.office, host="127.0.0.1", port=port),
        ):
            pass

    assert "--port" in refusal.value.hint


def test_the_sandbox_s_feed_is_linked_where_there_is_one(world: World) -> None:
    page = world.client(sandbox_url="http://127.0.0.1:9/feed").get("/attention")

    assert 'href="http://127.0.0.1:9/feed"' in page.text
    assert "Feed" not in world.client().get("/attention").text


def test_health_says_whether_the_database_answers(world: World) -> None:
    assert world.client(None).get("/healthz").json() == {"ok": True}


@pytest.mark.parametrize(("path", "kind"), [("app.css", "text/css"), ("icons.svg", "image/svg")])
def test_static_files_are_kept_as_long_as_they_are_what_they_were(
    world: World, path: str, kind: str
) -> None:
    client = world.client(None)
    page = client.get("/login").text
    address = next(part for part in page.split('"') if part.startswith("/static/app.css"))

    assert "immutable" in client.get(address).headers["cache-control"]
    assert client.get(f"/static/{path}").headers["content-type"].startswith(kind)
    assert client.get(f"/static/{path}?v=old").headers["cache-control"] == "no-cache"
    assert client.get("/static/..%2Fgate.py").status_code == 404
