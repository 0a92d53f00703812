"""``awareness templates``: card templates, to list, look at and check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from content.cards.model import Format
from scheduler.cli.output import emit, json_option, tell

_formats = click.option(
    "--format", "formats", multiple=True, type=click.Choice([one.value for one in Format])
)


@click.group("templates")
def command() -> None:
    """List, preview and check card templates."""


@command.command("list")
@json_option
def show(*, as_json: bool) -> None:
    """List the card templates."""
    from content.cards.templates import list_templates, load_template  # noqa: PLC0415  # slow

    designs = [load_template(name) for name in list_templates()]
    emit(
        [{"name": one.name, "title": one.title, "about": one.about} for one in designs],
        as_json=as_json,
        text=lambda: "\n".join(f"{one.name:12}  {one.about}" for one in designs),
    )


@command.command("preview")
@click.argument("template")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for pictures.")
@click.option("--brand", type=click.Path(path_type=Path), help="Brand file (TOML).")
@_formats
@json_option
def preview(
    *, template: str, out: Path, brand: Path | None, formats: tuple[str, ...], as_json: bool
) -> None:
    """Draw a template's sample cards, all of one format on one picture.

    TEMPLATE is a name of 'templates list' or the path of a folder you work on.
    """
    from content.brand_file import load_brand, sample_brand_path  # noqa: PLC0415  # slow
    from content.cards.overviews import overviews  # noqa: PLC0415
    from content.cards.templates import load_template  # noqa: PLC0415

    design = load_template(template)
    kit = load_brand(brand or sample_brand_path())
    out.mkdir(parents=True, exist_ok=True)
    made: list[str] = []
    for name, data, refused in overviews(
        design, kit, [Format(one) for one in formats] or list(Format)
    ):
        (out / name).write_bytes(data)
        made.append(name)
        for line in refused:
            tell(line)
    emit(made, as_json=as_json, text=lambda: f"{len(made)} pictures in {out}")


@command.command("check")
@click.argument("template")
@click.option("--brand", type=click.Path(path_type=Path), help="Brand file (TOML).")
@_formats
@json_option
def check(*, template: str, brand: Path | None, formats: tuple[str, ...], as_json: bool) -> None:
    """Check a template: its file, and its sample cards of every kind, script and format.

    Says what overflows, is too small, hard to read, out of the safe area or overlaps.
    """
    from content.brand_file import load_brand, sample_brand_path  # noqa: PLC0415  # slow
    from content.cards.design import TemplateError  # noqa: PLC0415
    from content.cards.gates import problems  # noqa: PLC0415
    from content.cards.samples import sample_cards  # noqa: PLC0415
    from content.cards.templates import load_template  # noqa: PLC0415

    design = load_template(template)
    kit = load_brand(brand or sample_brand_path())
    found: list[dict[str, Any]] = [
        {"format": size, "kind": card.kind, "language": card.language, "problem": problem}
        for size in ([Format(one) for one in formats] or list(Format))
        for card in sample_cards()
        for problem in problems(card, kit, design, size)
    ]
    emit(
        {"template": design.name, "problems": found},
        as_json=as_json,
        text=lambda: (
            "\n".join(f"{f['kind']} ({f['language']}): {f['problem']}" for f in found)
            or f"{design.name}: nothing to mend"
        ),
    )
    if found:
        raise TemplateError(f"{design.name} has {len(found)} problems.")
