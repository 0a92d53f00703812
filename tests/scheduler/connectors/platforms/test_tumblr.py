from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.connectors.platforms.tumblr import _paragraph
from tests.scheduler.connectors.cases import CASES, opened
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import A_PICTURE, JANUARY_11, KEY, a_post

REQUEST = {"id": "8", "state": "published", "content": [{"type": "text", "text": "Words"}]}


def response(**body: Any) -> tuple[int, Any]:
    return 200, {"meta": {"status": 200}, "response": body}


def prepared(text: str, link: str = "") -> Any:
    blocks = [{"type": "text"}] * len([one for one in text.split("\n\n") if one])
    platform = FakePlatform(response(id_string="8"), response(content=blocks))
    opened("tumblr", platform).prepare(a_post(text=text, pictures=(), link=link), KEY)
    return platform.asked[0].json


def test_a_draft_carries_pictures_with_their_alt_text_and_is_frozen_as_tumblr_keeps_it() -> None:
    kept = [
        {"type": "image", "media": [{"url": "https://64.media.tumblr.com/1.png"}]},
        {"type": "text", "text": "One in five."},
    ]
    platform = FakePlatform(response(id=8, id_string="8"), response(state="draft", content=kept))

    request = opened("tumblr", platform).prepare(a_post(), KEY)

    assert (request["id"], request["state"], request["content"]) == ("8", "published", kept)
    assert '"state": "draft"' in platform.asked[0].text
    assert A_PICTURE.alt_text in platform.asked[0].text
    assert A_PICTURE.data in platform.asked[0].body


def test_marks_links_by_characters_and_names_hashtags_as_tags() -> None:
    draft = prepared("Fünf \N{BLUE HEART} https://example.org/x #EndTrafficking #Signs")

    [block] = draft["content"]
    assert block["formatting"] == [
        {"type": "link", "start": 7, "end": 28, "url": "https://example.org/x"}
    ]
    assert draft["tags"] == "EndTrafficking,Signs"


@given(st.text("aé💙👩‍👧 \n#.", max_size=30), st.text("xé💙 ", max_size=10))
def test_a_link_is_marked_where_it_stands_whatever_is_around_it(before: str, after: str) -> None:
    link = "https://example.org/x"

    block = _paragraph(f"{before} {link} {after}", "")

    [mark] = block["formatting"]
    assert block["text"][mark["start"] : mark["end"]] == mark["url"] == link


def test_each_paragraph_is_a_block_and_the_link_is_the_source() -> None:
    draft = prepared("One.\n\nTwo.\n\nhttps://example.org/x", "https://example.org/x")

    assert [block["text"] for block in draft["content"]] == [
        "One.",
        "Two.",
        "https://example.org/x",
    ]
    assert draft["source_url"] == "https://example.org/x"


def test_a_draft_that_lost_a_part_is_not_published() -> None:
    platform = FakePlatform(response(id_string="8"), response(content=[{"type": "text"}]))

    with pytest.raises(SendError, match="not kept the draft whole") as caught:
        opened("tumblr", platform).prepare(a_post(), KEY)

    assert caught.value.verdict is Verdict.NOT_SENT


def test_publishing_sets_the_state_and_can_be_repeated() -> None:
    case = CASES["tumblr"]
    platform = FakePlatform(case.published, case.published)
    connector = opened("tumblr", platform)

    receipts = {connector.publish(REQUEST, KEY) for _ in range(2)}

    assert receipts == {Receipt(remote_id="8", url="https://www.tumblr.com/hope/8")}
    assert (platform.last.method, platform.last.path) == ("PUT", "/v2/blog/hope/posts/8")
    assert "id" not in platform.last.json


@pytest.mark.parametrize(("state", "found"), [("published", True), ("draft", False)])
def test_the_state_says_whether_it_is_out(state: str, found: bool) -> None:  # noqa: FBT001
    connector = opened("tumblr", FakePlatform(response(id_string="8", state=state)))

    assert (connector.find(REQUEST, KEY, JANUARY_11) is not None) is found


def test_a_published_draft_is_found_under_its_new_number() -> None:
    gone = (404, {"meta": {"status": 404}, "response": []})
    new = {"id_string": "9", "genesis_post_id": "8"}
    platform = FakePlatform(gone, response(posts=[{"id_string": "7"}, new]))

    found = opened("tumblr", platform).find(REQUEST, KEY, JANUARY_11)

    assert found is not None
    assert found.remote_id == "9"


def test_a_draft_that_is_nowhere_was_not_published() -> None:
    platform = FakePlatform((404, {}), response(posts=[]))

    assert opened("tumblr", platform).find(REQUEST, KEY, JANUARY_11) is None


@pytest.mark.parametrize(
    ("status", "code", "verdict"),
    [(403, 8005, Verdict.QUOTA), (400, 8001, Verdict.QUOTA), (400, 1, Verdict.PERMANENT)],
)
def test_a_days_allowance_is_a_quota(status: int, code: int, verdict: Verdict) -> None:
    answer = (status, {"meta": {"status": status}, "errors": [{"code": code, "title": "no"}]})

    with pytest.raises(SendError) as caught:
        opened("tumblr", FakePlatform(answer)).publish(REQUEST, KEY)

    assert caught.value.verdict is verdict


@pytest.mark.parametrize("blog", ["hope", "other"])
def test_verifies_that_the_account_writes_the_blog(blog: str) -> None:
    user = {"blogs": [{"name": blog, "url": f"https://{blog}.tumblr.com/", "uuid": "t:1"}]}
    connector = opened("tumblr", FakePlatform(response(user=user)))

    if blog == "other":
        with pytest.raises(SendError, match="It writes: other"):
            connector.verify()
    else:
        assert connector.verify().remote_id == "t:1"


def test_reads_notes_and_deletes() -> None:
    platform = FakePlatform(
        response(total_likes=3, total_reblogs=1, total_notes=5), (404, {}), (404, {})
    )
    connector = opened("tumblr", platform)
    receipts = [Receipt(remote_id="8", url=""), Receipt(remote_id="gone", url="")]

    assert connector.engagement(receipts) == {"8": {"likes": 3, "reposts": 1, "notes": 5}}
    connector.delete(receipts[1])
    assert platform.last.form == {"id": "gone"}
