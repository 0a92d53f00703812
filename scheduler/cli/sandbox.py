"""``awareness sandbox``: the platforms' APIs on this machine."""

from __future__ import annotations

import threading
from pathlib import Path

import click

from scheduler import clock
from scheduler.cli.output import tell


@click.command("sandbox")
@click.option("--port", default=8766, show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default=Path("awareness-sandbox"))
def command(*, port: int, data: Path) -> None:
    """Run the platforms' APIs on this machine, with a feed page to look at."""
    from scheduler.sandbox.server import serve_sandbox  # noqa: PLC0415  # slow to import

    running = serve_sandbox(data, "127.0.0.1", port, now=clock.now)
    tell(f"Feed: {running.url}/")
    for platform in running.platforms:
        for name, value in running.account(platform).items():
            tell(f"{platform} {name}: {value}")
    tell("Stop with Ctrl-C.")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        running.stop()
