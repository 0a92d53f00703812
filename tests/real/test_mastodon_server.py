"""The Mastodon connector and a server of its API that somebody else wrote."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scheduler.connectors.base import Connector, SendError, Verdict
from scheduler.connectors.registry import open_connector
from tests.real.cards import a_card
from tests.scheduler.connectors.samples import a_post

ITS_TOKEN = "mock_token"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def connected(server: str, token: str = ITS_TOKEN) -> Connector:
    return open_connector("mastodon", {"server": server, "token": token}, allow_private=True)


def test_learns_the_limits_and_whose_account_it_is(mastodon_server: str) -> None:
    account = connected(mastodon_server).verify()

    assert account.remote_id
    assert account.limits is not None
    assert (account.limits.max_characters, account.limits.max_images) == (500, 4)


def test_a_wrong_token_is_found_at_once(mastodon_server: str) -> None:
    with pytest.raises(SendError) as caught:
        connected(mastodon_server, "wrong-token").verify()

    assert caught.value.verdict is Verdict.REAUTH


def test_the_same_key_three_times_is_one_post_that_is_found_and_deleted(
    mastodon_server: str,
) -> None:
    connector = connected(mastodon_server)
    request = connector.prepare(a_post(pictures=(a_card(1), a_card(2))), "a key")

    receipts = {connector.publish(request, "a key") for _ in range(3)}
    [receipt] = receipts

    assert connector.find(request, "a key", LONG_AGO) == receipt
    assert connector.engagement([receipt]) == {
        receipt.remote_id: {"likes": 0, "reposts": 0, "replies": 0}
    }
    connector.delete(receipt)
    connector.delete(receipt)
    assert connector.find(request, "a key", LONG_AGO) is None
    assert connector.engagement([receipt]) == {}
