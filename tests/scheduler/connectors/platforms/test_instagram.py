from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scheduler.connectors.base import Receipt, Renewable, SendError, Verdict
from scheduler.connectors.platforms.instagram import _settle
from tests.scheduler.connectors.cases import READY, opened
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import JANUARY_11, KEY, a_picture, a_post

A_JPEG = a_picture(mime_type="image/jpeg", url="https://media.example/1.jpg")
REQUEST = {"creation_id": "c1", "caption": "One in five."}


def made(number: int) -> tuple[int, Any]:
    return 200, {"id": f"c{number}"}


def refusal(platform: FakePlatform, **changes: Any) -> SendError:
    with pytest.raises(SendError) as caught:
        opened("instagram", platform).prepare(a_post(**{"pictures": (A_JPEG,), **changes}), KEY)
    return caught.value


def test_one_picture_is_one_container_with_caption_and_alt_text() -> None:
    platform = FakePlatform(made(1), READY)

    request = opened("instagram", platform).prepare(a_post(pictures=(A_JPEG,)), KEY)

    form = platform.asked[0].form
    assert request["creation_id"] == "c1"
    assert (form["image_url"], form["alt_text"]) == (A_JPEG.url, A_JPEG.alt_text)
    assert form["caption"].startswith("One in five.")


def test_a_carousel_has_alt_text_on_each_child_and_the_caption_on_the_whole() -> None:
    platform = FakePlatform(made(1), READY, made(2), READY, made(3), READY)

    request = opened("instagram", platform).prepare(a_post(pictures=(A_JPEG, A_JPEG)), KEY)

    child, whole = platform.asked[0].form, platform.asked[4].form
    assert request["creation_id"] == "c3"
    assert (child["is_carousel_item"], "caption" in child) == ("true", False)
    assert (whole["media_type"], whole["children"]) == ("CAROUSEL", "c1,c2")
    assert "alt_text" not in whole


def test_waits_until_the_container_is_ready() -> None:
    working = (200, {"status_code": "IN_PROGRESS"})
    platform = FakePlatform(made(1), working, working, READY)

    assert opened("instagram", platform).prepare(a_post(pictures=(A_JPEG,)), KEY)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ({"status_code": "EXPIRED"}, Verdict.NOT_SENT),
        ({"status_code": "ERROR", "status": "Error: 2207052 download"}, Verdict.PERMANENT),
        ({"status_code": "ERROR", "status": "Error: 2207003 timeout"}, Verdict.NOT_SENT),
        ({"status_code": "ERROR"}, Verdict.PERMANENT),
    ],
)
def test_a_container_that_came_to_nothing_was_not_published(
    status: dict[str, str], verdict: Verdict
) -> None:
    assert refusal(FakePlatform(made(1), (200, status))).verdict is verdict


def test_gives_up_waiting_and_says_when_to_come_back() -> None:
    working = (200, {"status_code": "IN_PROGRESS"})

    caught = refusal(FakePlatform(made(1), *[working] * 8))

    assert (caught.verdict, caught.retry_after) == (Verdict.NOT_SENT, 60)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pictures": ()}, "without a picture"),
        ({"pictures": (a_picture(url="https://m.example/1.png"),)}, "takes JPEG"),
        ({"pictures": (a_picture(mime_type="image/jpeg"),)}, "AWARENESS_PUBLIC_BASE_URL"),
        ({"pictures": (a_picture(mime_type="image/jpeg", url="u", height=1500),)}, "4:5"),
        ({"pictures": (A_JPEG,) * 11}, "takes 10 pictures"),
        ({"text": "x" * 2201}, "takes 2,200"),
    ],
)
def test_refuses_what_instagram_would(changes: dict[str, Any], words: str) -> None:
    caught = refusal(FakePlatform(), **changes)

    assert caught.verdict is Verdict.PERMANENT
    assert words in caught.message


def test_publishing_is_one_request_that_names_the_container() -> None:
    platform = FakePlatform((200, {"id": "m1"}), (500, {}))

    receipt = opened("instagram", platform).publish(REQUEST, KEY)

    assert platform.asked[0].form["creation_id"] == "c1"
    assert receipt == Receipt(remote_id="m1", url="")  # only the look afterwards failed


def test_a_container_that_is_ready_was_not_published() -> None:
    assert opened("instagram", FakePlatform(READY)).find(REQUEST, KEY, JANUARY_11) is None


