from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.connectors.platforms.linkedin import LinkedIn, little_text
from tests.scheduler.connectors.cases import CASES, opened
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import JANUARY_11, KEY, a_picture, a_post

REQUEST = {"author": "urn:li:person:abc", "commentary": "One in five \\(1/5\\)."}
MADE = int(JANUARY_11.timestamp() * 1000)


def uploaded(number: int) -> list[Any]:
    value = {"image": f"urn:li:image:{number}", "uploadUrl": f"https://up.example/{number}"}
    return [(200, {"value": value}), (201, b""), (200, {"status": "AVAILABLE"})]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("One (in) five", "One \\(in\\) five"),
        ("a_b*c~d|e{f}g@h[i]<j>\\k", "a\\_b\\*c\\~d\\|e\\{f\\}g\\@h\\[i\\]\\<j\\>\\\\k"),
        ("See the signs #EndTrafficking", "See the signs #EndTrafficking"),
        ("#Tag_two.", "#Tag\\_two."),
        ("We are #1", "We are \\#1"),
        ("a#b", "a\\#b"),
        ("https://example.org/a_b#c", "https://example.org/a\\_b\\#c"),
    ],
)
def test_escapes_markup_and_leaves_hashtags(text: str, escaped: str) -> None:
    assert little_text(text) == escaped


@given(st.text("aB1é #_@(){}[]<>*~|\\/:.\n", max_size=60))
def test_whatever_is_escaped_reads_as_it_was(text: str) -> None:
    escaped = little_text(text)

    assert re.sub(r"\\(.)", r"\1", escaped) == text
    assert not re.search(r"(?<!\\)(?:\\\\)*[|{}@\[\]()<>*_~]", escaped)


def test_one_picture_is_media_and_several_are_images_each_with_alt_text() -> None:
    one = opened("linkedin", FakePlatform(*uploaded(1))).prepare(a_post(), KEY)
    pictures = (a_picture(), a_picture(alt_text="Second."))
    platform = FakePlatform(*uploaded(1), *uploaded(2))
    several = opened("linkedin", platform).prepare(a_post(pictures=pictures), KEY)

    assert one["content"]["media"]["id"] == "urn:li:image:1"
    assert one["content"]["media"]["altText"] == a_picture().alt_text
    images = several["content"]["multiImage"]["images"]
    assert [image["altText"] for image in images] == [a_picture().alt_text, "Second."]


def test_waits_until_a_picture_is_available() -> None:
    first, bytes_sent, ready = uploaded(1)
    platform = FakePlatform(first, bytes_sent, (200, {"status": "PROCESSING"}), ready)

    assert opened("linkedin", platform).prepare(a_post(), KEY)
    assert platform.asked[1].body == a_picture().data


def test_names_its_version_and_takes_the_name_of_the_post_from_a_header() -> None:
    case = CASES["linkedin"]
    platform = FakePlatform(case.published)

    receipt = opened("linkedin", platform).publish(REQUEST, KEY)

    assert receipt.url == "https://www.linkedin.com/feed/update/urn:li:share:6/"
    assert platform.last.headers["LinkedIn-Version"] == "202604"
    assert platform.last.headers["X-Restli-Protocol-Version"] == "2.0.0"


@pytest.mark.parametrize(
    ("answer", "verdict", "words"),
    [
        ((401, {"message": "expired", "serviceErrorCode": 65601}), Verdict.REAUTH, "again"),
        ((403, {"message": "Not enough permissions"}), Verdict.PERMANENT, "permissions"),
        (
            (422, {"message": "Content is a duplicate of urn:li:share:7012"}),
            Verdict.DUPLICATE,
            "urn:li:share:7012",
        ),
        ((422, {"message": "FIELD_LENGTH_TOO_LONG"}), Verdict.PERMANENT, "TOO_LONG"),
        ((426, {"code": "NONEXISTENT_VERSION", "message": "no"}), Verdict.PERMANENT, "newer"),
        ((400, {"code": "VERSION_MISSING", "message": "no"}), Verdict.PERMANENT, "newer"),
        ((409, {"message": "conflict"}), Verdict.AMBIGUOUS, "busy"),
        ((201, b""), Verdict.AMBIGUOUS, "x-restli-id"),
    ],
)
def test_gives_each_answer_its_verdict(answer: Any, verdict: Verdict, words: str) -> None:
    with pytest.raises(SendError) as caught:
        opened("linkedin", FakePlatform(answer)).publish(REQUEST, KEY)

    assert caught.value.verdict is verdict
    assert words in caught.value.message


def test_a_duplicate_names_the_first_post() -> None:
    answer = (422, {"message": "Content is a duplicate of urn:li:ugcPost:7012"})

    with pytest.raises(SendError) as caught:
        opened("linkedin", FakePlatform(answer)).publish(REQUEST, KEY)

    assert caught.value.code == "urn:li:ugcPost:7012"


