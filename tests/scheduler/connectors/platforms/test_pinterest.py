from __future__ import annotations

from typing import Any

import pytest

from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.connectors.platforms.pinterest import Pinterest, _boards
from tests.scheduler.connectors.cases import opened
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import A_PICTURE, JANUARY_11, KEY, a_picture, a_post

BOARD = (200, {"id": "b1", "name": "Signs"})
LINK = "https://example.org/facts?utm_content=1"
REQUEST = {
    "title": "One in five",
    "description": "Words",
    "link": LINK,
    "pictures": [],
    "board_id": "b1",
}


def pin(**changes: Any) -> dict[str, Any]:
    return {
        "id": "p9",
        "title": "One in five",
        "description": "Words",
        "link": LINK,
        "created_at": "2027-01-11T09:00:02",
        **changes,
    }


def test_a_pin_has_title_words_link_and_alt_text() -> None:
    platform = FakePlatform(BOARD, (201, {"id": "p9"}))
    connector = opened("pinterest", platform)
    post = a_post(text="Words", title="One in five", link=LINK)

    receipt = connector.publish(connector.prepare(post, KEY), KEY)

    sent = platform.last.json
    assert receipt.url == "https://www.pinterest.com/pin/p9/"
    assert (sent["title"], sent["description"], sent["link"]) == ("One in five", "Words", LINK)
    assert sent["alt_text"] == A_PICTURE.alt_text
    assert sent["media_source"]["content_type"] == "image/png"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pictures": ()}, "without a picture"),
        ({"pictures": (A_PICTURE, A_PICTURE)}, "takes 1 pictures"),
        ({"title": "x" * 101}, "title has 101"),
        ({"pictures": (a_picture(alt_text="x" * 501),)}, "takes 500"),
        ({"text": "x" * 801}, "caption has 801"),
    ],
)
def test_refuses_what_pinterest_would(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(SendError, match=words):
        opened("pinterest", FakePlatform()).prepare(a_post(**changes), KEY)


def test_says_that_the_board_is_gone_before_anything_is_sent() -> None:
    platform = FakePlatform((404, {"code": 40, "message": "Board not found."}))

    with pytest.raises(SendError, match="Board not found") as caught:
        opened("pinterest", platform).prepare(a_post(), KEY)

    assert caught.value.verdict is Verdict.PERMANENT


def test_finds_its_pin_on_the_board() -> None:
    old = pin(id="p1", created_at="2026-12-01T09:00:00")
    platform = FakePlatform((200, {"items": [pin(link="x"), old, pin()]}))

    found = opened("pinterest", platform).find(REQUEST, KEY, JANUARY_11)

    assert found is not None
    assert found.remote_id == "p9"


@pytest.mark.parametrize("more", [{}, {"bookmark": "next"}])
def test_knows_only_what_it_saw(more: dict[str, str]) -> None:
    connector = opened("pinterest", FakePlatform((200, {"items": [], **more})))

    if more:
        with pytest.raises(SendError, match="too many pins"):
            connector.find(REQUEST, KEY, JANUARY_11)
    else:
        assert connector.find(REQUEST, KEY, JANUARY_11) is None


def test_access_is_renewed_with_the_keys_in_a_header() -> None:
    fresh = {"access_token": "new", "refresh_token": "r2", "expires_in": 2_592_000}
    platform = FakePlatform((401, {"code": 2}), (200, fresh), BOARD)
    keys = {"client_id": "i", "client_secret": "s"}
    connector = Pinterest(platform.session(), board="b1", access="a", refresh="r1", **keys)

    connector.prepare(a_post(), KEY)

    assert platform.asked[1].headers["Authorization"].startswith("Basic ")
    assert platform.asked[1].form["continuous_refresh"] == "true"
    assert connector.credentials()["refresh"] == "r2"


@pytest.mark.parametrize("names", [["b1"], ["b1", "b2"], []])
def test_takes_the_only_board_or_asks_which(names: list[str]) -> None:
    boards = [{"id": one, "name": one.upper()} for one in names]
    session = FakePlatform((200, {"items": boards})).session()

    if len(names) == 1:
        assert _boards(session, {"access": "a"}) == {"board": "b1"}
        return
    with pytest.raises(SendError, match="B1: b1; B2: b2" if names else "none"):
        _boards(session, {"access": "a"})


def test_verifies_reads_numbers_and_deletes() -> None:
    numbers = {"pin_metrics": {"lifetime_metrics": {"impression": 9, "save": 2, "odd": "x"}}}
    platform = FakePlatform(
        (200, {"id": "u1", "username": "hope"}), BOARD, (200, numbers), (404, {}), (404, {})
    )
    connector = opened("pinterest", platform)
    receipts = [Receipt(remote_id="p9", url=""), Receipt(remote_id="gone", url="")]

    account = connector.verify()

    assert (account.remote_id, account.name) == ("u1/5497558", "hope: Signs")
    assert connector.engagement(receipts) == {"p9": {"impressions": 9, "saves": 2}}
    connector.delete(receipts[1])
