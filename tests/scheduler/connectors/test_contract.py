"""What holds for every connector there is, also for those written later."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys

import pytest

from content.captions.limits import limit_for
from scheduler.connectors.base import Connector
from scheduler.connectors.registry import connector_class, open_connector, platforms
from scheduler.connectors.signing_in import sign_in_of

ALL = list(platforms())
MOST_MODULES = 20


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


def test_captions_are_counted_for_every_platform(cls: type[Connector]) -> None:
    assert limit_for(cls.platform).limit > 0


def test_says_where_the_app_for_a_sign_in_is_made(cls: type[Connector]) -> None:
    sign_in = sign_in_of(cls)

    assert sign_in is None or sign_in.register or sign_in.apps.startswith("https://")


def test_what_is_renewed_or_signed_in_for_has_its_fields(cls: type[Connector]) -> None:
    names = {field.name for field in cls.fields}

    if sign_in_of(cls) is not None and "token" not in names:
        assert {"access", "expires_at"} <= names
    if "refresh" in names and cls.platform != "bluesky":
        assert {"client_id", "client_secret"} <= names


def test_loading_a_platform_loads_no_other_and_nothing_heavy() -> None:
    """A budget of modules, not of milliseconds: those differ between machines."""
    program = (
        "import sys, importlib; import requests, scheduler.connectors.http; "
        "before = set(sys.modules); name = sys.argv[1]; "
        "importlib.import_module('scheduler.connectors.platforms.' + name); "
        "print('\\n'.join(sorted(set(sys.modules) - before)))"
    )
    for name in ALL:
        done = subprocess.run(  # noqa: S603 - our own
            [sys.executable, "-c", program, name], check=True, capture_output=True, text=True
        )
        loaded = done.stdout.split()
        others = [
            one
            for one in loaded
            if one.startswith("scheduler.connectors.platforms.") and not one.endswith(f".{name}")
        ]
        heavy = {"authlib", "sqlalchemy", "content", "PIL", "twitter_text", "fastapi", "click"}
        assert others == []
        assert not heavy & {one.partition(".")[0] for one in loaded}, name
        assert len(loaded) <= MOST_MODULES, (name, loaded)
