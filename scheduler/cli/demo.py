"""``awareness demo``: the main job, from an empty folder to a published campaign."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import click

from scheduler.cli.output import json_option, tell
from scheduler.settings import read_settings

FOLDER = Path("awareness-demo")


@click.command("demo")
@click.option("--data", type=click.Path(path_type=Path), default=FOLDER, show_default=True)
@click.option(
    "--port", type=click.IntRange(0, 65534), help="Web app's port; the feed's is the next."
)
@click.option("--no-serve", is_flag=True, help="Stop when the campaign is over.")
@click.option(
    "--factsheet", type=click.Path(path_type=Path), help="Another sheet than the bundled."
)
@json_option
def command(
    *, data: Path, port: int | None, no_serve: bool, factsheet: Path | None, as_json: bool
) -> None:
    """Run a whole campaign on this machine, then serve it."""
    import json  # noqa: PLC0415  # only needed here

    from content.samples import sample_sheet  # noqa: PLC0415  # slow to import
    from scheduler.demo.story import play, stage  # noqa: PLC0415  # slow to import

    began = time.monotonic()
    sheet = (factsheet.read_bytes(), factsheet.name) if factsheet else sample_sheet()
    settings = read_settings(
        os.environ,
        data_dir=str(data),
        allow_private_network="yes",
        **({"port": str(port)} if port is not None else {}),
    )
    tell(
        f"Everything happens in {data} and on this machine; stop with Ctrl-C, start again to go on."
    )
    with stage(settings, sheet, serving=not no_serve, tell=tell) as on:
        summary = play(on, tell)
        result: dict[str, Any] = {
            **summary.as_plain(),
            "seconds": round(time.monotonic() - began, 1),
            "data": str(data),
            "addresses": on.addresses(),
        }
        if as_json:
            click.echo(json.dumps(result, ensure_ascii=False, indent=2, default=str))
        else:
            click.echo(_text(result))
        if not no_serve:
            on.serve(tell)


def _text(result: dict[str, Any]) -> str:
    published = result["published"]
    confirmed = sum(
        one["live_copies"] == 1 and one["alt_text_arrived"] and one["picture_arrived"]
        for one in published
    )
    counts = ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in result["posts"].items())
    moved = ", ".join(f"{name} {n}" for name, n in result["engagement"].items())
    lines = [
        "",
        f"Items taken from the sheet   {result['items']}, contacts {result['contacts']}",
        f"Cards drawn                  {result['cards']}",
        f"Posts                        {counts}",
        f"Published and confirmed      {confirmed} of {len(published)}, each once, with alt text",
        f"Engagement                   {moved}",
        f"Time                         {result['seconds']} s",
        "",
        *(f"{name:<28} {address}" for name, address in result["addresses"].items()),
    ]
    return "\n".join(lines)
