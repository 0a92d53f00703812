"""The Bluesky connector and the server that Bluesky's own people write."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from scheduler.connectors.base import Connector, Receipt, SendError, Verdict
from scheduler.connectors.registry import open_connector
from tests.real.cards import a_card
from tests.scheduler.connectors.samples import JANUARY_11, KEY, a_post

HANDLE, PASSWORD = "hopeful.test", "app-pass-word-1"
TEXT = "Fünf 👩‍👩‍👧 of us. https://example.org/facts #EndTrafficking"


@pytest.fixture(scope="session")
def account(bluesky_server: str) -> dict[str, Any]:
    asked = {"email": "hope@riverbend.example", "handle": HANDLE, "password": PASSWORD}
    told = requests.request(
        "POST",
        f"{bluesky_server}/xrpc/com.atproto.server.createAccount",
        json=asked,
        timeout=10,
    )
    assert told.status_code == 200, told.text
    answer: dict[str, Any] = told.json()
    return answer


@pytest.fixture
def server(bluesky_server: str, account: dict[str, Any]) -> str:
    """The server, with our account on it."""
    assert account["did"]
    return bluesky_server


def connected(server: str, **values: str) -> Connector:
    entered = {"handle": HANDLE, "password": PASSWORD, "server": server, **values}
    return open_connector("bluesky", entered, allow_private=True)


def record_of(server: str, receipt: Receipt) -> dict[str, Any]:
    repo, collection, rkey = receipt.remote_id.removeprefix("at://").split("/")
    told = requests.request(
        "GET",
        f"{server}/xrpc/com.atproto.repo.getRecord",
        params={"repo": repo, "collection": collection, "rkey": rkey},
        timeout=10,
    )
    answer: dict[str, Any] = told.json()
    return answer


def test_a_post_arrives_with_pictures_alt_texts_and_what_can_be_clicked(
    server: str, account: dict[str, Any]
) -> None:
    connector = connected(server)
    post = a_post(text=TEXT, pictures=(a_card(1), a_card(2)))

    receipt = connector.publish(connector.prepare(post, "first key"), "first key")

    value = record_of(server, receipt)["value"]
    assert receipt.remote_id.startswith(f"at://{account['did']}/app.bsky.feed.post/")
    assert (value["text"], value["langs"]) == (TEXT, ["en"])
    assert [image["alt"] for image in value["embed"]["images"]] == [
        "White words on blue, number 1.",
        "White words on blue, number 2.",
    ]
    raw = TEXT.encode()
    clicked = [
        raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        for facet in value["facets"]
    ]
    assert clicked == ["https://example.org/facts", "#EndTrafficking"]


def test_the_same_key_five_times_is_one_post(server: str) -> None:
    connector = connected(server)
    request = connector.prepare(a_post(text=TEXT, pictures=(a_card(3),)), KEY)

    receipts = {connector.publish(request, KEY) for _ in range(5)}
    found = connector.find(request, KEY, JANUARY_11)

    assert receipts == {found}


def test_a_thread_hangs_together_and_can_be_repeated(server: str) -> None:
    connector = connected(server)
    post = a_post(text="One. 1/3\n\n---\n\nTwo. 2/3\n\n---\n\nThree. 3/3", pictures=(a_card(5),))
    request = connector.prepare(post, "thread key")

    receipts = {connector.publish(request, "thread key") for _ in range(2)}
    [receipt] = receipts

    first, *rest = receipt.remote_id.split("+")
    base = first.rpartition("/")[0]
    root = record_of(server, Receipt(remote_id=first, url=""))
    replies = [record_of(server, Receipt(remote_id=f"{base}/{one}", url="")) for one in rest]
    assert [one["value"]["text"] for one in replies] == ["Two. 2/3", "Three. 3/3"]
    assert {one["value"]["reply"]["root"]["cid"] for one in replies} == {root["cid"]}
    assert replies[1]["value"]["reply"]["parent"]["uri"] == replies[0]["uri"]
    assert connector.find(request, "thread key", JANUARY_11) == receipt
    connector.delete(receipt)
    assert connector.find(request, "thread key", JANUARY_11) is None


def test_other_words_at_the_same_place_are_refused(server: str) -> None:
    connector = connected(server)
    connector.publish(connector.prepare(a_post(text="One.", pictures=()), "key 3"), "key 3")
    other = connector.prepare(a_post(text="Two.", pictures=()), "key 3")

    with pytest.raises(SendError) as caught:
        connector.publish(other, "key 3")

    assert caught.value.verdict is Verdict.AMBIGUOUS


def test_what_never_left_is_not_found_and_what_was_deleted_neither(server: str) -> None:
    connector = connected(server)
    request = connector.prepare(a_post(text="Gone.", pictures=()), "key 4")

    assert connector.find(request, "key 4", JANUARY_11) is None
    receipt = connector.publish(request, "key 4")
    connector.delete(receipt)
    connector.delete(receipt)
    assert connector.find(request, "key 4", JANUARY_11) is None


def test_access_that_is_no_longer_accepted_is_renewed_and_handed_on(
    server: str, account: dict[str, Any]
) -> None:
    spoilt = account["accessJwt"][:-6] + "AAAAAA"
    values = {"did": account["did"], "access": spoilt, "refresh": account["refreshJwt"]}
    connector = connected(server, **values)

    connector.publish(connector.prepare(a_post(text="Renewed.", pictures=()), "key 5"), "key 5")

    fresh = connector.credentials()
    assert fresh["access"] != spoilt
    assert fresh["refresh"] != account["refreshJwt"]


def test_a_wrong_password_is_found_at_once(server: str) -> None:
    with pytest.raises(SendError, match="new app password") as caught:
        connected(server, password="wrong").verify()

    assert caught.value.verdict is Verdict.REAUTH
    assert connected(server).verify().name == f"@{HANDLE}"


def test_a_text_that_is_too_long_is_refused_by_the_server(server: str) -> None:
    connector = connected(server)
    request = connector.prepare(a_post(text="x" * 301, pictures=()), "key 6")

    with pytest.raises(SendError) as caught:
        connector.publish(request, "key 6")

    assert caught.value.verdict is Verdict.PERMANENT
