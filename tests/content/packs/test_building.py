from __future__ import annotations

import csv
import io
import json
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

import pypdfium2
import pytest
from icalendar import Calendar
from PIL import Image

from content.brand import BrandKit
from content.cards.model import Asset, Format
from content.factsheets.extraction import compile_sheet
from content.factsheets.model import Kind
from content.packs.building import build
from content.packs.gathering import Choices, gather
from content.packs.model import PackCampaign, PackCaption, PackCard, PackContent, PackError
from content.packs.verifying import verify
from tests.content.packs.sheets import a_pack, content, packed


@cache
def a_dated_pack() -> bytes:
    return packed(dated(content()))


def files(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def dated(made: PackContent) -> PackContent:
    """Give every card a day in January, as in a campaign."""
    cards = [
        replace(card, local=datetime(2027, 1, 4, 9, 30) + timedelta(days=place))
        for place, card in enumerate(made.cards)
    ]
    campaign = PackCampaign(
        name="January",
        zone="America/New_York",
        first_day=date(2027, 1, 1),
        last_day=date(2027, 1, 31),
    )
    return replace(made, cards=cards, campaign=campaign, media_base="https://media.example/p/")


def test_the_same_content_gives_the_same_bytes() -> None:
    assert packed(content()) == a_pack()


def test_every_picture_has_its_alt_text_beside_it_and_inside() -> None:
    found = files(a_pack())
    pictures = [name for name in found if name.startswith("images/") and name.endswith(".png")]

    assert pictures
    for name in pictures:
        alt_text = found[f"{name}.alt.txt"].decode().strip()
        with Image.open(io.BytesIO(found[name])) as image:
            assert alt_text.split(".")[0] in str(image.info)


def test_a_pack_holds_what_a_partner_needs() -> None:
    names = set(files(a_pack()))

    assert {
        "index.html",
        "overview.pdf",
        "contacts.csv",
        "SOURCES.txt",
        "TERMS.txt",
        "captions/en/mastodon.txt",
        "captions/captions.csv",
        "bulk/plain.csv",
        "manifest.json",
        "manifest.sig",
    } <= names
    assert "calendar.ics" not in names  # nothing in a sheet says when


def test_the_hotline_stands_in_every_list_as_it_is_on_record() -> None:
    found = files(a_pack())

    for name in ("contacts.csv", "index.html", "captions/en/mastodon.txt"):
        assert "1-888-373-7888" in found[name].decode("utf-8-sig"), name


def test_a_campaigns_pack_has_a_calendar_in_the_campaigns_zone() -> None:
    found = files(a_dated_pack())

    events = Calendar.from_ical(found["calendar.ics"]).walk("VEVENT")

    assert len(events) == len(content().cards)
    assert events[0].decoded("dtstart").isoformat() == "2027-01-04T09:30:00-05:00"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("bulk/buffer-mastodon.csv", "Text,Image URL,Tags,Posting Time"),
        (
            "bulk/socialbee-instagram.csv",
            "text,link,imageUrls,gifUrls,videoUrls,postAtSpecificTime",
        ),
        (
            "bulk/publer-mastodon.csv",
            (
                "Date - Intl. format or prompt,Text,Link(s) - Separated by comma for FB carousels,"
                'Media URL(s) - Separated by comma,"Title - For the video, pin, PDF ..",'
                "Label(s) - Separated by comma,Alt text(s) - Separated by ||,"
                'Comment(s) - Separated by ||,"Pin board, FB album, or Google category",'
                '"Post subtype - I.e. story, reel, PDF ..",CTA - For Facebook links or Google,'
                '"Reminder - For stories, reels, shorts, and TikToks"'
            ),
        ),
    ],
)
def test_a_bulk_file_begins_with_its_dialects_header(name: str, header: str) -> None:
    assert files(a_dated_pack())[name].decode().splitlines()[0] == header


def test_bulk_rows_carry_time_address_and_alt_text() -> None:
    found = files(a_dated_pack())
    buffer = list(csv.DictReader(io.StringIO(found["bulk/buffer-mastodon.csv"].decode())))
    publer = list(csv.DictReader(io.StringIO(found["bulk/publer-mastodon.csv"].decode())))
    metricool = list(csv.DictReader(io.StringIO(found["bulk/metricool.csv"].decode())))

    assert buffer[0]["Posting Time"] == "2027-01-04 09:30"
    assert buffer[0]["Image URL"].startswith("https://media.example/p/images/square-1x1/001-")
    assert "1-888-373-7888" in publer[0]["Alt text(s) - Separated by ||"]
    assert "1-888-373-7888" in metricool[0]["Alt text picture 1"]
    assert {row["Instagram"] for row in metricool} == {"TRUE", "FALSE"}


def test_the_manifest_names_every_file_with_its_hash_and_no_person() -> None:
    manifest = json.loads(files(a_pack())["manifest.json"])

    assert len(manifest["files"]) == len(files(a_pack())) - 2
    assert manifest["fact_sheet"]["sha256"] == manifest["extraction"]["sha256"]
    assert all(card["item_keys"] and card["lines"] for card in manifest["cards"])


@cache
def a_heavy_picture() -> bytes:
    out = io.BytesIO()
    # Noise does not compress: the picture weighs as much as a real one.
    Image.effect_noise((300, 300), 60).save(out, "PNG", compress_level=0)
    return out.getvalue()


def a_light_card(number: int) -> PackCard:
    def draw(shape: Format) -> list[Asset]:
        return [
            Asset(
                data=a_heavy_picture() + bytes([number % 256]),  # a copy of its own, as when drawn
                mime_type="image/png",
                width=300,
                height=300,
                sha256="",
                alt_text=f"Card {number}",
                format=shape,
                kind=Kind.FACT,
                template="beacon",
            )
        ]

    return PackCard(
        key=f"fact-{number}",
        kind="fact",
        headline=f"Fact number {number} of many",
        alt_text=f"Card {number}",
        item_keys=(f"fact-{number}",),
        lines=(number, number),
        language="en",
        captions=(PackCaption(platform="mastodon", text=f"Fact {number}."),),
        draw=draw,
    )


def test_a_large_pack_is_written_in_bounded_memory() -> None:
    many = replace(content(), cards=[a_light_card(number) for number in range(200)])

    class Sink(io.RawIOBase):
        """Counts and forgets, as a file on disk does."""

        size = 0

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            length = len(memoryview(data))  # type: ignore[arg-type]  # bytes of any kind
            self.size += length
            return length

    sink = Sink()
    tracemalloc.start()
    build(many, io.BufferedWriter(sink))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sink.size > 10_000_000
    assert peak < sink.size * 0.4


def test_a_pack_of_nothing_is_refused() -> None:
    with pytest.raises(PackError, match="nothing to put into the pack"):
        packed(replace(content(), cards=[]))


def test_a_built_pack_verifies() -> None:
    found = verify(a_pack())

    assert found.signer
    assert found.manifest.title == "Human Trafficking"


def test_a_number_keeps_its_order_on_the_printed_page_beside_arabic() -> None:
    sheet = "# الاتجار بالبشر\n\n## الموارد الوطنية\n\nالخط الساخن الوطني\n1-888-373-7888\n"  # noqa: RUF001  # Arabic
    choices = Choices(template="beacon", formats=(Format.SQUARE,), platforms=())
    made = gather(compile_sheet(sheet.encode(), "ar.md"), BrandKit(name="أمل"), choices)
    one = replace(made, cards=[a_light_card(1)])

    page = pypdfium2.PdfDocument(files(packed(one))["overview.pdf"])[0]

    assert "1-888-373-7888" in page.get_textpage().get_text_range()
