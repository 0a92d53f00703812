"""Organizations, their people, and who is logged in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.roles import Role
from scheduler.store.tables.base import Table, UtcDateTime, by_value


class OrganizationRow(Table):
    __tablename__ = "organizations"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonRow(Table):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MemberRow(Table):
    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("organization_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role] = mapped_column(by_value(Role))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginRow(Table):
    """A session of the web app: only the hash of its token is kept."""

    __tablename__ = "logins"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FailedLoginRow(Table):
    __tablename__ = "failed_logins"
    __table_args__ = (Index("ix_failed_logins_who", "who_sha256", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    who_sha256: Mapped[str] = mapped_column(String(64))  # of the address typed
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MarkRow(Table):
    """A small fact a process must find again after a restart, such as the demo's time."""

    __tablename__ = "marks"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
