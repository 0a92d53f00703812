"""Pictures in an S3-compatible store: written by one process, read and checked by another."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import boto3
import fsspec
import pytest
import requests
from moto.server import ThreadedMotoServer

from scheduler.domain.delivery import State
from scheduler.publisher.rounds import send_due
from scheduler.store.media import MediaError, MediaPlaceError, open_media
from tests.scheduler.publisher.feed import Feed
from tests.scheduler.publisher.place import PICTURE, Place

URL = "s3://pictures/of/ours"
FIRST = PICTURE + b"\0"  # the picture of every delivery here
WRITER = f"""
import sys
from scheduler.store.media import open_media
print(open_media({URL!r}).put(sys.stdin.buffer.read()))
"""


@dataclass(frozen=True)
class Store:
    address: str
    key: str
    secret: str

    @cache  # noqa: B019  # three of them, and slow to make
    def client(self, kind: str) -> Any:
        return boto3.client(
            kind,
            endpoint_url=self.address,
            region_name="us-east-1",
            aws_access_key_id=self.key,
            aws_secret_access_key=self.secret,
        )


@pytest.fixture(scope="module")
def _store() -> Iterator[Store]:
    """Run a store that knows one key, which may do everything with S3."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    anybody = Store(f"http://{host}:{port}", "anybody", "anybody")
    anybody.client("s3").create_bucket(Bucket="pictures")
    people = anybody.client("iam")
    people.create_user(UserName="us")
    may = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [may]})
    people.put_user_policy(UserName="us", PolicyName="pictures", PolicyDocument=policy)
    made = people.create_access_key(UserName="us")["AccessKey"]
    requests.request("POST", f"{anybody.address}/moto-api/reset-auth", data="0", timeout=10)
    yield Store(anybody.address, made["AccessKeyId"], made["SecretAccessKey"])
    server.stop()


@pytest.fixture
def store(_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    _env(monkeypatch, _store)
    return _store


@pytest.fixture
def come_as(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Store], None]]:
    """Let what is opened from now on use other keys; what was opened before is kept by fsspec."""
    files = fsspec.get_filesystem_class("s3")

    def come(store: Store) -> None:
        _env(monkeypatch, store)
        files.clear_instance_cache()

    yield come
    files.clear_instance_cache()


def _env(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", store.address)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", store.key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", store.secret)


@pytest.fixture
def database_url(postgresql_url: str) -> str:
    """Use what many machines use together with such a store."""
    return postgresql_url


@pytest.fixture
def shared(place: Place, store: Store) -> Place:
    """Return the place with its pictures in the store."""
    assert store.address.startswith("http://127.0.0.1:")
    place.office = replace(place.office, media=open_media(URL))
    return place


def put(sha256: str, store: Store, data: bytes | None) -> None:
    name = {"Bucket": "pictures", "Key": f"of/ours/{sha256[:2]}/{sha256}"}
    if data is None:
        store.client("s3").delete_object(**name)
    else:
        store.client("s3").put_object(**name, Body=data)


def test_what_one_process_wrote_another_checks_and_publishes(shared: Place, feed: Feed) -> None:
    wrote = subprocess.run(  # noqa: S603  # ourselves
        [sys.executable, "-c", WRITER], input=FIRST, capture_output=True, check=True, timeout=60
    )
    delivery = shared.a_delivery(shared.a_channel(server=feed.url))  # names that picture

    send_due(shared.office, "test")

    assert open_media(URL).get(wrote.stdout.decode().strip()) == FIRST
    assert shared.delivery(delivery).state is State.PUBLISHED
    assert feed.requests["POST /api/v2/media"] == 1


@pytest.mark.parametrize(("instead", "said"), [(None, "is missing"), (b"other", "was altered")])
def test_a_picture_that_is_not_the_approved_one_is_not_sent(
    shared: Place, feed: Feed, store: Store, instead: bytes | None, said: str
) -> None:
    delivery = shared.a_delivery(shared.a_channel(server=feed.url))
    put(shared.office.media.put(FIRST), store, instead)

    send_due(shared.office, "test")
    put(shared.office.media.put(FIRST), store, FIRST)

    assert shared.delivery(delivery).state is State.HELD
    assert said in shared.note(delivery)
    assert URL in shared.note(delivery)
    assert feed.posts == []


def test_a_store_that_refuses_us_makes_the_post_wait_and_says_why(
    shared: Place, feed: Feed, store: Store, come_as: Callable[[Store], None]
) -> None:
    delivery = shared.a_delivery(shared.a_channel(server=feed.url))

    come_as(replace(store, secret="wrong"))
    send_due(replace(shared.office, media=open_media(URL)), "test")
    waits, why = shared.delivery(delivery), shared.note(delivery)
    come_as(store)
    shared.watch.forward(minutes=1)
    send_due(replace(shared.office, media=open_media(URL)), "test")

    assert waits.state is State.SCHEDULED
    assert f"Pictures cannot be read in {URL}: access is refused" in why
    assert "Nothing was sent; it is tried again." in why
    assert shared.delivery(delivery).state is State.PUBLISHED


@pytest.mark.parametrize("wrong", ["key", "secret"])
def test_wrong_credentials_are_told_in_one_sentence(
    store: Store, come_as: Callable[[Store], None], wrong: str
) -> None:
    come_as(replace(store, **{wrong: "AKIAWRONG"}))

    with pytest.raises(MediaPlaceError) as error:
        open_media(URL).put(b"a picture nobody put before")

    assert str(error.value).startswith(f"Pictures cannot be kept in {URL}: access is refused")
    assert "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to keys" in str(error.value)
    assert "AKIAWRONG" not in str(error.value)


@pytest.mark.usefixtures("store")
def test_a_bucket_that_is_not_there_is_told_and_not_made() -> None:
    with pytest.raises(MediaPlaceError, match="bucket does not exist"):
        open_media("s3://nobody-has-this/x").put(b"a picture")


@pytest.mark.usefixtures("store")
def test_what_is_removed_is_gone() -> None:
    media = open_media(URL)
    sha256 = media.put(b"a picture to be removed")

    media.remove(sha256)

    with pytest.raises(MediaError, match="is missing"):
        media.get(sha256)
