"""Writes a card's layout down for other renderers: the same boxes, lines and art."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from content.brand import BrandKit
from content.cards.artwork import place, shown, varying_art
from content.cards.colours import written
from content.cards.design import Shape, ShapeKind, Template
from content.cards.fitting import fit
from content.cards.layout import Fill, Ink, Setting, Sprite
from content.cards.model import Card, Format
from content.cards.rendering import frame_marks, text_marks

Job = dict[str, Any]


def svg_of(card: Card, brand: BrandKit, template: Template, size: Format) -> Job:
    """Return the card as SVG text, and its boxes and lines for renderers that want elements."""
    setting = Setting(card, brand, template, size)
    ground = written(setting.colours[setting.look.ground])
    discs = _discs(setting)
    boxes, lines = _marks(setting)
    parts = [f'<rect width="{setting.width}" height="{setting.height}" fill="{ground}"/>']
    parts += [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{colour}"/>'
        for x, y, r, colour in discs
    ]
    parts += [
        f'<rect x="{b["x"]:.1f}" y="{b["y"]:.1f}" width="{b["w"]:.1f}" height="{b["h"]:.1f}" '
        f'rx="{b["r"]:.1f}" fill="{b["fill"]}"/>'
        for b in boxes
    ]
    parts += [
        f'<text x="{t["x"]:.1f}" y="{t["y"]:.1f}" font-family="Manrope" '
        f'font-size="{t["size"]:.1f}" font-weight="{t["weight"]}" fill="{t["fill"]}" '
        f'letter-spacing="{t["tracking"] * t["size"]:.2f}">'
        f"{escape(t['text'])}</text>"
        for t in lines
    ]
    logos = _logos(setting)
    parts += [
        f'<image x="{p["x"]:.1f}" y="{p["y"]:.1f}" width="{p["w"]:.1f}" height="{p["h"]:.1f}" '
        f'href="{p["src"]}"/>'
        for p in logos
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{setting.width}" '
        f'height="{setting.height}">'
    )
    return {
        "svg": f"{head}{''.join(parts)}</svg>",
        "width": setting.width,
        "height": setting.height,
        "ground": ground,
        "discs": discs,
        "boxes": boxes,
        "lines": lines,
        "logos": logos,
        "blocks": _blocks(lines, setting),
        "strong": [word for run in card.emphasis for word in run.split()],
        "strong_fill": written(setting.colours[setting.look.emphasis_colour]),
        "fonts": str(font_folder()),
    }


def typst_of(card: Card, brand: BrandKit, template: Template, size: Format) -> str:
    job = svg_of(card, brand, template, size)
    page = (
        f"#set page(width: {job['width']}pt, height: {job['height']}pt, margin: 0pt, "
        f'fill: rgb("{job["ground"]}"))'
    )
    discs = [
        f"#place(top + left, dx: {x - r:.1f}pt, dy: {y - r:.1f}pt, "
        f'circle(radius: {r:.1f}pt, fill: rgb("{colour}")))'
        for x, y, r, colour in job["discs"]
    ]
    boxes = [
        f"#place(top + left, dx: {box['x']:.1f}pt, dy: {box['y']:.1f}pt, rect(width: "
        f"{box['w']:.1f}pt, height: {box['h']:.1f}pt, radius: {box['r']:.1f}pt, "
        f'fill: rgb("{box["fill"]}")))'
        for box in job["boxes"]
    ]
    lines = [_typst_line(line) for line in job["lines"]]
    return "\n".join((page, *discs, *boxes, *lines))


def _typst_line(line: Job) -> str:
    said = line["text"].replace("\\", "\\\\").replace('"', '\\"')
    return (
        f"#place(top + left, dx: {line['x']:.1f}pt, dy: {line['y'] - line['size']:.1f}pt, "
        f'text(font: "Manrope", size: {line["size"]:.1f}pt, weight: {line["weight"]}, '
        f"tracking: {line['tracking'] * line['size']:.2f}pt, "
        f'fill: rgb("{line["fill"]}"), "{said}"))'
    )


def font_folder() -> Path:
    """Return where a peer finds the same typefaces."""
    spec = find_spec("font_manrope")
    assert spec is not None
    return Path(str(spec.origin)).parent / "files"


def _marks(setting: Setting) -> tuple[list[Job], list[Job]]:
    stack = fit(setting)
    texts, clear = text_marks(setting, stack)
    boxes: list[Job] = []
    lines: list[Job] = []
    seen: set[tuple[str, float]] = set()
    for mark in (*frame_marks(setting), *varying_art(setting, clear=clear), *texts.marks):
        if isinstance(mark, Fill):
            x, y, w, h = mark.box
            boxes.append(
                {"x": x, "y": y, "w": w, "h": h, "r": mark.radius, "fill": written(mark.colour)}
            )
        elif isinstance(mark, Ink) and (mark.text, mark.box[1]) not in seen:
            seen.add((mark.text, mark.box[1]))
            x, y, _, h = mark.box
            weight = mark.glyphs[0][0].weight
            shown = mark.text or str(setting.card.number)
            lines.append(
                {
                    "x": x,
                    "y": y + h,
                    "size": mark.size,
                    "weight": weight,
                    "tracking": _tracking(setting, weight, shown),
                    "fill": written(mark.colour),
                    "text": shown,
                }
            )
    return boxes, lines


def _tracking(setting: Setting, weight: int, shown: str) -> float:
    """Return how far letters stand apart, in em, by the role that a line's look betrays."""
    fonts = setting.template.fonts
    if not any(one.isalpha() for one in shown):
        role = "number"
    elif weight == fonts["label"].weight and shown == shown.upper():
        role = "label"
    else:
        role = next(one for one in ("body", "name", "headline") if fonts[one].weight == weight)
    return fonts[role].tracking


def _logos(setting: Setting) -> list[Job]:
    return [
        {
            **dict(zip("xywh", mark.box, strict=True)),
            "src": f"data:image/svg+xml;base64,{b64encode(mark.data).decode()}",
        }
        for mark in frame_marks(setting)
        if isinstance(mark, Sprite)
    ]


def _blocks(lines: list[Job], setting: Setting) -> list[Job]:
    """Join the lines of one text again, for renderers that break lines themselves."""
    blocks: list[Job] = []
    for line in lines:
        before = blocks[-1] if blocks else None
        same = before and all(before[key] == line[key] for key in ("size", "weight", "fill"))
        if before and same and 0 < line["y"] - before["last"] < 1.6 * line["size"]:
            before["text"] += f" {line['text']}"
            before["last"] = line["y"]
        else:
            wide = setting.text_box[2] if line["y"] < setting.grid.footer[1] else 900
            blocks.append({**line, "last": line["y"], "w": wide})
    return blocks


def _discs(setting: Setting) -> list[tuple[float, float, float, str]]:
    found: list[tuple[float, float, float, str]] = []
    for shape in setting.look.art:
        if not shown(shape, setting):
            continue
        x, y, r = place(shape, setting)
        colour = written(setting.colours[shape.colour]) if shape.colour else "#FFB62E"
        found.extend((dx, dy, dr, colour) for dx, dy, dr in _round(shape, x, y, r))
    return found


def _round(shape: Shape, x: float, y: float, r: float) -> list[tuple[float, float, float]]:
    if shape.kind is ShapeKind.DISC:
        return [(x, y, r)]
    if shape.kind is ShapeKind.PERSON:
        return [(x, y - r * 1.6, r * 0.53), (x, y, r)]
    if shape.kind is ShapeKind.SVG:
        return [(x, y, r / 2)]
    return []
