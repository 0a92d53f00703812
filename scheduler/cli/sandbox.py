"""``awareness sandbox``: the platforms' APIs on this machine."""

from __future__ import annotations

import threading
from pathlib import Path

import click

from scheduler import clock
from scheduler.cli.output import tell


@click.command("sandbox")
@click.option("--port", type=click.IntRange(0, 65535), default=8766, show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default=Path("awareness-sandbox"))
@click.option(
    "--platform",
    "platforms",
    multiple=True,
    default=("mastodon", "bluesky"),
    help="Show what connects this platform; may come several times.",
)
def command(*, port: int, data: Path, platforms: tuple[str, ...]) -> None:
    """Run the platforms' APIs on this machine, with a feed page to look at."""
    from scheduler.sandbox.server import serve_sandbox  # noqa: PLC0415  # slow to import

    running = serve_sandbox(data, "127.0.0.1", port, now=clock.now)
    try:
        for platform in platforms:
            if platform not in running.platforms:
                raise click.BadParameter(
                    f"{platform} is none of: {', '.join(running.platforms)}.",
                    param_hint="--platform",
                )
            for name, value in running.account(platform).items():
                click.echo(f"{platform} {name}: {value}")
        click.echo(f"Feed: {running.url}/")
        tell("Stop with Ctrl-C.")
        threading.Event().wait()
    except KeyboardInterrupt:
        tell("Stopped. What was published stays in the folder.")
    finally:
        running.stop()
