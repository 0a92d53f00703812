"""``awareness length``: count standard input as a platform does."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import click

from scheduler.cli.output import tell
from scheduler.cli.values import PLATFORM


@click.command("length")
@click.option("--platform", type=PLATFORM, required=True)
@click.option(
    "--limit", "own_limit", type=click.IntRange(1, 1_000_000), help="The server's own limit."
)
@click.option("--json", "_as_json", is_flag=True, help="Accepted; the answer is always JSON.")
def command(*, platform: str, own_limit: int | None, _as_json: bool) -> None:
    """Count the text on standard input as a platform does."""
    from content.captions.characters import unfit  # noqa: PLC0415  # slow to import
    from content.captions.counting import measure  # noqa: PLC0415
    from content.captions.limits import limit_for  # noqa: PLC0415

    limit = limit_for(platform)
    if own_limit:
        limit = replace(limit, limit=own_limit)
    text = _standard_input().removesuffix("\n")
    length = measure(text, limit)
    for line in unfit(text)[:3]:
        tell(f"Note: {line}, and no platform should get it.")
    click.echo(
        json.dumps(
            {
                "length": length.length,
                "limit": length.limit,
                "unit": length.unit,
                "fits": length.fits,
            }
        )
    )


def _standard_input() -> str:
    from content.captions.model import CaptionError  # noqa: PLC0415  # slow to import

    data = sys.stdin.buffer.read()
    try:
        # Halves of characters pass, so that counting can say which one it is.
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        wrong = f"byte {error.start + 1} is {data[error.start]:#04x}"
        raise CaptionError(f"the text is not UTF-8: {wrong}; save it anew") from None
