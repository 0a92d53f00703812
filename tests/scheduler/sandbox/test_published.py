"""From an approved post to a public one on every platform, by the publisher and over HTTP."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.connectors.registry import connector_class
from scheduler.domain.delivery import State
from scheduler.domain.media_address import MediaAddresses
from scheduler.publisher.rounds import send_due
from scheduler.sandbox.platforms import PLATFORMS
from scheduler.sandbox.server import RunningSandbox
from scheduler.store import receipts
from scheduler.store.database import open_database
from scheduler.web.server import running_pages
from tests.scheduler.publisher.place import Place, a_place
from tests.scheduler.sandbox.visitor import Visitor, a_picture

COLOURS = ("navy", "maroon")


def drawn(number: int) -> bytes:
    return a_picture(COLOURS[number], size=(1080, 1350), kind="JPEG")


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    """An organization whose pictures platforms can fetch from its own web app."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    database = open_database(sqlite_url)
    made = a_place(database.sessions, tmp_path)
    shared = MediaAddresses(f"http://127.0.0.1:{port}", "a key for tests")
    made.office = replace(made.office, shared=shared, allow_private=True)
    made.picture, made.mime_type = drawn, "image/jpeg"
    with running_pages(made.office, host="127.0.0.1", port=port):
        yield made
    database.close()


def test_one_round_puts_a_post_out_on_every_platform(
    place: Place, sandbox: RunningSandbox, visitor: Visitor
) -> None:
    made = {
        platform: place.a_delivery(
            place.a_channel(platform, sandbox.account(platform)),
            text=f"Know the signs on {platform}. https://example.org/facts",
            pictures=min(2, connector_class(platform).capabilities.max_images),
        )
        for platform in PLATFORMS
    }

    report = send_due(place.office, "a test")

    states = {platform: place.delivery(number).state for platform, number in made.items()}
    notes = {platform: place.note(number) for platform, number in made.items()}
    out = {post["platform"]: post for post in visitor.posts()}
    assert set(states.values()) == {State.PUBLISHED}, notes
    assert report.published == len(PLATFORMS) == len(visitor.posts())
    with place.office.sessions() as session:
        named = receipts.remote_ids(session, list(made.values()))
    for platform, number in made.items():
        assert named[number] == out[platform]["remote_id"]
        assert f"Know the signs on {platform}." in out[platform]["text"]
