"""Pictures under the hash of what they hold, in a folder or on a store that many machines reach."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from scheduler.store.media import MediaError, MediaPlaceError, MediaStore, open_media
from tests.full_disk import room_for

PICTURE = b"\x89PNG a card"
SHA256 = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture(params=["folder", "file://", "memory://"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "memory://":
        yield "memory://pictures"
        fsspec.filesystem("memory").rm("/pictures", recursive=True)
        return
    yield str(tmp_path / "media") if request.param == "folder" else f"file://{tmp_path}/media"


@pytest.fixture
def store(url: str) -> MediaStore:
    opened = open_media(url)
    assert opened.put(PICTURE) == SHA256
    return opened


def spoil(url: str, data: bytes | None) -> None:
    name = f"{url}/{SHA256[:2]}/{SHA256}"
    if data is None:
        files, path = fsspec.core.url_to_fs(name)
        files.rm(path)
        files.touch(f"{url}/other")
        return
    with fsspec.open(name, "wb") as file:
        file.write(data)


@pytest.mark.usefixtures("store")
def test_what_was_put_comes_back_on_every_machine(url: str) -> None:
    assert open_media(url).get(SHA256) == PICTURE


def test_the_same_picture_is_kept_once(store: MediaStore) -> None:
    assert store.put(PICTURE) == SHA256


def test_a_full_disk_keeps_nothing_by_halves_and_is_told(tmp_path: Path) -> None:
    store, large = open_media(str(tmp_path)), PICTURE * 10_000

    with room_for(10_000), pytest.raises(MediaPlaceError, match=r"kept in .*too large"):
        store.put(large)
    left = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert left == []
    assert store.get(store.put(large)) == large


def test_a_picture_that_was_altered_is_refused(store: MediaStore, url: str) -> None:
    spoil(url, b"another card")

    with pytest.raises(MediaError, match="was altered"):
        store.get(SHA256)


def test_a_picture_that_is_gone_is_told_with_its_place(store: MediaStore, url: str) -> None:
    spoil(url, None)

    with pytest.raises(MediaError, match=r"missing from .*(media|pictures)"):
        store.get(SHA256)


@pytest.mark.parametrize("address", ["nonsense://x", "s4://bucket"])
def test_a_place_nobody_knows_is_refused(address: str) -> None:
    with pytest.raises(MediaError, match="cannot be kept in"):
        open_media(address)
