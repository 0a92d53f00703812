"""Measure the fact-sheet compiler: what it finds in sheets with keys, and how long it takes.

Run: python bench/extract.py [FOLDER]

FOLDER holds sheets beside their keys, NAME.key as in tests/content/factsheets/sheets (the default)
or NAME.expected.json. Ends with exit code 1 when a target is missed.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from content.factsheets.extraction import compile_sheet
from content.factsheets.forms import words
from content.factsheets.model import Extraction, FactSheetError, Item
from content.samples import sample_sheet
from tests.content.factsheets import keys
from tests.content.factsheets.pdf_files import LEFT, RIGHT, paper

TARGETS = {"recall": 0.95, "kind": 0.90, "precision": 0.92, "context": 0.90}
MARKDOWN_SECONDS, PDF_SECONDS = 0.05, 1.0
MEGABYTES_FOR_LARGE = 600
SHORT = 4  # words of a statement that must be there in order, letters of a word that tells nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One statement of a key: any of ``texts`` says it, any of ``kinds`` is right."""

    texts: tuple[str, ...]
    kinds: frozenset[str]
    context: str = ""
    required: bool = True

    def is_said_by(self, item: Item) -> bool:
        return any(covers(words(item.text), words(text)) for text in self.texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    name: str
    path: Path
    wanted: tuple[Wanted, ...]
    also_right: tuple[str, ...] = field(default=())


def covers(said: Sequence[str], wanted: Sequence[str]) -> bool:
    """Say whether most of the wanted words are there, and not just any four of them."""
    have, need = Counter(said), Counter(wanted)
    if len(wanted) <= SHORT:
        return any(
            list(said[i : i + len(wanted)]) == list(wanted)
            for i in range(len(said) - len(wanted) + 1)
        )
    return sum(min(have[word], count) for word, count in need.items()) >= 0.85 * len(wanted)


def sheets_in(folder: Path) -> Iterator[Sheet]:
    for path in sorted(folder.glob("*.expected.json")):
        plain = json.loads(path.read_text("utf-8"))
        yield Sheet(
            name=plain["doc"],
            path=folder / plain["doc"],
            wanted=tuple(map(_wanted, plain["items"])),
            also_right=tuple(one["text"] for one in plain["duplicates"]),
        )
    for path in sorted(folder.glob("*.key")):
        sheet = next(p for p in sorted(folder.glob(f"{path.stem}.*")) if p.suffix != ".key")
        answers = keys.key_of(path.stem).answers
        yield Sheet(
            name=sheet.name,
            path=sheet,
            wanted=tuple(
                Wanted(texts=(a.text,), kinds=a.kinds, context=a.context) for a in answers
            ),
        )


def _wanted(plain: dict[str, Any]) -> Wanted:
    leans = plain.get("self_contained") is False
    return Wanted(
        texts=(plain["text"], *plain.get("accept", ())),
        kinds=frozenset([plain["kind"], *plain.get("alt_kinds", ())]),
        context=plain.get("context", "") if leans else "",
        required=not plain.get("optional"),
    )


def measured(sheet: Sheet, found: Extraction) -> dict[str, float | None]:
    required = [one for one in sheet.wanted if one.required]
    hits = [(one, [i for i in found.items if one.is_said_by(i)]) for one in required]
    there = [(one, items) for one, items in hits if items]
    leaning = [(one, items) for one, items in there if one.context]
    right = sum(any(one.is_said_by(item) for one in sheet.wanted) for item in found.items)
    return {
        "recall": _share(len(there), len(required)),
        "kind": _share(
            sum(any(i.kind in one.kinds for i in items) for one, items in there), len(there)
        ),
        "precision": _share(right, len(found.items)),
        "context": _share(
            sum(any(_shows(i, one.context) for i in items) for one, items in leaning), len(leaning)
        ),
    }


def _shows(item: Item, context: str) -> bool:
    wanted = [word for word in words(context) if len(word) >= SHORT] or words(context)
    shown = Counter(words(f"{item.context} {item.text}"))
    need = Counter(wanted)
    return sum(min(shown[w], n) for w, n in need.items()) >= 0.6 * len(wanted)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def seconds(data: bytes, name: str, times: int = 5) -> float:
    """Return how much processor time a sheet takes, whatever else the machine does."""
    compile_sheet(data, name)  # imports and patterns
    taken = []
    for _ in range(times):
        began = time.process_time()
        compile_sheet(data, name)
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def ten_pages() -> bytes:
    made = paper(running="Harbor Council  |  Elder abuse", foot="Page # of 10", pages=0)
    sentence = "Older adults who live alone are hurt more often than others, says study number "
    for page in range(10):
        made.add_page()
        column = [("h", f"Part {page}"), *(("p", f"{sentence}{page * 40 + n}.") for n in range(14))]
        made.column(LEFT, column)
        made.column(RIGHT, column)
    return made.written()


def main(folder: Path) -> int:
    rows: list[dict[str, float | None]] = []
    missed: list[str] = []
    print(f"{'sheet':34}{'items':>6}" + "".join(f"{name:>11}" for name in TARGETS))
    for sheet in sheets_in(folder):
        found = compile_sheet(sheet.path.read_bytes(), sheet.path.name)
        row = measured(sheet, found)
        rows.append(row)
        print(f"{sheet.name[:33]:34}{len(found.items):6}" + "".join(map(_cell, row.values())))
    for name, target in TARGETS.items():
        mean = statistics.mean(row[name] for row in rows if row[name] is not None)
        print(f"mean {name:29}{mean:6.3f}  (at least {target})")
        missed += [name] if mean < target else []
    missed += _speed()
    print("missed: " + ", ".join(missed) if missed else "every target met")
    return 1 if missed else 0


def _cell(value: float | None) -> str:
    return f"{'-':>11}" if value is None else f"{value:11.2f}"


def _speed() -> list[str]:
    data, name = sample_sheet()
    markdown, pdf = seconds(data, name), seconds(ten_pages(), "ten.pdf", 3)
    print(f"Markdown sheet   {markdown * 1000:7.1f} ms  (at most {MARKDOWN_SECONDS * 1000:.0f})")
    print(f"10-page PDF      {pdf * 1000:7.1f} ms  (at most {PDF_SECONDS * 1000:.0f})")
    began = time.process_time()
    try:
        compile_sheet(b"One more line of it, and another.\n" * 600_000, "large.txt")
    except FactSheetError as error:
        print(f"20 MB of text    {(time.process_time() - began) * 1000:7.1f} ms  refused: {error}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"memory           {peak:7} MB  (at most {MEGABYTES_FOR_LARGE})")
    checks = {
        "Markdown speed": markdown <= MARKDOWN_SECONDS,
        "PDF speed": pdf <= PDF_SECONDS,
        "memory": peak <= MEGABYTES_FOR_LARGE,
    }
    return [what for what, met in checks.items() if not met]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else keys.FOLDER))
