"""What may be typed for a country, a language, a platform, an address, a hashtag or a name.

Each refuses what it is not with one line that says what to type instead (exit code 2).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from scheduler.domain.countries import CountryError, check_country

YEAR = click.IntRange(1900, 2199)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_PART = re.compile(r"[A-Z0-9]{1,3}")
_LONGEST_NAME = 200


class RefusedError(click.ClickException):
    """A value that cannot be meant: one line, and the exit code of wrong usage."""

    exit_code = 2


class _Value(click.ParamType):  # type: ignore[type-arg]  # older releases are not generic
    """A text that is checked by ``_checked``, which returns it or raises ``ValueError``."""

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,  # noqa: ARG002  # click calls it so
    ) -> Any:
        from content.captions.characters import unfit  # noqa: PLC0415  # slow to import
        from content.captions.model import CaptionError  # noqa: PLC0415

        if not value:  # nothing was typed: the option's own default
            return value
        where = param.opts[0] if param else self.name
        if wrong := unfit(value):
            raise RefusedError(f"{where}: {wrong[0]}; take it out and try again.")
        try:
            return self._checked(value)
        except (ValueError, CaptionError) as error:
            raise RefusedError(f"{where}: {str(error).rstrip('.')}.") from error

    def _checked(self, value: str) -> str:
        raise NotImplementedError


class _Country(_Value):
    """A country, or a part of one: MX, US-CT."""

    name = "country"

    def _checked(self, value: str) -> str:
        base, dash, part = value.strip().upper().partition("-")
        try:
            country = check_country(base)
        except CountryError:
            check_country(value)  # the whole of it, so that a name is understood
            raise
        if dash and not _PART.fullmatch(part):
            raise ValueError(f"{value!r} is no part of {country}: it must look like US-CT")
        return f"{country}{dash}{part}"


class _Language(_Value):
    name = "language"

    def _checked(self, value: str) -> str:
        from content.captions.languages import is_language_tag  # noqa: PLC0415  # slow to import

        if not is_language_tag(value):
            raise ValueError(f"{value!r} is no language tag: it must look like es or pt-BR")
        return value


class _Platform(_Value):
    name = "platform"

    def _checked(self, value: str) -> str:
        from content.captions.limits import limit_for  # noqa: PLC0415  # slow to import

        return limit_for(value).platform


class _Address(_Value):
    name = "address"

    def _checked(self, value: str) -> str:
        from content.captions.demands import demand_address  # noqa: PLC0415  # slow to import

        demand_address(value)
        return value


class _Hashtag(_Value):
    name = "hashtag"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return super().convert(value or "#", param, ctx)

    def _checked(self, value: str) -> str:
        from content.captions.hashtags import tag  # noqa: PLC0415  # slow to import

        tag(value, year=2027)  # any year: only its form is looked at
        return value


class _Name(_Value):
    name = "name"

    def _checked(self, value: str) -> str:
        if len(value) > _LONGEST_NAME:
            raise ValueError(
                f"it has {len(value):,} characters, where {_LONGEST_NAME} are the most"
            )
        return value


COUNTRY, LANGUAGE, PLATFORM = _Country(), _Language(), _Platform()
ADDRESS, HASHTAG, NAME = _Address(), _Hashtag(), _Name()
