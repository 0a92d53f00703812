from __future__ import annotations

import pytest

from scheduler.connectors.base import Capabilities, Picture, SendError
from scheduler.connectors.limits import refuse_what_does_not_fit
from tests.scheduler.connectors.samples import a_picture, a_post

TAKES = Capabilities(
    max_images=2, max_image_bytes=10, max_alt_text=100, mime_types=("image/png", "image/jpeg")
)


@pytest.mark.parametrize(
    ("pictures", "words"),
    [
        ((a_picture(),) * 3, "takes 2 pictures in one post; this one has 3"),
        ((a_picture(data=b""), a_picture(data=b"x" * 11)), "Picture 2 has 11 bytes; Test takes 10"),
        ((a_picture(data=b"", mime_type="image/webp"),), "takes PNG and JPEG; picture 1 is WEBP"),
        ((a_picture(data=b"", alt_text="x" * 101),), "alt text of picture 1 has 101 characters"),
    ],
)
def test_says_what_does_not_fit(pictures: tuple[Picture, ...], words: str) -> None:
    with pytest.raises(SendError, match=words):
        refuse_what_does_not_fit(a_post(pictures=pictures), TAKES, "Test")


def test_says_that_a_public_address_is_needed() -> None:
    takes = Capabilities(needs_public_media=True)

    refuse_what_does_not_fit(a_post(pictures=(a_picture(url="https://m.example/1"),)), takes, "T")
    with pytest.raises(SendError, match="public address"):
        refuse_what_does_not_fit(a_post(), takes, "Test")
