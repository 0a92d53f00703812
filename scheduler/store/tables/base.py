"""What all tables share: the registry, UTC times, enums stored by value."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

import sqlalchemy
from sqlalchemy import DateTime, Dialect, Enum, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {  # fixed names, so that a migration can drop what another made
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


def bare(row: type[Table]) -> sqlalchemy.Table:
    """Return the table under ``row``, for writing it without the work of mapping.

    What is written so is not seen by rows a session has loaded before.
    """
    return cast("sqlalchemy.Table", row.__table__)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values; gives aware UTC back on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value!r} has no timezone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def by_value(enum: type[StrEnum], name: str = "") -> Enum:
    """Store ``enum`` as its short text, checked by the database.

    ``name`` tells the checks of two such columns of one table apart.
    """

    def values(members: Any) -> list[str]:
        return [str(member.value) for member in members]

    return Enum(
        enum,
        values_callable=values,
        native_enum=False,
        create_constraint=True,
        length=20,
        name=name or enum.__name__.lower(),
    )
