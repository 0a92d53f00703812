from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.connectors.platforms.mastodon import Mastodon
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import JANUARY_11, KEY, a_picture, a_post

ME = (200, {"id": "7", "acct": "hope", "url": "https://masto.example/@hope"})
UPLOADED = (200, {"id": "m1", "url": "https://masto.example/m1.png", "description": "words"})
POSTED = (200, {"id": "99", "url": "https://masto.example/@hope/99"})
REQUEST = {
    "status": "One in five. https://example.org/facts #EndTrafficking @them@other.example",
    "media_ids": ["m1"],
    "visibility": "public",
    "language": "en",
}
SHOWN = (
    '<p>One in five. <a href="https://example.org/facts"><span class="invisible">https://</span>'
    '<span class="ellipsis">example.org/facts</span></a> '
    '<a class="hashtag">#<span>EndTrafficking</span></a> '
    '<span class="h-card"><a>@<span>them</span></a></span></p>'
)


def connected(platform: FakePlatform, **values: str) -> Mastodon:
    slept: list[float] = []
    return Mastodon(
        platform.session(),
        server="https://masto.example",
        token="secret-token",
        sleep=slept.append,
        **values,
    )


def a_status(**changes: object) -> dict[str, object]:
    return {
        "id": "99",
        "url": "https://masto.example/@hope/99",
        "content": SHOWN,
        "created_at": "2027-01-11T09:00:05.000Z",
        "media_attachments": [{"id": "m1"}],
        **changes,
    }


def test_uploads_each_picture_with_its_alt_text() -> None:
    platform = FakePlatform(UPLOADED, UPLOADED)

    request = connected(platform).prepare(a_post(pictures=(a_picture(), a_picture())), KEY)

    assert request["media_ids"] == ["m1", "m1"]
    assert "White words on blue" in platform.last.text
    assert platform.last.path == "/api/v2/media"
    assert platform.last.headers["Authorization"] == "Bearer secret-token"


def test_says_visibility_and_language_whatever_the_server_prefers() -> None:
    platform = FakePlatform(UPLOADED)

    request = connected(platform, visibility="unlisted").prepare(a_post(language="pt-BR"), KEY)

    assert (request["visibility"], request["language"]) == ("unlisted", "pt")


def test_adds_nothing_to_the_words_that_were_approved() -> None:
    post = a_post(text="One in five.", pictures=(), link="https://example.org/x")

    request = connected(FakePlatform()).prepare(post, KEY)

    assert request["status"] == "One in five."


def test_waits_for_a_picture_the_server_still_works_on() -> None:
    platform = FakePlatform(
        (202, {"id": "m1", "url": None}), (206, {"id": "m1"}), (200, {"id": "m1"})
    )

    request = connected(platform).prepare(a_post(), KEY)

    assert request["media_ids"] == ["m1"]
    assert platform.last.path == "/api/v1/media/m1"


def test_gives_a_picture_up_for_now_when_the_server_never_finishes() -> None:
    platform = FakePlatform((202, {"id": "m1", "url": None}), *[(206, {"id": "m1"})] * 8)

    with pytest.raises(SendError) as caught:
        connected(platform).prepare(a_post(), KEY)

    assert caught.value.verdict is Verdict.NOT_SENT
    assert caught.value.retry_after == 60


def test_gives_the_alt_text_again_when_the_server_lost_it() -> None:
    platform = FakePlatform(
        (200, {"id": "m1", "url": "https://x", "description": None}), (200, {"id": "m1"})
    )

    connected(platform).prepare(a_post(), KEY)

    assert (platform.last.method, platform.last.path) == ("PUT", "/api/v1/media/m1")
    assert platform.last.form["description"] == a_picture().alt_text


def test_refuses_a_fifth_picture_instead_of_dropping_it() -> None:
    with pytest.raises(SendError, match="takes 4 pictures") as caught:
        connected(FakePlatform()).prepare(a_post(pictures=(a_picture(),) * 5), KEY)

    assert caught.value.verdict is Verdict.PERMANENT


def test_publishes_once_with_the_key_of_the_delivery() -> None:
    platform = FakePlatform(POSTED)

    receipt = connected(platform).publish(REQUEST, KEY)

    assert receipt == Receipt(remote_id="99", url="https://masto.example/@hope/99")
    assert platform.last.headers["Idempotency-Key"] == KEY
    assert platform.last.json == REQUEST


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ((401, {"error": "The access token is invalid"}), Verdict.REAUTH),
        ((403, {"error": "This action is not allowed"}), Verdict.PERMANENT),
        ((422, {"error": "Text character limit of 500 exceeded"}), Verdict.PERMANENT),
        ((422, {"error": "Media 1 not found or already attached"}), Verdict.DUPLICATE),
        ((422, {"error": "Cannot attach files that have not finished processing"}), "not_sent"),
        ((429, {"error": "Too many requests"}), Verdict.RATE_LIMITED),
        ((500, {}), Verdict.AMBIGUOUS),
        ((502, "<html>Bad gateway</html>"), Verdict.AMBIGUOUS),
        ((200, "<html>Welcome</html>"), Verdict.AMBIGUOUS),
        ((200, '{"id": "9'), Verdict.AMBIGUOUS),
        ((204, ""), Verdict.AMBIGUOUS),
        (requests.ReadTimeout(), Verdict.AMBIGUOUS),
        (requests.ConnectTimeout(), Verdict.NOT_SENT),
    ],
)
def test_gives_each_answer_its_verdict(answer: object, verdict: Verdict) -> None:
    platform = FakePlatform(answer)  # type: ignore[arg-type]  # parametrized

    with pytest.raises(SendError) as caught:
        connected(platform).publish({**REQUEST, "media_ids": []}, KEY)

    assert caught.value.verdict == verdict
    assert "secret-token" not in caught.value.message


