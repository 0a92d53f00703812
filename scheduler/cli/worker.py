"""``awareness worker``: the publisher without the pages."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from types import FrameType

import click

from scheduler.cli.installation import office_of, settings_for
from scheduler.cli.output import tell


@click.command("worker")
@click.option("--data", type=click.Path(path_type=Path), help="The installation's folder.")
def command(*, data: Path | None) -> None:
    """Run the publisher alone."""
    from scheduler.app import engine_of  # noqa: PLC0415  # slow to import

    settings = settings_for(data)
    asked_to_stop = threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        asked_to_stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    with office_of(data) as office:
        engine = engine_of(settings, office)
        engine.start()
        tell(f"Publishing ({settings.engine} engine). Stop with Ctrl-C.")
        try:
            while not asked_to_stop.wait(1.0):
                pass
        finally:
            tell("Stopping: what is on its way may end first.")
            engine.stop()
