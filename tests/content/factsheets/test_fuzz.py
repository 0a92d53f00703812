"""Whatever is in a file: an extraction or one sentence, and never long."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.factsheets.extraction import compile_sheet
from content.factsheets.model import Extraction, FactSheetError
from content.factsheets.serial import from_json, to_json
from tests.content.factsheets.fuzz_pieces import SHEET_PIECES
from tests.content.factsheets.pdf_files import LEFT, paper
from tests.content.factsheets.word_files import document, paragraph

NAMES = st.sampled_from(["a.md", "a.html", "a.txt", "a.pdf", "a.docx", "a"])
PIECES = st.sampled_from(SHEET_PIECES)
BROAD = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def extracted(data: bytes, name: str) -> Extraction | None:
    try:
        return compile_sheet(data, name)
    except FactSheetError:
        return None


def check(extraction: Extraction | None, lines: int) -> None:
    if extraction is None:
        return
    assert from_json(json.loads(json.dumps(to_json(extraction)))) == extraction
    assert len({item.key for item in extraction.items}) == len(extraction.items)
    for item in extraction.items:
        assert item.text.strip()
        assert 1 <= item.lines[0] <= item.lines[1] <= lines
    keys = {item.key for item in extraction.items}
    assert all(repeat.of in keys for repeat in extraction.repeats)


@BROAD
@given(st.binary(max_size=400), NAMES)
def test_any_bytes(data: bytes, name: str) -> None:
    check(extracted(data, name), 10_000)


@BROAD
@given(st.lists(PIECES, max_size=60), st.sampled_from(["a.md", "a.html", "a.txt"]))
def test_any_text(pieces: list[str], name: str) -> None:
    text = "".join(pieces)

    check(extracted(text.encode(), name), text.count("\n") + 2)


@BROAD
@given(st.data())
def test_a_damaged_pdf_or_word_file(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from([_PDF, _WORD])))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))

    check(extracted(bytes(whole[: data.draw(st.integers(1, len(whole)))]), "a.pdf"), 10_000)


def _a_pdf() -> bytes:
    made = paper(pages=2)
    made.column(LEFT, [("h", "Warning signs"), ("b", "Fear"), ("p", "Call 911 in danger.")])
    return made.written()


_PDF = _a_pdf()
_WORD = document(paragraph("Warning signs", style="Heading1"), paragraph("Fear", number="1"))
LONG = {
    "one word": "a" * 20_000,
    "words": "word " * 4_000,
    "digits": "1 " * 10_000,
    "dashes": "- " * 10_000,
    "brackets": "[" * 20_000,
    "stars": "*" * 20_000,
    "quotes": "> " * 2_000 + "x",
    "capitals": "The Center " * 2_000,
    "dots": "a." * 10_000,
    "at signs": "a@" * 10_000,
    "pipes": "| " * 10_000,
    "menu": "Home | " * 3_000,
    "urls": "www." * 5_000,
    "spaces": "a" + " " * 20_000 + "b",
    "links": "https://www.a " * 1_500,
    "bullets": "- Heavy sweating\n" * 1_200,
    "sentences": "Do not call 911 now. " * 1_000,
    "lists": "".join(f"- sign number {n} of the many\n" for n in range(700)),
    "tags": "<div>" * 10_000 + "x",
    "code": "<?" * 20_000,
    "myths": "Myth: no\n" * 2_000,
    "if": "If " + "you see " * 2_500,
    "chinese": "中文" * 10_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_no_text_takes_long(text: str) -> None:
    """Twenty thousand characters in less than two seconds: nothing grows by squares."""
    for name in ("a.md", "a.txt"):
        began = time.process_time()

        extracted(f"Warning signs\n\n{text}\n".encode(), name)

        assert time.process_time() - began < 2, name
