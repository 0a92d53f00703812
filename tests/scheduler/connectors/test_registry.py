from __future__ import annotations

import subprocess
import sys

import pytest

from scheduler.connectors.base import Field
from scheduler.connectors.registry import (
    FieldError,
    UnknownPlatformError,
    check_fields,
    connector_class,
    open_connector,
    platforms,
)

MASTODON = {"server": "masto.example", "token": "abcdef123456"}


def test_knows_names_without_loading_their_code() -> None:
    program = (
        "import sys; from scheduler.connectors.registry import platforms; "
        "assert 'mastodon' in platforms() and len(list(platforms())) > 2; "
        "sys.exit('scheduler.connectors.platforms.mastodon' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], check=False)  # noqa: S603 - our own

    assert done.returncode == 0


def test_loads_one_platform_without_the_others() -> None:
    assert connector_class("handoff").platform == "handoff"
    assert len(platforms()) == len(list(platforms()))


def test_names_the_nearest_platform_for_a_misspelt_one() -> None:
    with pytest.raises(UnknownPlatformError, match="Did you mean “mastodon”"):
        connector_class("mastadon")


def test_lists_the_platforms_for_a_name_unlike_any() -> None:
    with pytest.raises(UnknownPlatformError, match=r"bluesky, .*mastodon"):
        connector_class("qqq")


def test_opens_an_account_without_touching_the_network() -> None:
    connector = open_connector("mastodon", MASTODON)

    assert connector.platform == "mastodon"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"token": ""}, "“Access token” is missing"),
        ({"token": "abc\ndef"}, "line break"),
        ({"token": "abcdef\n"}, "line break"),
        ({"token": "abc\x00def"}, "line break"),
        ({"server": "http://masto.example"}, "must start with https://"),
        ({"server": "ftp://masto.example"}, "no web address"),
        ({"server": "https://"}, "no web address"),
        ({"server": "https://[::1"}, "no web address"),
        ({"server": "https://masto example"}, "no web address"),
        ({"server": "https://me:pw@masto.example"}, "user name or password"),
        ({"visibility": "everyone"}, "one of: public, unlisted, private"),
        ({"colour": "red"}, "no field “colour”"),
    ],
)
def test_refuses_values_that_cannot_be_right(changes: dict[str, str], words: str) -> None:
    with pytest.raises(FieldError, match=words) as caught:
        open_connector("mastodon", {**MASTODON, **changes})

    assert caught.value.field in changes


def test_brings_addresses_into_one_form() -> None:
    field = Field("server", "Server", address=True)

    assert check_fields((field,), {"server": " masto.example/ "}) == {
        "server": "https://masto.example"
    }


def test_takes_plain_addresses_where_the_operator_allows_private_networks() -> None:
    field = Field("server", "Server", address=True)

    checked = check_fields((field,), {"server": "http://127.0.0.1:8080"}, allow_private=True)

    assert checked == {"server": "http://127.0.0.1:8080"}


def test_fills_defaults_and_leaves_optional_values_empty() -> None:
    fields = (Field("a", "A", default="x"), Field("b", "B", optional=True))

    assert check_fields(fields, {}) == {"a": "x", "b": ""}
