"""What holds for every connector there is, also for those written later."""

from __future__ import annotations

import inspect
import re
import sys

import pytest

from scheduler.connectors.base import Connector
from scheduler.connectors.registry import connector_class, open_connector, platforms

ALL = list(platforms())


@pytest.fixture(params=ALL)
def cls(request: pytest.FixtureRequest) -> type[Connector]:
    return connector_class(request.param)


def a_value(name: str, *, address: bool, default: str) -> str:
    return default or ("https://server.example" if address else f"some-{name}-value")


def opened(cls: type[Connector]) -> Connector:
    values = {
        field.name: a_value(field.name, address=field.address, default=field.default)
        for field in cls.fields
        if not field.internal
    }
    return open_connector(cls.platform, values)


def test_offers_everything_the_contract_names(cls: type[Connector]) -> None:
    for name, wanted in inspect.getmembers(Connector, inspect.isfunction):
        if not name.startswith("_"):
            offered = inspect.signature(getattr(cls, name)).parameters
            assert list(offered) == list(inspect.signature(wanted).parameters), name


def test_is_named_like_its_file(cls: type[Connector]) -> None:
    assert cls.__module__ == f"scheduler.connectors.platforms.{cls.platform}"
    assert cls.title


def test_explains_itself_on_the_help_page(cls: type[Connector]) -> None:
    page = inspect.getdoc(sys.modules[cls.__module__]) or ""

    assert len(page.split()) >= 12


def test_hides_at_least_one_credential_unless_a_person_posts(cls: type[Connector]) -> None:
    assert cls.capabilities.by_hand or any(field.secret for field in cls.fields)


def test_names_its_fields_once_and_in_words(cls: type[Connector]) -> None:
    names = [field.name for field in cls.fields]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z_]+", name) for name in names)
    assert all(field.label[0].isupper() for field in cls.fields)


def test_can_be_opened_from_what_a_person_enters(cls: type[Connector]) -> None:
    assert opened(cls).platform == cls.platform


def test_has_no_new_credentials_before_anything_happened(cls: type[Connector]) -> None:
    assert opened(cls).credentials() == {}


def test_knows_no_numbers_of_no_posts(cls: type[Connector]) -> None:
    assert opened(cls).engagement([]) == {}


def test_states_limits_that_can_be_kept(cls: type[Connector]) -> None:
    takes = cls.capabilities

    assert takes.max_images >= 1
    assert takes.max_image_bytes >= 100_000
    assert {"image/jpeg", "image/png"} & set(takes.mime_types)
