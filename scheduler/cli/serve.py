"""``awareness serve`` and what a served installation is made of."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.installation import office_of, settings_for
from scheduler.cli.output import tell


@click.command("serve")
@click.option("--data", type=click.Path(path_type=Path), help="The installation's folder.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the web app.")
def command(*, data: Path | None, port: int | None) -> None:
    """Run the web app and the publisher in one process."""
    from scheduler.app import engine_of  # noqa: PLC0415  # slow to import
    from scheduler.web.server import serve_pages, stop_signals  # noqa: PLC0415  # slow to import

    settings = settings_for(data)
    with stop_signals() as stop, office_of(data) as office:  # before anything can be on its way
        engine = engine_of(settings, office)
        engine.start()
        try:
            serve_pages(
                office,
                host=settings.host,
                port=settings.port if port is None else port,
                public_base_url=settings.public_base_url,
                tell=tell,
                stop=stop,
            )
        finally:
            engine.stop()
