"""Dates on the command line, and what is wrong with one that does not exist."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from scheduler.domain.wall_time import LocalTimeError, parse_day


class _Day(click.ParamType):  # type: ignore[type-arg]  # generic in the newest Click only
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return parse_day(str(value))
        except LocalTimeError as error:
            self.fail(str(error), param, ctx)


DAY = _Day()
