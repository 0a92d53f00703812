from __future__ import annotations

from typing import Any

import pytest

from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.connectors.platforms.facebook import Facebook, _page_token
from tests.scheduler.connectors.cases import opened
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import A_PICTURE, JANUARY_11, KEY, a_picture, a_post

UPLOADED = [(200, {"id": "p1"}), (200, {"id": "p2"})]
REQUEST = {
    "message": "One in five. https://example.org/facts",
    "attached_media[0]": '{"media_fbid":"p1"}',
}


def error(code: int, **more: Any) -> tuple[int, Any]:
    return 400, {"error": {"code": code, "message": "no", "fbtrace_id": "Tr4ce", **more}}


def refusal(answer: Any) -> SendError:
    with pytest.raises(SendError) as caught:
        opened("facebook", FakePlatform(answer)).publish(REQUEST, KEY)
    return caught.value


def shown(**changes: Any) -> dict[str, Any]:
    return {
        "id": "77_1",
        "message": REQUEST["message"],
        "permalink_url": "https://www.facebook.com/77/posts/1",
        "attachments": {"data": [{"media_type": "photo"}]},
        **changes,
    }


def test_uploads_photos_unpublished_with_their_alt_text_and_attaches_them() -> None:
    platform = FakePlatform(*UPLOADED)
    post = a_post(pictures=(a_picture(), a_picture(alt_text="Second.")))

    request = opened("facebook", platform).prepare(post, KEY)

    assert request["attached_media[1]"] == '{"media_fbid":"p2"}'
    for asked, alt in zip(platform.asked, (A_PICTURE.alt_text, "Second."), strict=True):
        assert asked.path == "/v25.0/77/photos"
        assert 'name="published"\r\n\r\nfalse' in asked.text
        assert alt in asked.text


def test_keeps_the_token_out_of_addresses_when_posting() -> None:
    platform = FakePlatform((200, {"id": "77_1"}))

    opened("facebook", platform).publish(REQUEST, KEY)

    assert platform.last.query == {}
    assert platform.last.form["access_token"] == "page-token-1"


def test_shows_a_link_as_such_where_there_is_no_picture() -> None:
    post = a_post(text="One in five.", pictures=(), link="https://example.org/facts")

    request = opened("facebook", FakePlatform()).prepare(post, KEY)

    assert request == {"message": "One in five.", "link": "https://example.org/facts"}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (error(190, error_subcode=463), Verdict.REAUTH),
        (error(102), Verdict.REAUTH),
        (error(4), Verdict.RATE_LIMITED),
        (error(32), Verdict.RATE_LIMITED),
        (error(80001), Verdict.RATE_LIMITED),
        (error(200), Verdict.PERMANENT),
        (error(10), Verdict.PERMANENT),
        (error(100), Verdict.PERMANENT),
        (error(368), Verdict.PERMANENT),
        (error(506), Verdict.DUPLICATE),
        (error(100, error_subcode=1366051), Verdict.DUPLICATE),
        (error(100, error_subcode=1390008), Verdict.RATE_LIMITED),
        (error(1), Verdict.AMBIGUOUS),
        (error(2), Verdict.AMBIGUOUS),
        (error(99, is_transient=True), Verdict.AMBIGUOUS),
    ],
)
def test_gives_each_code_its_verdict(answer: Any, verdict: Verdict) -> None:
    caught = refusal(answer)

    assert caught.verdict is verdict
    assert "Tr4ce" in caught.message


def test_waits_as_many_minutes_as_graph_says() -> None:
    usage = '{"77": [{"call_count": 100, "estimated_time_to_regain_access": 12}]}'
    status, body = error(32)

    caught = refusal((status, body, {"X-Business-Use-Case-Usage": usage}))

    assert caught.retry_after == 720


@pytest.mark.parametrize("usage", ["", "{", "[]", '{"77": 3}', '{"77": [{}]}'])
def test_waits_some_time_where_graph_says_nothing_sensible(usage: str) -> None:
    status, body = error(32)

    caught = refusal((status, body, {"X-Business-Use-Case-Usage": usage, "Retry-After": "7"}))

    assert caught.retry_after == 7


