"""Pictures go only to people whose organization shows them, and are fetched once."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from scheduler.web.thumbnails import shrink
from tests.scheduler.web.world import World, a_picture, a_post

SHA256 = hashlib.sha256(a_picture(0)).hexdigest()


def test_a_picture_is_served_whole_and_for_ever(world: World) -> None:
    a_post(world)

    answer = world.client().get(f"/media/{SHA256}")

    assert answer.content == a_picture(0)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"


def test_a_thumbnail_has_the_width_that_was_asked(world: World) -> None:
    a_post(world)

    answer = world.client().get(f"/media/{SHA256}/96")

    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (96, 120))


def test_what_a_browser_has_is_not_sent_again(world: World) -> None:
    a_post(world)
    client = world.client()
    tag = client.get(f"/media/{SHA256}/96").headers["etag"]

    assert client.get(f"/media/{SHA256}/96", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    "path", [f"/media/{SHA256}/97", "/media/nonsense", f"/media/{'0' * 64}", "/media/../secret.key"]
)
def test_nothing_else_is_served(world: World, path: str) -> None:
    a_post(world)

    assert world.client().get(path).status_code == 404


def test_a_picture_that_no_post_of_the_organization_shows_is_not_there(world: World) -> None:
    stored = world.office.media.put(a_picture(7))

    assert world.client().get(f"/media/{stored}").status_code == 404


def test_a_small_picture_keeps_its_shape() -> None:
    with Image.open(io.BytesIO(shrink(a_picture(0, (1200, 630)), 192))) as picture:
        assert picture.size == (192, 101)
