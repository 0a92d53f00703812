"""What Facebook, Instagram and Threads demand, asked for with a plain HTTP client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import SlowClock
from tests.scheduler.sandbox.platforms.public_pictures import Served, public_pictures
from tests.scheduler.sandbox.visitor import Said, Visitor, a_picture

CARD = a_picture(size=(400, 500), kind="JPEG")


class Owner:
    """Somebody with a token; paths begin behind the version."""

    def __init__(self, sandbox: RunningSandbox, visitor: Visitor, platform: str) -> None:
        self._visitor = visitor
        self.fields = sandbox.account(platform)
        version = "v1.0" if platform == "threads" else "v25.0"
        self.base = f"/{platform}/{version}"
        self.headers = {"Authorization": f"Bearer {self.fields['access']}"}

    def get(self, path: str) -> Said:
        return self._visitor.get(f"{self.base}/{path}", **self.headers)

    def post(self, path: str, **values: str) -> Said:
        kind = "application/x-www-form-urlencoded"
        body = urlencode(values).encode()
        return self._visitor.ask(
            "POST", f"{self.base}/{path}", body, Content_Type=kind, **self.headers
        )

    def upload(self, path: str, data: bytes, **values: str) -> Said:
        return self._visitor.upload(f"{self.base}/{path}", values, {"source": data}, **self.headers)

    def error(self, said: Said) -> tuple[int, int]:
        error = said.json["error"]
        return error["code"], error.get("error_subcode", 0)


@pytest.fixture
def page(sandbox: RunningSandbox, visitor: Visitor) -> Owner:
    return Owner(sandbox, visitor, "facebook")


@pytest.fixture
def insta(sandbox: RunningSandbox, visitor: Visitor) -> Owner:
    return Owner(sandbox, visitor, "instagram")


@pytest.fixture
def threads(sandbox: RunningSandbox, visitor: Visitor) -> Owner:
    return Owner(sandbox, visitor, "threads")


@pytest.fixture
def host() -> Iterator[Served]:
    with public_pictures() as served:
        yield served


@pytest.mark.parametrize("version", ["v20.0", "v99.0"])
def test_a_version_has_its_time(page: Owner, visitor: Visitor, version: str) -> None:
    answer = visitor.get(f"/facebook/{version}/me", **page.headers)

    assert page.error(answer)[0] == 2635


def test_no_token_and_a_wrong_one_have_codes(visitor: Visitor) -> None:
    without = visitor.get("/facebook/v25.0/me")
    wrong = visitor.get("/facebook/v25.0/me?access_token=none")

    assert (without.json["error"]["code"], wrong.json["error"]["code"]) == (104, 190)


def test_a_field_that_does_not_exist_is_an_error(page: Owner) -> None:
    assert page.get("me?fields=id,name").json["name"] == "awareness"
    assert page.error(page.get("me?fields=id,shoe_size")) == (100, 0)


def test_photos_are_attached_once(page: Owner, visitor: Visitor) -> None:
    photos = [
        page.upload("me/photos", a_picture(colour), published="false", alt_text_custom=colour).json[
            "id"
        ]
        for colour in ("red", "blue")
    ]
    attached = {
        f"attached_media[{number}]": f'{{"media_fbid":"{photo}"}}'
        for number, photo in enumerate(photos)
    }

    number = page.post("me/feed", message="One in five.", **attached).json["id"]

    assert visitor.posts()[0]["alt_texts"] == ["red", "blue"]
    assert page.error(page.post("me/feed", message="Again.", **attached)) == (100, 1366051)
    shown = page.get(f"{number}?fields=id,attachments{{media_type,subattachments}}").json
    assert len(shown["attachments"]["data"][0]["subattachments"]["data"]) == 2


def test_the_same_words_twice_in_a_row_are_refused(page: Owner) -> None:
    page.post("me/feed", message="One in five.")

    assert page.error(page.post("me/feed", message="One in five.")) == (506, 1455006)
    assert page.post("me/feed", message="One in four.").status == 200
    assert page.post("me/feed", message="One in five.").status == 200


def test_counts_come_as_summaries(page: Owner, visitor: Visitor) -> None:
    number = page.post("me/feed", message="One in five.").json["id"]
    for action in ("like", "repost", "reply"):
        which = {"platform": "facebook", "remote_id": number, "text": "Thank you."}
        visitor.post(f"/_sandbox/{action}", which)

    asked = "shares,comments.limit(0).summary(true),reactions.limit(0).summary(true)"
    shown = page.get(f"{number}?fields={asked}").json

    assert shown["shares"]["count"] == 1
    assert shown["comments"]["summary"]["total_count"] == 1
    assert shown["reactions"]["summary"]["total_count"] == 1
    assert page.get(f"{number}/insights?metric=post_impressions").status == 400


def test_a_container_is_published_once(insta: Owner, host: Served, visitor: Visitor) -> None:
    address = host.put("/card.jpg", CARD)
    container = insta.post("me/media", image_url=address, caption="One.", alt_text="Words.").json[
        "id"
    ]

    assert insta.get(f"{container}?fields=status_code").json["status_code"] == "FINISHED"
    assert insta.post("me/media_publish", creation_id=container).status == 200
    assert insta.get(f"{container}?fields=status_code").json["status_code"] == "PUBLISHED"
    again = insta.post("me/media_publish", creation_id=container)
    assert insta.error(again)[0] == 24
    assert [post["alt_texts"] for post in visitor.posts()] == [["Words."]]


def test_a_container_takes_its_time_and_does_not_last(
    insta: Owner, host: Served, visitor: Visitor, clock: SlowClock
) -> None:
    visitor.post("/_sandbox/knobs", {"media_polls": 1})
    address = host.put("/card.jpg", CARD)
    container = insta.post("me/media", image_url=address).json["id"]

    early = insta.post("me/media_publish", creation_id=container)
    looks = [insta.get(f"{container}?fields=status_code").json["status_code"] for _ in range(2)]
    clock.wait(timedelta(hours=25))
    late = insta.get(f"{container}?fields=status_code").json["status_code"]

    assert insta.error(early) == (9007, 2207027)
    assert (looks, late) == (["IN_PROGRESS", "FINISHED"], "EXPIRED")


@pytest.mark.parametrize(
    ("data", "mime", "status", "error"),
    [
        (a_picture(size=(400, 500)), "image/png", 200, (36001, 2207005)),
        (CARD, "text/html", 200, (36001, 2207005)),
        (a_picture(size=(400, 600), kind="JPEG"), "image/jpeg", 200, (36003, 2207009)),
        (a_picture(size=(200, 200), kind="JPEG"), "image/jpeg", 200, (36003, 2207009)),
        (CARD + bytes(8_400_000), "image/jpeg", 200, (36000, 2207004)),
        (CARD, "image/jpeg", 302, (9004, 2207052)),
        (CARD, "image/jpeg", 404, (9004, 2207052)),
        (b"<html>", "image/jpeg", 200, (9004, 2207052)),
    ],
)
def test_instagram_is_particular_about_pictures(
    insta: Owner, host: Served, data: bytes, mime: str, status: int, error: tuple[int, int]
) -> None:
    address = host.put("/card", data, mime, status)

    assert insta.error(insta.post("me/media", image_url=address)) == error


def test_a_page_that_says_no_to_robots_is_not_fetched(insta: Owner, host: Served) -> None:
    host.put("/robots.txt", b"User-agent: *\nDisallow: /\n", "text/plain")
    address = host.put("/card.jpg", CARD)

    assert insta.error(insta.post("me/media", image_url=address)) == (9004, 2207052)
    assert host.asked == ["/robots.txt"]


def test_a_carousel_is_made_of_children(insta: Owner, host: Served, visitor: Visitor) -> None:
    address = host.put("/card.jpg", CARD)
    children = [
        insta.post("me/media", image_url=address, is_carousel_item="true", alt_text=alt).json["id"]
        for alt in ("One.", "Two.")
    ]

    def carousel(*ids: str) -> Said:
        told = {"media_type": "CAROUSEL", "children": ",".join(ids), "caption": "Both."}
        return insta.post("me/media", **told)

    assert insta.error(carousel(children[0])) == (100, 2207028)
    assert insta.error(carousel(*children, "1")) == (100, 2207028)
    insta.post("me/media_publish", creation_id=carousel(*children).json["id"])
    assert visitor.posts()[0]["alt_texts"] == ["One.", "Two."]
    alone = insta.post("me/media_publish", creation_id=children[0])
    assert insta.error(alone)[0] == 24


@pytest.mark.parametrize(
    "told",
    [
        {"caption": "x" * 2201},
        {"caption": " ".join(f"#tag{number}" for number in range(31))},
        {"caption": " ".join(f"@name{number}" for number in range(21))},
        {"alt_text": "x" * 1001},
        {"media_type": "REELS"},
        {"is_carousel_item": "true", "caption": "No."},
    ],
)
def test_instagram_refuses_words_that_do_not_fit(
    insta: Owner, host: Served, told: dict[str, str]
) -> None:
    address = host.put("/card.jpg", CARD)

    assert insta.post("me/media", image_url=address, **told).status == 400


def test_the_daily_quota_is_told_and_can_be_enforced(
    insta: Owner, host: Served, visitor: Visitor
) -> None:
    address = host.put("/card.jpg", CARD)
    order = {"platform": "instagram", "quota": "publishing", "limit": 1, "seconds": 86400}
    visitor.post("/_sandbox/quotas", order)
    ids = [insta.post("me/media", image_url=address).json["id"] for _ in range(2)]

    answers = [insta.post("me/media_publish", creation_id=one) for one in ids]

    assert answers[0].status == 200
    assert insta.error(answers[1]) == (9, 2207042)
    used = insta.get("me/content_publishing_limit?fields=config,quota_usage").json["data"][0]
    assert used["quota_usage"] == 1


def test_a_token_is_renewed_after_a_day(insta: Owner, visitor: Visitor, clock: SlowClock) -> None:
    told = {"grant_type": "ig_refresh_token", "access_token": insta.fields["access"]}
    path = f"/instagram/refresh_access_token?{urlencode(told)}"

    assert visitor.get(path).status == 400
    clock.wait(timedelta(hours=25))
    assert visitor.get(path).json["expires_in"] == 60 * 86400
    clock.wait(timedelta(days=60))
    assert visitor.get(path).json["error"]["code"] == 190


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("x" * 500, 200),
        ("x" * 501, 400),
        ("🙂" * 125, 200),  # four bytes each
        ("🙂" * 126, 400),
        (" ".join(f"https://example.org/{number}" for number in range(5)), 200),
        (" ".join(f"https://example.org/{number}" for number in range(6)), 400),
        ("", 400),
    ],
)
def test_threads_counts_emoji_by_bytes_and_links_by_number(
    threads: Owner, text: str, status: int
) -> None:
    answer = threads.post("me/threads", media_type="TEXT", text=text)

    assert answer.status == status, answer.content


def test_threads_published_too_early_is_error_24(threads: Owner, visitor: Visitor) -> None:
    visitor.post("/_sandbox/knobs", {"media_polls": 1})
    container = threads.post("me/threads", media_type="TEXT", text="One in five.").json["id"]

    early = threads.post("me/threads_publish", creation_id=container)
    threads.get(f"{container}?fields=status")

    assert threads.error(early)[0] == 24
    assert threads.post("me/threads_publish", creation_id=container).status == 200


def test_server_trouble_is_transient_and_a_rate_limit_tells_minutes(
    page: Owner, visitor: Visitor
) -> None:
    answers: dict[int, Any] = {}
    for status in (500, 429):
        told = {"fault": "status", "status": status, "retry_after": 90, "times": 1}
        visitor.fault(platform="facebook", route="publish", **told)
        answers[status] = page.post("me/feed", message=f"After {status}.")

    assert answers[500].json["error"]["is_transient"] is True
    assert (
        '"estimated_time_to_regain_access": 2' in answers[429].headers["x-business-use-case-usage"]
    )
