"""``awareness publish-due``: one tick of the publisher."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from scheduler import clock
from scheduler.actions.office import ActionError
from scheduler.actions.retiming import retime
from scheduler.cli.installation import office_of
from scheduler.cli.output import emit, json_option


@click.command("publish-due")
@click.option("--data", type=click.Path(path_type=Path), help="The installation's folder.")
@click.option("--now", "instant", default="", help="Pretend it is this instant (ISO 8601).")
@json_option
def command(*, data: Path | None, instant: str, as_json: bool) -> None:
    """Send what is due now, once, and stop."""
    from scheduler.actions.telling import tell_due  # noqa: PLC0415  # slow to import
    from scheduler.publisher.rounds import send_due  # noqa: PLC0415

    moment = _instant(instant) if instant else None
    with office_of(data, now=(lambda: moment) if moment else clock.now) as office:
        retime(office)
        report = send_due(office, "publish-due")
        tell_due(office)
    emit(
        {"published": report.published, "moved": report.moved, "states": dict(report.states)},
        as_json=as_json,
        text=lambda: (
            ", ".join(f"{count} {state}" for state, count in sorted(report.states.items()))
            or "Nothing is due."
        ),
    )


def _instant(text: str) -> datetime:
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise ActionError(f"{text!r} is no time.", "Write it as 2027-01-11T14:30:00Z.") from error
    return given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)
