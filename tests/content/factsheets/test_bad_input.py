"""Files that are no fact sheets: one clear sentence each, and soon."""

from __future__ import annotations

import io
import os
import time
import zipfile

import pytest
from PIL import Image

from content.factsheets.extraction import compile_sheet
from content.factsheets.model import FactSheetError
from tests.content.factsheets.pdf_files import LEFT, paper
from tests.content.factsheets.word_files import document, paragraph


def a_locked_pdf() -> bytes:
    made = paper()
    made.title_line("Secret")
    made.set_encryption(owner_password="owner", user_password="user")
    return made.written()


def a_scan() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "PNG")
    made = paper()
    made.image(picture, x=10, y=10, w=60)
    return made.written()


def a_bomb() -> bytes:
    return document(
        paragraph("Small outside."), parts={"docProps/core.xml": b" " * 60 * 1024 * 1024}
    )


def a_spreadsheet() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


CASES = {
    "empty": ("sheet.md", b"", "is empty"),
    "blank": ("sheet.txt", b" \n\t\r\n", "is empty"),
    "only marks": ("sheet.md", b"---\n***\n", "holds no text"),
    "locked": ("sheet.pdf", a_locked_pdf(), "locked with a password"),
    "scanned": ("sheet.pdf", a_scan(), "no text.*OCR"),
    "no pdf": ("sheet.pdf", b"%PDF-1.7\n" + os.urandom(400), "damaged PDF"),
    "bomb": ("sheet.docx", a_bomb(), "unpacks to more"),
    "spreadsheet": ("sheet.docx", a_spreadsheet(), "no Word document"),
    "torn archive": ("sheet.docx", document(paragraph("Hi."))[:200], "damaged"),
    "picture": ("sheet.txt", b"\x89PNG\r\n\x1a\n" + bytes(64), "a picture"),
    "binary": ("sheet.txt", bytes(range(256)) * 20, "no text, PDF, Word or HTML"),
    "old word": ("sheet.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old kind"),
    "huge": ("sheet.txt", b"word " * 10 * 1024 * 1024, "50 MB"),
    "long": ("sheet.md", b"One more line of it.\n" * 100_000, "2,100,000 characters"),
}


@pytest.mark.parametrize(("name", "data", "why"), CASES.values(), ids=CASES)
def test_the_sentence_says_what_is_wrong_and_what_to_do(name: str, data: bytes, why: str) -> None:
    began = time.monotonic()

    with pytest.raises(FactSheetError, match=why) as caught:
        compile_sheet(data, name)

    assert time.monotonic() - began < 3
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(name)
    assert ":" in message, "what to do follows a colon"


def test_a_book_is_refused_by_its_pages() -> None:
    made = paper(pages=500)

    with pytest.raises(FactSheetError, match="has 500 pages"):
        compile_sheet(made.written(), "book.pdf")


def test_a_file_is_what_its_bytes_are_whatever_it_is_called() -> None:
    made = paper()
    made.column(LEFT, [("p", "Heat stroke kills within hours.")])
    word = document(paragraph("Heat stroke kills within hours."))
    page = b"<!doctype html><p>Heat stroke kills within hours.</p>"

    for data in (made.written(), word, page):
        for name in ("a.txt", "a.pdf", "a.docx", "a.html"):
            (item,) = compile_sheet(data, name).items
            assert item.text == "Heat stroke kills within hours."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_people_save_it_in(encoding: str) -> None:
    (item,) = compile_sheet(
        "It’s the café’s law that protects.\r\n".encode(encoding), "a.txt"
    ).items

    assert item.text == "It’s the café’s law that protects."


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("gb18030", "人口贩卖是一种严重的犯罪，任何人都可能成为受害者。请拨打求助热线。"),
        ("cp1256", "الاتجار بالبشر جريمة خطيرة ويمكن أن تحدث لأي شخص في أي مكان."),
    ],
)
def test_text_of_old_programs_is_read_in_its_own_script(encoding: str, said: str) -> None:
    found = compile_sheet((said * 3).encode(encoding), "a.txt")

    assert found.items[0].text[:10] == said[:10]