def test_finds_a_post_by_its_words_and_number_of_pictures() -> None:
    other = shown(id="77_0", attachments={"data": [{"subattachments": {"data": [1, 2]}}]})
    platform = FakePlatform((200, {"data": [other, shown()]}))

    found = opened("facebook", platform).find(REQUEST, KEY, JANUARY_11)

    assert found == Receipt(remote_id="77_1", url="https://www.facebook.com/77/posts/1")
    assert platform.last.query["since"] == ["1799657700"]  # five minutes before


def test_finds_nothing_where_only_other_words_stand() -> None:
    platform = FakePlatform((200, {"data": [shown(message="Something else")]}))

    assert opened("facebook", platform).find(REQUEST, KEY, JANUARY_11) is None


def test_does_not_claim_to_know_a_page_that_posts_without_end() -> None:
    platform = FakePlatform((200, {"data": [shown(message=str(n)) for n in range(100)]}))

    with pytest.raises(SendError, match="too much") as caught:
        opened("facebook", platform).find(REQUEST, KEY, JANUARY_11)

    assert caught.value.verdict is Verdict.AMBIGUOUS


def test_verifies_the_page_what_the_token_may_and_how_long() -> None:
    granted = {"data": {"scopes": ["pages_manage_posts"], "expires_at": 1_800_000_000}}
    platform = FakePlatform((200, {"id": "77", "name": "Hope"}), (200, granted))

    account = opened("facebook", platform).verify()

    assert (account.name, account.scopes) == ("Hope", ("pages_manage_posts",))
    assert account.expires_at is not None
    assert account.expires_at.year == 2027


def test_says_which_right_a_token_lacks() -> None:
    granted = {"data": {"scopes": ["pages_read_engagement"]}}
    platform = FakePlatform((200, {"id": "77"}), (200, granted))

    with pytest.raises(SendError, match="lacks pages_manage_posts"):
        opened("facebook", platform).verify()


def test_counts_reactions_comments_shares_and_views_where_allowed() -> None:
    post = {
        "reactions": {"summary": {"total_count": 5}},
        "comments": {"summary": {"total_count": 2}},
        "shares": {"count": 1},
    }
    views = {"data": [{"name": "post_media_view", "values": [{"value": 90}]}]}
    platform = FakePlatform((200, post), (200, views), (200, post), error(200))
    receipts = [Receipt(remote_id="77_1", url=""), Receipt(remote_id="77_2", url="")]

    told = opened("facebook", platform).engagement(receipts)

    assert told["77_1"] == {"likes": 5, "replies": 2, "reposts": 1, "views": 90}
    assert told["77_2"] == {"likes": 5, "replies": 2, "reposts": 1}


def pages(*ids: str) -> tuple[int, Any]:
    told = [{"id": one, "name": f"Page {one}", "access_token": f"token-{one}"} for one in ids]
    return 200, {"data": told}


@pytest.mark.parametrize(("entered", "ids"), [("", ("77",)), ("78", ("77", "78"))])
def test_trades_a_persons_access_for_that_of_the_page(entered: str, ids: tuple[str, ...]) -> None:
    platform = FakePlatform((200, {"access_token": "long"}), pages(*ids))
    keys = {"access": "short", "client_id": "i", "client_secret": "s", "page": entered}

    values = _page_token(platform.session(), keys)

    assert values["access"] == f"token-{entered or '77'}"
    assert values["page"] == (entered or "77")


def test_asks_which_page_where_there_are_several() -> None:
    platform = FakePlatform((200, {"access_token": "long"}), pages("77", "78"))
    keys = {"access": "short", "client_id": "i", "client_secret": "s"}

    with pytest.raises(SendError, match="Page 77: 77; Page 78: 78"):
        _page_token(platform.session(), keys)


def test_speaks_the_version_that_was_entered() -> None:
    platform = FakePlatform((200, {"id": "77_1"}))

    Facebook(platform.session(), page="77", access="t", version="v26.0").publish(REQUEST, KEY)

    assert platform.last.path == "/v26.0/77/feed"
