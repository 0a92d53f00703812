"""What a broken or hostile server may answer while somebody connects it: a class and a sentence.

Real sockets, the connector as the registry opens it, and what a person then gets to read.
"""

from __future__ import annotations

import pytest

from scheduler.connectors.base import Account, Receipt, SendError, Verdict
from scheduler.connectors.registry import FieldError, open_connector
from tests.scheduler.connectors.loopback import Behaviour, answer, hangs_up, never_ends, server

PAGE = answer("200 OK", b"<!doctype html><title>Welcome to the hotel</title>")
GONE = answer("410 Gone", b"<html>this instance has closed</html>", "Content-Type: text/html\r\n")
INWARD = answer("302 Found", b"", "Location: http://169.254.169.254/latest/meta-data/\r\n")

BAD: dict[str, tuple[Behaviour, Verdict, str]] = {
    "a web page": (PAGE, Verdict.NOT_SENT, "a web page instead of data"),
    "204 without a body": (answer("204 No Content", b""), Verdict.NOT_SENT, "lacks “id”"),
    "an instance that closed": (GONE, Verdict.PERMANENT, "gone for good"),
    "an instance that hangs up": (hangs_up, Verdict.NOT_SENT, "broke off"),
    "a redirect into a private network": (INWARD, Verdict.PERMANENT, "redirects to 169.254"),
    "an answer of five gigabytes": (never_ends, Verdict.NOT_SENT, "far more than an answer"),
    "a list instead of an object": (answer(body=b"[1, 2]"), Verdict.NOT_SENT, "unreadable"),
    "bytes that are no text": (answer(body=b"\xff\xfe{"), Verdict.NOT_SENT, "unreadable"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer_has_a_class_and_a_sentence(name: str) -> None:
    behaviour, verdict, words = BAD[name]
    with server(behaviour) as address:
        values = {"server": f"http://{address}", "token": "some-token-1"}
        connector = open_connector("mastodon", values, allow_private=True)

        with pytest.raises(SendError) as caught:
            connector.verify()

    said = caught.value.message
    assert caught.value.verdict is verdict, said
    assert words in said
    assert said.endswith((".", "?", "…", "”")) or "It said:" in said
    assert "some-token-1" not in said


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://masto.example/@hope/1", "https://masto.example/@hope/1"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//elsewhere.example", ""),
        ("https://masto.example/a b", ""),
        ("https://masto.example/" + "x" * 500, ""),
    ],
)
def test_no_server_puts_a_link_on_our_pages_that_is_none(url: str, kept: str) -> None:
    assert Receipt(remote_id="1", url=url).url == kept
    assert Account(remote_id="1", name="x" * 5000, url=url).url == kept


def test_no_server_has_a_name_without_end() -> None:
    assert len(Account(remote_id="1", name="x" * 5000, url="").name) == 200


def test_an_instance_whose_name_nobody_knows_any_more() -> None:
    values = {"server": "https://gone.invalid", "token": "some-token-1"}

    with pytest.raises(SendError, match="no server of that name") as caught:
        open_connector("mastodon", values).verify()

    assert caught.value.verdict is Verdict.NOT_SENT


@pytest.mark.parametrize("address", ["https://127.0.0.1", "https://[::1]", "https://10.0.0.8"])
def test_an_address_inside_is_not_asked(address: str) -> None:
    values = {"server": address, "token": "some-token-1"}

    with pytest.raises(SendError, match="private network") as caught:
        open_connector("mastodon", values).verify()

    assert caught.value.verdict is Verdict.PERMANENT


@pytest.mark.parametrize("token", ["abc\ndef", "abcdef\r\n", "abc\x00def", "abc\u2028def"])
def test_a_token_with_a_line_break_is_named_before_anything_is_sent(token: str) -> None:
    with pytest.raises(FieldError, match="“Access token” holds a line break") as caught:
        open_connector("mastodon", {"server": "masto.example", "token": token})

    assert caught.value.field == "token"
    assert "abc" not in caught.value.message
