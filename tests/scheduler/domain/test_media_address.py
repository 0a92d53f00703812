from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.media_address import LIFE, MediaAddressError, MediaAddresses

JANUARY_11 = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
SHA256 = "ab" * 32
HERE = MediaAddresses("https://hope.example/", "the key of this installation")


def name_of(address: str) -> str:
    return address.rpartition("/")[2]


def test_an_address_leads_back_to_its_picture() -> None:
    address = HERE.address(SHA256, "image/jpeg", now=JANUARY_11)

    shared = HERE.read(name_of(address), now=JANUARY_11 + timedelta(hours=24))

    assert address.startswith("https://hope.example/shared/")
    assert address.endswith(".jpeg")
    assert (shared.sha256, shared.mime_type) == (SHA256, "image/jpeg")


def test_an_address_ends() -> None:
    name = name_of(HERE.address(SHA256, "image/jpeg", now=JANUARY_11))

    with pytest.raises(MediaAddressError, match="over") as caught:
        HERE.read(name, now=JANUARY_11 + LIFE)

    assert caught.value.expired


def test_two_tries_of_one_hour_say_the_same_address() -> None:
    first = HERE.address(SHA256, "image/png", now=JANUARY_11)

    assert first == HERE.address(SHA256, "image/png", now=JANUARY_11 + timedelta(minutes=59))


def test_another_installation_cannot_make_our_addresses() -> None:
    other = MediaAddresses("https://hope.example", "another key")
    name = name_of(other.address(SHA256, "image/jpeg", now=JANUARY_11))

    with pytest.raises(MediaAddressError):
        HERE.read(name, now=JANUARY_11)


@given(st.text(max_size=150))
def test_whatever_somebody_guesses_is_refused(name: str) -> None:
    with pytest.raises(MediaAddressError):
        HERE.read(name, now=JANUARY_11)


@given(st.integers(0, 90), st.sampled_from("AZaz09-_"))
def test_no_letter_of_an_address_can_be_changed(place: int, letter: str) -> None:
    name = name_of(HERE.address(SHA256, "image/jpeg", now=JANUARY_11))
    changed = name[:place] + letter + name[place + 1 :]

    if changed != name:
        with pytest.raises(MediaAddressError):
            HERE.read(changed, now=JANUARY_11)
