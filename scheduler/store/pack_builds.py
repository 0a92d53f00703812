"""Packs that are being made: a row each, taken up by one process at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, CursorResult, func, or_, select, update
from sqlalchemy.orm import Session

from scheduler.domain.pack_build import BuildState, Wishes
from scheduler.store.tables import PackBuildRow

_GOING = (BuildState.WAITING, BuildState.BUILDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackBuild:
    """``link_id`` is the partner's link it was asked for by, else a member did."""

    id: int
    organization_id: int
    campaign_id: int
    person_id: int
    link_id: int | None
    key: str
    state: BuildState
    wishes: Wishes
    done: int
    of: int
    notes: tuple[str, ...]
    trouble: str
    sha256: str
    size: int
    tries: int
    asked_at: datetime
    expires_at: datetime

    @property
    def is_going(self) -> bool:
        return self.state in _GOING


def add(  # noqa: PLR0913  # a build is exactly these facts
    session: Session,
    organization_id: int,
    campaign_id: int,
    *,
    person_id: int,
    link_id: int | None,
    key: str,
    state: BuildState,
    wishes: Wishes,
    at: datetime,
    expires_at: datetime,
    sha256: str = "",
) -> PackBuild:
    row = PackBuildRow(
        organization_id=organization_id,
        campaign_id=campaign_id,
        person_id=person_id,
        link_id=link_id,
        key=key,
        state=state,
        wishes=wishes.to_json(),
        done=0,
        of=0,
        notes=[],
        trouble="",
        sha256=sha256,
        size=0,
        tries=0,
        asked_at=at,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()  # the build's id, for the caller
    return _build(row)


def by_key(session: Session, key: str) -> PackBuild | None:
    return _one(session, PackBuildRow.key == key)


def of_organization(session: Session, organization_id: int, limit: int) -> list[PackBuild]:
    """Return what members and partners had made, the newest first; what can still be had."""
    return _builds(
        session,
        (PackBuildRow.organization_id == organization_id)
        & PackBuildRow.state.not_in((BuildState.DESIGN, BuildState.KEPT, BuildState.GONE)),
        limit,
    )


def of_link(session: Session, link_id: int, limit: int) -> list[PackBuild]:
    return _builds(session, PackBuildRow.link_id == link_id, limit)


def count_going(session: Session, *, link_id: int | None, organization_id: int) -> int:
    """Count the builds under way for a partner's link, or for an organization's members."""
    owner = (
        PackBuildRow.link_id.is_(None) & (PackBuildRow.organization_id == organization_id)
        if link_id is None
        else PackBuildRow.link_id == link_id
    )
    question = select(func.count()).where(owner, PackBuildRow.state.in_(_GOING))
    return session.scalar(question) or 0


def count_since(session: Session, link_id: int, since: datetime) -> int:
    """Count what was asked for by a link since then, designs among it."""
    question = select(func.count()).where(
        PackBuildRow.link_id == link_id, PackBuildRow.asked_at > since
    )
    return session.scalar(question) or 0


def wish(session: Session, build_id: int, wishes: Wishes, state: BuildState) -> bool:
    """Change a design, or have it made; say whether it still was one."""
    return _changed(
        session,
        (PackBuildRow.id == build_id) & (PackBuildRow.state == BuildState.DESIGN),
        wishes=wishes.to_json(),
        state=state,
    )


def claim(session: Session, *, now: datetime, until: datetime) -> PackBuild | None:
    """Take up the oldest build that waits, or that whoever began it let go of."""
    while True:
        found = session.scalar(
            select(PackBuildRow)
            .where(_free(now))
            .order_by(PackBuildRow.id)
            .limit(1)
            .execution_options(populate_existing=True)
        )
        if found is None:
            return None
        mine = _changed(
            session,
            (PackBuildRow.id == found.id) & (PackBuildRow.tries == found.tries) & _free(now),
            state=BuildState.BUILDING,
            leased_until=until,
            tries=found.tries + 1,
            done=0,
        )
        if mine:
            return _one(session, PackBuildRow.id == found.id)


def keep_on(session: Session, build: PackBuild, done: int, of: int, *, until: datetime) -> bool:
    """Say how far a build is; False when somebody else has taken it up meanwhile."""
    return _changed(session, _mine(build), done=done, of=of, leased_until=until)


def finish(
    session: Session, build: PackBuild, *, sha256: str, size: int, notes: Sequence[str]
) -> bool:
    return _changed(
        session,
        _mine(build),
        state=BuildState.READY,
        sha256=sha256,
        size=size,
        notes=list(notes),
        leased_until=None,
    )


def fail(session: Session, build: PackBuild, trouble: str) -> bool:
    return _changed(
        session, _mine(build), state=BuildState.FAILED, trouble=trouble[:500], leased_until=None
    )


def over(session: Session, now: datetime) -> list[PackBuild]:
    """Return the builds whose time is over and whose file may still be there."""
    return _builds(
        session,
        (PackBuildRow.expires_at <= now) & PackBuildRow.state.not_in((*_GOING, BuildState.GONE)),
        100,
    )


def let_go(session: Session, build_id: int) -> None:
    """Note that a build's file is gone, and forget what a partner had typed for it."""
    _changed(
        session,
        PackBuildRow.id == build_id,
        state=BuildState.GONE,
        wishes=Wishes().to_json(),
        sha256="",
    )


def is_kept(session: Session, sha256: str) -> bool:
    """Say whether another build that is ready has the same bytes."""
    question = select(func.count()).where(
        PackBuildRow.sha256 == sha256,
        PackBuildRow.state.in_((BuildState.READY, BuildState.KEPT)),
    )
    return bool(session.scalar(question))


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(
        PackBuildRow.state == BuildState.WAITING,
        (PackBuildRow.state == BuildState.BUILDING) & (PackBuildRow.leased_until <= now),
    )


def _mine(build: PackBuild) -> ColumnElement[bool]:
    return (
        (PackBuildRow.id == build.id)
        & (PackBuildRow.tries == build.tries)
        & (PackBuildRow.state == BuildState.BUILDING)
    )


def _one(session: Session, condition: ColumnElement[bool]) -> PackBuild | None:
    return next(iter(_builds(session, condition, 1)), None)


def _builds(session: Session, condition: ColumnElement[bool], limit: int) -> list[PackBuild]:
    rows = session.scalars(
        select(PackBuildRow)
        .where(condition)
        .order_by(PackBuildRow.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [_build(row) for row in rows]


def _changed(session: Session, condition: ColumnElement[bool], **values: object) -> bool:
    result = cast(
        "CursorResult[tuple[()]]",
        session.execute(
            update(PackBuildRow)
            .where(condition)
            .values(**values)
            .execution_options(synchronize_session=False)
        ),
    )
    return result.rowcount == 1


def _build(row: PackBuildRow) -> PackBuild:
    return PackBuild(
        id=row.id,
        organization_id=row.organization_id,
        campaign_id=row.campaign_id,
        person_id=row.person_id,
        link_id=row.link_id,
        key=row.key,
        state=BuildState(row.state),
        wishes=Wishes.from_json(row.wishes),
        done=row.done,
        of=row.of,
        notes=tuple(row.notes),
        trouble=row.trouble,
        sha256=row.sha256,
        size=row.size,
        tries=row.tries,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
    )
