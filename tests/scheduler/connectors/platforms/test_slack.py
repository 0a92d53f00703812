from __future__ import annotations

import json
from typing import Any

import pytest

from scheduler.connectors.base import Receipt, SendError, Verdict
from tests.scheduler.connectors.cases import opened
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import A_PICTURE, JANUARY_11, KEY, a_picture, a_post

FILES = {"text": "Words", "files": [{"id": "F1", "title": "Card 1"}]}
WORDS: dict[str, Any] = {"text": "Words", "files": []}
LINK = (200, {"ok": True, "permalink": "https://hope.slack.com/p1"})


def ok(**body: Any) -> tuple[int, Any]:
    return 200, {"ok": True, **body}


def no(error: str, **body: Any) -> tuple[int, Any]:
    return 200, {"ok": False, "error": error, **body}


def shared(kind: str = "public") -> tuple[int, Any]:
    return ok(file={"shares": {kind: {"C1": [{"ts": "17.5"}]}}})


def upload(number: int) -> list[Any]:
    address = f"https://up.example/{number}"
    return [ok(upload_url=address, file_id=f"F{number}"), (200, "OK")]


def test_uploads_files_with_alt_text_and_no_token_at_their_address() -> None:
    platform = FakePlatform(*upload(1), *upload(2))

    request = opened("slack", platform).prepare(a_post(pictures=(A_PICTURE, a_picture())), KEY)

    assert [one["id"] for one in request["files"]] == ["F1", "F2"]
    assert platform.asked[0].form["alt_txt"] == A_PICTURE.alt_text
    assert platform.asked[0].form["length"] == str(len(A_PICTURE.data))
    assert platform.asked[1].body == A_PICTURE.data
    assert "Authorization" not in platform.asked[1].headers


def test_shares_all_files_in_one_message_and_learns_where_it_stands() -> None:
    platform = FakePlatform(ok(files=[]), ok(file={"shares": {}}), shared("private"), LINK)

    receipt = opened("slack", platform).publish(FILES, KEY)

    assert receipt == Receipt(remote_id="C1/17.5", url="https://hope.slack.com/p1")
    assert json.loads(platform.asked[0].form["files"]) == FILES["files"]
    assert platform.asked[0].form["initial_comment"] == "Words"


def test_remembers_the_file_where_the_message_cannot_be_seen_yet() -> None:
    platform = FakePlatform(ok(files=[]), no("missing_scope"))

    receipt = opened("slack", platform).publish(FILES, KEY)

    assert receipt == Receipt(remote_id="C1/file/F1", url="")


def test_words_alone_carry_a_mark_by_which_they_are_found() -> None:
    platform = FakePlatform(ok(ts="17.5"), LINK)

    opened("slack", platform).publish(WORDS, KEY)

    assert json.loads(platform.asked[0].form["metadata"])["event_payload"] == {"id": KEY}


def test_nothing_in_a_caption_rings_for_everybody() -> None:
    post = a_post(text="<!channel> a & b > c", pictures=())

    request = opened("slack", FakePlatform()).prepare(post, KEY)

    assert request["text"] == "&lt;!channel&gt; a &amp; b &gt; c"


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        ("invalid_auth", Verdict.REAUTH),
        ("token_expired", Verdict.REAUTH),
        ("ratelimited", Verdict.RATE_LIMITED),
        ("channel_not_found", Verdict.PERMANENT),
        ("not_in_channel", Verdict.PERMANENT),
        ("is_archived", Verdict.PERMANENT),
        ("missing_scope", Verdict.PERMANENT),
        ("something_new", Verdict.PERMANENT),
        ("internal_error", Verdict.AMBIGUOUS),
        ("request_timeout", Verdict.AMBIGUOUS),
    ],
)
def test_gives_each_error_its_verdict(error: str, verdict: Verdict) -> None:
    with pytest.raises(SendError) as caught:
        opened("slack", FakePlatform(no(error))).publish(FILES, KEY)

    assert caught.value.verdict is verdict
    assert caught.value.code == error


def test_says_which_scope_is_needed() -> None:
    with pytest.raises(SendError, match="It needs files:write"):
        opened("slack", FakePlatform(no("missing_scope", needed="files:write"))).publish(FILES, KEY)


@pytest.mark.parametrize(
    ("answer", "found"), [(shared(), True), (ok(file={}), False), (no("file_not_found"), False)]
)
def test_a_file_says_whether_it_was_shared(answer: Any, found: bool) -> None:  # noqa: FBT001
    connector = opened("slack", FakePlatform(answer, LINK))

    assert (connector.find(FILES, KEY, JANUARY_11) is not None) is found


def test_finds_words_by_their_mark() -> None:
    ours = {"ts": "17.5", "metadata": {"event_payload": {"id": KEY}}}
    platform = FakePlatform(ok(messages=[{"ts": "18.0"}, ours]), LINK)

    found = opened("slack", platform).find(WORDS, KEY, JANUARY_11)

    assert found is not None
    assert found.remote_id == "C1/17.5"
    assert platform.asked[0].form["include_all_metadata"] == "true"


def test_does_not_claim_to_know_a_busy_channel() -> None:
    with pytest.raises(SendError, match="too busy"):
        opened("slack", FakePlatform(ok(messages=[], has_more=True))).find(WORDS, KEY, JANUARY_11)


def test_counts_reactions_and_replies_also_of_a_post_known_by_its_file() -> None:
    message = {"reactions": [{"count": 2}, {"count": 3}], "reply_count": 1}
    platform = FakePlatform(shared(), ok(message=message), no("message_not_found"))
    receipts = [
        Receipt(remote_id="C1/file/F1", url=""),
        Receipt(remote_id="C1/19.0", url=""),
    ]

    numbers = opened("slack", platform).engagement(receipts)

    assert numbers == {"C1/file/F1": {"reactions": 5, "replies": 1}}


def test_deletes_the_message_and_is_content_where_it_is_gone() -> None:
    platform = FakePlatform(ok(), no("message_not_found"))
    connector, receipt = opened("slack", platform), Receipt(remote_id="C1/17.5", url="")

    connector.delete(receipt)
    connector.delete(receipt)

    assert platform.last.form == {"channel": "C1", "ts": "17.5"}


@pytest.mark.parametrize("scopes", ["chat:write,files:write", "chat:write", ""])
def test_verifies_what_the_bot_may(scopes: str) -> None:
    me = {"ok": True, "team_id": "T1", "user_id": "U1", "user": "bot", "team": "Hope"}
    connector = opened("slack", FakePlatform((200, me, {"x-oauth-scopes": scopes})))

    if scopes == "chat:write":
        with pytest.raises(SendError, match="lacks the scope files:write"):
            connector.verify()
    else:
        assert connector.verify().remote_id == "T1/U1/C1"
