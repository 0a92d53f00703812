"""``awareness length``: count standard input as a platform does."""

from __future__ import annotations

import json

import click


@click.command("length")
@click.option("--platform", required=True)
@click.option("--json", "_as_json", is_flag=True, help="Accepted; the answer is always JSON.")
def command(*, platform: str, _as_json: bool) -> None:
    """Count the text on standard input as a platform does."""
    from content.captions.counting import measure  # noqa: PLC0415  # slow to import
    from content.captions.limits import limit_for  # noqa: PLC0415

    limit = limit_for(platform)
    data = click.get_binary_stream("stdin").read()
    text = data.decode("utf-8", "surrogatepass" if b"\xed" in data else "strict")
    length = measure(text.removesuffix("\n"), limit)
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
