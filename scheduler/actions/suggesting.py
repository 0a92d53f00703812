"""Rules to begin with: the usual phases, anchors on observances, hours studies advise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from scheduler.actions.observing import find_observance, when
from scheduler.actions.office import ActionError, Member
from scheduler.connectors.pace import best_times
from scheduler.domain import rule_reading
from scheduler.domain.rule_values import Anchor, ChannelRules, RuleError
from scheduler.domain.usual_phases import usual_phases
from scheduler.domain.wall_time import LocalTimeError, parse_local
from scheduler.store.channels import Channel

DAY_LENGTH = len("2027-01-11")


def phases(first_day: date, last_day: date, day_of: date | None) -> list[dict[str, Any]]:
    """Return the usual phases as rules are written. Raises ``ActionError`` for too few days."""
    try:
        found = usual_phases(first_day, last_day, day_of)
    except RuleError as error:
        raise ActionError(str(error)) from error
    return list(rule_reading.plain(found))


def advised_hours(channels: Sequence[Channel]) -> dict[str, Any]:
    """Return for each channel the hour that is advised for its platform, where one is."""
    advised = best_times()
    own: Mapping[str, ChannelRules] = {
        str(channel.id): ChannelRules(times=(advised[channel.platform],))
        for channel in channels
        if channel.platform in advised
    }
    return dict(rule_reading.plain(own))


def anchor(session: Session, member: Member, text: str, year: int) -> dict[str, Any]:
    """Read ``NAME@2027-01-11T11:00``, or ``OBSERVANCE@11:00`` for its day in ``year``.

    Raises ``ActionError`` for what is no time or no observance.
    """
    name, at, moment = text.rpartition("@")
    if not at or not name.strip():
        raise ActionError(f"{text!r} is no anchor.", "Write it like 'the vigil@2027-01-11T18:00'.")
    observed = ""
    if len(moment) < DAY_LENGTH:
        found = when(find_observance(session, member, name), year)
        name = observed = found.observance.name
        moment = f"{found.first_day}T{moment}"
    one = Anchor(name=name.strip(), local=_local(moment), observance=observed)
    return dict(rule_reading.plain(one))


def _local(text: str) -> datetime:
    try:
        return parse_local(text)
    except LocalTimeError as error:
        raise ActionError(str(error)) from error
