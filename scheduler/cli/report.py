"""``awareness report``: engagement of a campaign by post, item and kind."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from scheduler.actions.reporting import CampaignReport, report_of
from scheduler.cli.installation import Seat, acting
from scheduler.cli.output import emit, json_option, table
from scheduler.domain.delivery import State
from scheduler.store.reports import Figures, interactions


@click.command("report")
@click.argument("campaign", type=int)
@click.option("--csv", "as_csv", is_flag=True, help="One line per delivery, comma-separated.")
@click.option("--html", "as_html", is_flag=True, help="A page to print or send on.")
@acting
@json_option
def command(*, campaign: int, as_csv: bool, as_html: bool, seat: Seat, as_json: bool) -> None:
    """Report what people did with a campaign's posts."""
    with seat.open() as (office, member):
        report = report_of(office, member, campaign)
    if as_csv:
        click.echo(_csv(report), nl=False)
        return
    if as_html:
        click.echo(_html(report))
        return
    emit(as_plain(report), as_json=as_json, text=lambda: _text(report))


def as_plain(report: CampaignReport) -> dict[str, Any]:
    return {
        "campaign": report.name,
        "deliveries": [asdict(row) for row in report.deliveries],
        "by_post": [asdict(row) for row in report.by_post],
        "by_item": [asdict(row) for row in report.by_item],
        "by_kind": [asdict(row) for row in report.by_kind],
        "totals": dict(report.totals),
        "partners": [asdict(row) for row in report.partners],
    }


def _text(report: CampaignReport) -> str:
    parts = [report.name]
    for title, rows in (("By kind", report.by_kind), ("By post", report.by_post)):
        parts += ["", title, table(_rows(rows, report), empty="Nothing is published yet.")]
    if report.partners:
        parts += ["", "Partners, as they reported"]
        parts += [
            f"{one.partner}: {', '.join(f'{metric} {n}' for metric, n in one.figures.items())}"
            for one in report.partners
        ]
    return "\n".join(parts)


def _rows(rows: Sequence[Figures], report: CampaignReport) -> list[tuple[object, ...]]:
    metrics = sorted(report.totals)
    head: tuple[object, ...] = ("", "published", *metrics)
    return [
        head,
        *(
            (row.label[:60], row.published, *(row.figures.get(metric, "-") for metric in metrics))
            for row in rows
        ),
    ]


def _html(report: CampaignReport) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  # slow

    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    sums = {"By kind": report.by_kind, "By post": report.by_post, "By claim": report.by_item}
    return pages.get_template("report.html").render(
        report=report,
        interactions=interactions,
        metrics=sorted(report.totals),
        published=sum(row.state is State.PUBLISHED for row in report.deliveries),
        most={
            title: max((interactions(row.figures) or 0 for row in rows), default=0) or 1
            for title, rows in sums.items()
        },
    )


def _csv(report: CampaignReport) -> str:
    metrics = sorted(report.totals)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["local_time", "channel", "kind", "title", "state", "url", *metrics])
    for row in report.deliveries:
        cells = [row.local_time, row.channel, row.kind, row.title, row.state, row.url]
        writer.writerow(
            [*map(_harmless, cells), *(row.figures.get(metric, "") for metric in metrics)]
        )
    return out.getvalue()


def _harmless(cell: str) -> str:
    """Keep spreadsheets from running a cell as a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