def media(**changes: Any) -> tuple[int, Any]:
    one = {
        "id": "m1",
        "caption": "One in five.",
        "permalink": "https://www.instagram.com/p/x/",
        "timestamp": "2027-01-11T09:00:03+0000",
        **changes,
    }
    return 200, {"data": [one]}


def test_a_container_that_was_published_leads_to_its_post() -> None:
    platform = FakePlatform((200, {"status_code": "PUBLISHED"}), media())

    found = opened("instagram", platform).find(REQUEST, KEY, JANUARY_11)

    assert found == Receipt(remote_id="m1", url="https://www.instagram.com/p/x/")


@pytest.mark.parametrize(
    "changes", [{"caption": "Else"}, {"timestamp": "2026-12-01T09:00:00+0000"}]
)
def test_an_older_post_with_the_same_words_is_not_taken_for_it(changes: dict[str, str]) -> None:
    platform = FakePlatform((200, {"status_code": "PUBLISHED"}), media(**changes))

    with pytest.raises(SendError) as caught:
        opened("instagram", platform).find(REQUEST, KEY, JANUARY_11)

    assert caught.value.verdict is Verdict.AMBIGUOUS


@pytest.mark.parametrize(
    ("code", "subcode", "verdict"),
    [
        (9, 2207042, Verdict.QUOTA),
        (4, 2207051, Verdict.PERMANENT),
        (25, 2207050, Verdict.PERMANENT),
        (9007, 2207027, Verdict.NOT_SENT),
        (24, 2207008, Verdict.NOT_SENT),
        (36003, 2207009, Verdict.PERMANENT),
        (-1, 2207001, Verdict.AMBIGUOUS),
        (-2, 2207003, Verdict.AMBIGUOUS),
        (190, 0, Verdict.REAUTH),
    ],
)
def test_gives_each_code_its_verdict(code: int, subcode: int, verdict: Verdict) -> None:
    answer = (400, {"error": {"code": code, "error_subcode": subcode, "message": "no"}})

    with pytest.raises(SendError) as caught:
        opened("instagram", FakePlatform(answer, answer)).publish(REQUEST, KEY)

    assert caught.value.verdict is verdict


def test_asks_how_much_a_day_allows() -> None:
    quota = (200, {"data": [{"quota_usage": 2, "config": {"quota_total": 100}}]})
    platform = FakePlatform((200, {"id": "17", "username": "hope"}), quota)

    account = opened("instagram", platform).verify()

    assert account.name == "@hope"
    assert account.limits is not None
    assert account.limits.posts_per_day == 100


def test_trades_access_of_an_hour_for_that_of_two_months() -> None:
    platform = FakePlatform((200, {"access_token": "long", "expires_in": 5_184_000}))

    values = _settle(platform.session(), {"access": "short", "client_secret": "s"})

    assert platform.last.query["grant_type"] == ["ig_exchange_token"]
    assert (values["access"], values["expires_at"]) == ("long", "2027-03-12T09:00:00+00:00")


def test_renews_access_before_it_ends_and_hands_it_on() -> None:
    platform = FakePlatform((200, {"access_token": "newer", "expires_in": 5_184_000}))
    connector: Any = opened("instagram", platform)
    assert isinstance(opened("instagram", platform), Renewable)

    ends = connector.renew(JANUARY_11)

    assert ends == JANUARY_11 + timedelta(days=60)
    assert connector.credentials()["access"] == "newer"
    assert connector.renew(JANUARY_11) == ends  # nothing to do any more: nobody is asked


def test_access_too_young_to_be_renewed_is_left_alone() -> None:
    platform = FakePlatform((400, {"error": {"code": 100, "message": "24 hours"}}))
    connector: Any = opened("instagram", platform)

    assert connector.renew(JANUARY_11) is None
    assert connector.credentials() == {}


def test_says_so_where_no_program_may_delete() -> None:
    platform = FakePlatform((400, {"error": {"code": 10, "message": "no"}}))

    with pytest.raises(SendError, match="Delete it by hand"):
        opened("instagram", platform).delete(Receipt(remote_id="m1", url="https://i.example/p"))


def test_reads_insights() -> None:
    told = {
        "data": [
            {"name": "reach", "values": [{"value": 40}]},
            {"name": "saved", "total_value": {"value": 3}},
            {"name": "new_metric", "values": [{"value": 1}]},
        ]
    }

    numbers = opened("instagram", FakePlatform((200, told))).engagement(
        [Receipt(remote_id="m1", url="")]
    )

    assert numbers == {"m1": {"reach": 40, "saves": 3}}
