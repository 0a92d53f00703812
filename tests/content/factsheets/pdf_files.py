"""Small PDFs for tests: text set at places, as page make-up programs do."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from fpdf import FPDF

_FONTS = Path(str(files("font_source_sans_pro"))) / "files"
LEFT, RIGHT, TOP = 15.0, 110.0, 32.0
_LINE = 5.0
Part = tuple[str, str]


class Paper(FPDF):
    """``running`` and ``foot`` stand at the top and bottom of each page."""

    def __init__(self, *, running: str = "", foot: str = "") -> None:
        super().__init__()
        self._running, self._foot = running, foot
        self.add_font("Source", "", _FONTS / "SourceSansPro-Regular.ttf")
        self.add_font("Source", "B", _FONTS / "SourceSansPro-Bold.ttf")

    def header(self) -> None:
        if self._running:
            self.set_font("Source", "", 8)
            self.text(LEFT, 8, self._running)

    def footer(self) -> None:
        if self._foot:
            self.set_font("Source", "", 8)
            self.text(LEFT, 290, self._foot.replace("#", str(self.page_no())))

    def title_line(self, text: str) -> None:
        self.set_font("Source", "B", 20)
        self.text(LEFT, 20, text)

    def column(self, x: float, parts: Sequence[Part], y: float = TOP) -> None:
        """Set headings (h), paragraphs (p) and items (b) one below the other."""
        for kind, text in parts:
            self.set_font("Source", "B" if kind == "h" else "", 13 if kind == "h" else 10)
            if kind == "b":
                self.text(x, y, "•")
            for line in textwrap.wrap(text, 45):
                self.text(x + (4 if kind == "b" else 0), y, line)
                y += _LINE + (2 if kind == "h" else 0)
            y += 0 if kind == "b" else 3

    def written(self) -> bytes:
        return bytes(self.output())


def paper(*, running: str = "", foot: str = "", pages: int = 1) -> Paper:
    made = Paper(running=running, foot=foot)
    for _ in range(pages):
        made.add_page()
    return made
