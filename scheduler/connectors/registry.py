"""Which platforms there are. Knows their names without loading their code."""

from __future__ import annotations

import difflib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from urllib.parse import urlsplit

from scheduler.connectors import platforms as _package
from scheduler.connectors.base import Connector, Field
from scheduler.connectors.http import Keep, keep_nothing, new_session


class UnknownPlatformError(LookupError):
    """There is no connector of that name."""

    def __init__(self, platform: str) -> None:
        near = difflib.get_close_matches(platform, _names(), n=1)
        hint = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(_names())}."
        super().__init__(f"No connector for “{platform}”. {hint}")
        self.platform = platform


class FieldError(ValueError):
    """A value a person entered cannot be one; ``field`` says which."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class _Platforms(Mapping[str, type[Connector]]):
    """Loads a connector's module when it is asked for, not before."""

    def __getitem__(self, platform: str) -> type[Connector]:
        if platform not in _names():
            raise UnknownPlatformError(platform)
        return _load(platform)

    def __iter__(self) -> Iterator[str]:
        return iter(_names())

    def __len__(self) -> int:
        return len(_names())

    def __contains__(self, platform: object) -> bool:
        return platform in _names()


def platforms() -> Mapping[str, type[Connector]]:
    """Return all platforms by name."""
    return _Platforms()


def connector_class(platform: str) -> type[Connector]:
    """Return the connector for a platform, or raise ``UnknownPlatformError``."""
    return _Platforms()[platform]


def open_connector(
    platform: str,
    values: Mapping[str, str],
    *,
    allow_private: bool = False,
    keep: Keep = keep_nothing,
) -> Connector:
    """Return a connector for one account. Touches no network.

    ``keep`` is called with new credentials before they are used; without it they wait in
    ``credentials()``.

    Raises ``FieldError`` for values that cannot be right, ``UnknownPlatformError`` for a name.
    """
    cls: type[Connector] = connector_class(platform)
    checked = check_fields(cls.fields, values, allow_private=allow_private)
    session = new_session(allow_private=allow_private)
    session.secrets = tuple(
        checked[field.name] for field in cls.fields if field.secret and checked[field.name]
    )
    session.keep = keep
    build: Callable[..., Connector] = cls
    return build(session, **checked)


def check_fields(
    fields: tuple[Field, ...], values: Mapping[str, str], *, allow_private: bool = False
) -> dict[str, str]:
    """Return a value for every field, with addresses in one form."""
    known = {field.name for field in fields}
    for name in values:
        if name not in known:
            raise FieldError(name, f"There is no field “{name}” here.")
    return {
        field.name: _checked(field, values.get(field.name, ""), allow_private=allow_private)
        for field in fields
    }


def _checked(field: Field, value: str, *, allow_private: bool) -> str:
    value = value.strip(" \t") or field.default
    if not value:
        if field.optional or field.internal:
            return ""
        raise FieldError(field.name, f"“{field.label}” is missing.")
    if not value.isprintable():
        raise FieldError(
            field.name,
            f"“{field.label}” holds a line break or another invisible character. "
            "Paste it again without.",
        )
    if field.choices and value not in field.choices:
        raise FieldError(field.name, f"“{field.label}” is one of: {', '.join(field.choices)}.")
    return _address(field, value, allow_private=allow_private) if field.address else value


def _address(field: Field, value: str, *, allow_private: bool) -> str:
    if "://" not in value:
        value = f"https://{value}"
    try:
        parts = urlsplit(value)
        usable = bool(parts.hostname) and parts.port != 0 and " " not in value
    except ValueError:
        usable = False
    if not usable or parts.scheme not in {"http", "https"}:
        raise FieldError(
            field.name, f"“{field.label}” is no web address. One looks like https://example.org."
        )
    if parts.username is not None or parts.password is not None:
        raise FieldError(field.name, f"“{field.label}” must not hold a user name or password.")
    if parts.scheme == "http" and not allow_private:
        raise FieldError(field.name, f"“{field.label}” must start with https://.")
    return value.rstrip("/")


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in pkgutil.iter_modules(_package.__path__)))


@cache
def _load(platform: str) -> type[Connector]:
    module = import_module(f"{_package.__name__}.{platform}")
    for one in vars(module).values():
        if isinstance(one, type) and getattr(one, "platform", "") == platform:
            found: type[Connector] = one
            return found
    raise TypeError(f"{module.__name__} defines no connector")
