"""A campaign's figures as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from starlette.responses import Response

from scheduler.store.reports import DeliveryFigures


def report_table(campaign_id: int, rows: Sequence[DeliveryFigures]) -> Response:
    """Return every delivery with its newest figures; what was never reported stays empty."""
    metrics = metrics_of(rows)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["time", "title", "kind", "platform", "channel", "state", "url", *metrics])
    for row in rows:
        figures = [row.figures.get(metric, "") for metric in metrics]
        cells = [row.local_time, row.title, row.kind, row.platform, row.channel, row.state, row.url]
        writer.writerow([_harmless(str(cell)) for cell in cells] + figures)
    name = f'attachment; filename="campaign-{campaign_id}.csv"'
    return Response(
        "\ufeff" + out.getvalue(),  # lets spreadsheets know that it is UTF-8
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": name},
    )


def metrics_of(rows: Sequence[DeliveryFigures]) -> list[str]:
    return sorted({metric for row in rows for metric in row.figures})


def _harmless(text: str) -> str:
    """Keep a spreadsheet from running a cell that looks like a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