def element(**changes: Any) -> dict[str, Any]:
    return {
        "id": "urn:li:share:6",
        "commentary": REQUEST["commentary"],
        "createdAt": MADE,
        **changes,
    }


def test_finds_its_post_among_the_authors_own() -> None:
    old = element(id="urn:li:share:1", createdAt=MADE - 86_400_000)
    platform = FakePlatform((200, {"elements": [element(commentary="Else"), old, element()]}))

    found = opened("linkedin", platform).find(REQUEST, KEY, JANUARY_11)

    assert found is not None
    assert found.remote_id == "urn:li:share:6"


def test_knows_its_hashtags_again_in_linkedins_own_writing() -> None:
    shown = element(commentary="One in five. {hashtag|\\#|EndTrafficking}")
    request = {**REQUEST, "commentary": "One in five. #EndTrafficking"}
    platform = FakePlatform((200, {"elements": [shown]}))

    assert opened("linkedin", platform).find(request, KEY, JANUARY_11) is not None


def test_says_that_it_may_not_look_and_that_repeating_is_safe() -> None:
    platform = FakePlatform((403, {"message": "Not enough permissions"}))

    with pytest.raises(SendError, match="Sending it again is safe") as caught:
        opened("linkedin", platform).find(REQUEST, KEY, JANUARY_11)

    assert caught.value.verdict is Verdict.AMBIGUOUS


def test_posts_for_an_organization_whose_name_it_shows() -> None:
    platform = FakePlatform((200, {"localizedName": "Riverbend"}))
    organization = LinkedIn(
        platform.session(), author="urn:li:organization:123", access="li-token-1"
    )

    account = organization.verify()

    assert (account.remote_id, account.name) == ("urn:li:organization:123", "Riverbend")


def test_reads_how_often_a_page_was_seen() -> None:
    statistics = {"impressionCount": 900, "likeCount": 7, "engagement": 0.01}
    answer = (200, {"elements": [{"totalShareStatistics": statistics}]})
    platform = FakePlatform(answer, (403, {"message": "Not enough permissions"}))
    page = LinkedIn(platform.session(), author="urn:li:organization:123", access="li-token-1")
    receipts = [Receipt(remote_id=f"urn:li:{kind}:6", url="") for kind in ("share", "ugcPost")]

    numbers = page.engagement(receipts)

    assert numbers == {"urn:li:share:6": {"impressions": 900, "likes": 7}}
    assert platform.asked[0].url.endswith("&shares=List(urn%3Ali%3Ashare%3A6)")
    assert platform.asked[1].url.endswith("&ugcPosts=List(urn%3Ali%3AugcPost%3A6)")


def test_reads_the_likes_of_a_member() -> None:
    answer = (200, {"likesSummary": {"totalLikes": 4}, "commentsSummary": {}})

    numbers = opened("linkedin", FakePlatform(answer)).engagement(
        [Receipt(remote_id="urn:li:share:6", url="")]
    )

    assert numbers == {"urn:li:share:6": {"likes": 4}}


def test_a_member_need_not_know_their_own_number() -> None:
    platform = FakePlatform((200, {"sub": "abc", "name": "Maya"}))
    member = LinkedIn(platform.session(), access="li-token-1")

    request = member.prepare(a_post(pictures=()), KEY)

    assert request["author"] == "urn:li:person:abc"


def renewing(platform: FakePlatform) -> LinkedIn:
    ends = (JANUARY_11 + timedelta(days=3)).isoformat()
    return LinkedIn(
        platform.session(),
        access="old",
        refresh="refresh-1",
        expires_at=ends,
        client_id="i",
        client_secret="s",
    )


def test_renews_access_that_ends_soon_where_linkedin_allows_it() -> None:
    answer = {"access_token": "new", "refresh_token": "refresh-2", "expires_in": 5_184_000}
    platform = FakePlatform((200, answer))
    connector = renewing(platform)

    ends = connector.renew(JANUARY_11)

    assert ends == JANUARY_11 + timedelta(days=60)
    assert connector.credentials()["refresh"] == "refresh-2"
    assert platform.last.form["grant_type"] == "refresh_token"


def test_access_that_cannot_be_renewed_keeps_its_end() -> None:
    ends = JANUARY_11 + timedelta(days=3)
    connector = LinkedIn(FakePlatform().session(), access="old", expires_at=ends.isoformat())

    assert connector.renew(JANUARY_11) == ends


def test_leaves_numbers_out_that_it_may_not_read_and_deletes_by_the_whole_name() -> None:
    platform = FakePlatform((403, {"message": "no"}), (204, b""))
    connector, receipt = opened("linkedin", platform), Receipt(remote_id="urn:li:share:6", url="")

    assert connector.engagement([receipt]) == {}
    connector.delete(receipt)
    assert platform.last.url.endswith("/rest/posts/urn%3Ali%3Ashare%3A6")
