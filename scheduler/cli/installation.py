"""What most commands need: the installation, and who acts."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from scheduler import clock
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.organizing import act_as
from scheduler.app import opened
from scheduler.settings import Settings, read_settings


@dataclass(frozen=True, slots=True)
class Seat:
    """Where and as whom a command works, as the command line said."""

    data: Path | None
    email: str
    organization: str

    @contextmanager
    def open(self) -> Iterator[tuple[Office, Member]]:
        with office_of(self.data) as office:
            yield office, act_as(office, self.email, self.organization)


def acting(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say where and as whom it works, as one ``seat``."""

    @click.option("--data", type=click.Path(path_type=Path), help="The installation's folder.")
    @click.option("--as", "email", default="", help="E-mail address of who does this.")
    @click.option("--org", "organization", default="", help="Organization, by its short name.")
    @functools.wraps(command)
    def seated(*, data: Path | None, email: str, organization: str, **rest: Any) -> None:
        command(seat=Seat(data, email, organization), **rest)

    return seated


def settings_for(data: Path | None) -> Settings:
    return read_settings(os.environ, **({"data_dir": str(data)} if data else {}))


@contextmanager
def office_of(data: Path | None, *, now: Callable[[], datetime] = clock.now) -> Iterator[Office]:
    settings = settings_for(data)
    database = settings.data_dir / "awareness.db"
    if settings.database_url == f"sqlite:///{database}" and not database.exists():
        raise ActionError(
            f"There is no installation in {settings.data_dir}.",
            "Run 'awareness init' first, or name its folder with --data.",
        )
    with opened(settings, now=now) as office:
        yield office