def test_reads_when_the_limit_ends() -> None:
    headers = {"X-RateLimit-Reset": "2027-01-11T09:02:00.000000Z"}
    platform = FakePlatform((429, {"error": "Too many"}, headers))

    with pytest.raises(SendError) as caught:
        connected(platform).publish(REQUEST, KEY)

    assert caught.value.retry_after == 120


def test_takes_a_burnt_key_of_pixelfed_for_what_it_is() -> None:
    refused = (400, {"error": "Duplicate idempotency key."})
    platform = FakePlatform(refused, ME, (200, []), POSTED)

    receipt = connected(platform).publish(REQUEST, KEY)

    assert receipt.remote_id == "99"
    assert platform.last.headers["Idempotency-Key"] not in {KEY, ""}


def test_finds_the_post_behind_a_burnt_key_by_its_pictures() -> None:
    refused = (400, {"error": "Duplicate idempotency key."})
    platform = FakePlatform(refused, ME, (200, [a_status(content="")]))

    assert connected(platform).publish(REQUEST, KEY).remote_id == "99"


def test_finds_its_post_by_the_words_readers_see() -> None:
    theirs = a_status(media_attachments=[{"id": "other"}])
    platform = FakePlatform(ME, (200, [a_status(id="100", content="<p>Else</p>"), theirs]))

    receipt = connected(platform).find({**REQUEST, "media_ids": ["gone"]}, KEY, JANUARY_11)

    assert receipt is not None
    assert receipt.remote_id == "99"
    assert platform.last.query["exclude_reblogs"] == ["true"]


@pytest.mark.parametrize(
    "other",
    [
        a_status(created_at="2027-01-11T08:50:00.000Z"),
        a_status(media_attachments=[]),
        a_status(content="<p>Other words</p>", media_attachments=[{"id": "m2"}]),
    ],
    ids=["too old", "without the picture", "other words"],
)
def test_does_not_take_another_post_for_its_own(other: dict[str, object]) -> None:
    platform = FakePlatform(ME, (200, [other]), (200, []))

    assert connected(platform).find(REQUEST, KEY, JANUARY_11) is None


def test_looks_at_older_pages_until_the_time_of_sending() -> None:
    page = [a_status(id="200", content="x", media_attachments=[])]
    platform = FakePlatform(ME, (200, page), (200, [a_status()]))

    receipt = connected(platform).find(REQUEST, KEY, JANUARY_11 - timedelta(hours=1))

    assert receipt is not None
    assert platform.last.query["max_id"] == ["200"]


def test_says_so_when_too_much_was_posted_to_look_through() -> None:
    page = [a_status(id="200", content="x", media_attachments=[])]
    platform = FakePlatform(ME, *[(200, page)] * 5)

    with pytest.raises(SendError) as caught:
        connected(platform).find(REQUEST, KEY, JANUARY_11)

    assert caught.value.verdict is Verdict.AMBIGUOUS


def test_learns_the_limits_of_the_server() -> None:
    told = {
        "configuration": {
            "statuses": {
                "max_characters": 1000,
                "max_media_attachments": 6,
                "characters_reserved_per_url": 23,
            },
            "media_attachments": {
                "description_limit": 1500,
                "image_size_limit": 16_777_216,
                "supported_mime_types": ["image/png"],
            },
        }
    }

    account = connected(FakePlatform(ME, (200, told))).verify()

    assert account.name == "@hope@masto.example"
    assert account.limits is not None
    assert account.limits.max_characters == 1000
    assert account.limits.alt_text == 1500
    assert account.limits.mime_types == ("image/png",)


def test_learns_the_limits_of_a_server_that_tells_them_the_old_way() -> None:
    account = connected(
        FakePlatform(ME, (404, {"error": "Not found"}), (200, {"max_toot_chars": 5000}))
    ).verify()

    assert account.limits is not None
    assert account.limits.max_characters == 5000
    assert account.limits.max_images is None


def test_reads_numbers_of_many_posts_in_one_request() -> None:
    told = {"id": "99", "favourites_count": 3, "reblogs_count": 2, "replies_count": 1}
    platform = FakePlatform((200, [told]))

    numbers = connected(platform).engagement(
        [Receipt(remote_id="99", url=""), Receipt(remote_id="98", url="")]
    )

    assert numbers == {"99": {"likes": 3, "reposts": 2, "replies": 1}}
    assert platform.last.query["id[]"] == ["99", "98"]


def test_reads_numbers_one_by_one_where_the_server_knows_no_batches() -> None:
    told = {"id": "99", "favourites_count": 3}
    platform = FakePlatform((405, "<html></html>"), (200, told), (404, {"error": "gone"}))

    numbers = connected(platform).engagement(
        [Receipt(remote_id="99", url=""), Receipt(remote_id="98", url="")]
    )

    assert numbers == {"99": {"likes": 3}}


@pytest.mark.parametrize("status", [200, 404])
def test_deletes_a_post_that_may_be_gone_already(status: int) -> None:
    platform = FakePlatform((status, {}))

    connected(platform).delete(Receipt(remote_id="99", url=""))

    assert (platform.last.method, platform.last.path) == ("DELETE", "/api/v1/statuses/99")


def test_passes_a_refused_delete_on() -> None:
    with pytest.raises(SendError, match="forbids"):
        connected(FakePlatform((403, {}))).delete(Receipt(remote_id="99", url=""))
