from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.packs.bulk import DIALECTS, BulkRow, Dialect, bulk_files
from content.packs.numbers import Number, empty_table, read_numbers
from content.packs.posts_table import look_at_posts, read_posts
from content.packs.tables import for_people, for_programs
from content.packs.tables_read import TableError, read_table

HEADER = "date,time,platform,caption,images,alt_texts\n"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_is_text_in_every_table_we_write(cell: str) -> None:
    assert for_people(["a"], [[cell]]).decode("utf-8-sig").splitlines()[1].strip('"')[0] == "'"
    assert for_programs(["a"], [[cell]]).decode().splitlines()[1].strip('"')[0] == " "


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_what_was_written_for_people_reads_back(cell: str) -> None:
    written = for_people(["card", "platform"], [[cell, "x"]])

    rows = read_table(written, ("card", "platform"), ("card", "platform"))

    assert [row.cells["card"] for row in rows] == [cell.strip()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_common_encodings_and_delimiters_are_read(delimiter: str, encoding: str) -> None:
    text = HEADER.replace(",", delimiter) + delimiter.join(
        ["2027-01-11", "09:30", "mastodon", "Caption ñ", "", ""]
    )

    (post,) = read_posts(text.encode(encoding))

    assert (post.caption, post.line) == ("Caption ñ", 2)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty"),
        (b"date,time\n", "Line 1: the header lacks platform, caption"),
        (HEADER.encode() + b"x,y", "Line 2: 2 cells where the header has 6"),
        (HEADER.encode() + b"2027-02-30,09:30,m,c,,", "Line 2: '2027-02-30 09:30' is no date"),
        (HEADER.encode() + b"2027-01-11,09:30,m,,,", "Line 2: the caption is empty"),
        (HEADER.encode() + b"2027-01-11,09:30,m,c,a.png,", "Line 2: 1 images and 0 alt texts"),
        (HEADER.encode() + b"2027-01-11,09:30,m,caf\xe9,,", "Line 2: the file is not in UTF-8"),
        (HEADER.encode() + b'2027-01-11,09:30,m,"open,,', "Line 2: a quotation mark is not closed"),
        (HEADER.encode() + b"a\0b", "The file is no text"),
        (b"nonsense,date,time,platform,caption\n", "there is no column 'nonsense'"),
        (HEADER.encode(), "There is no post below the header"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_line(data: bytes, says: str) -> None:
    with pytest.raises(TableError) as caught:
        read_posts(data)

    assert says in str(caught.value)


def test_every_wrong_line_is_told_not_only_the_first() -> None:
    wrong = HEADER + "x,y,m,c,,\n2027-01-11,09:30,m,c,,\n2027-01-11,09:30,,c,,\n"

    with pytest.raises(TableError) as caught:
        read_posts(wrong.encode())

    assert [problem[:6] for problem in caught.value.problems] == ["Line 2", "Line 4"]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_what_was_written_for_another_scheduler_reads_back(dialect: Dialect) -> None:
    row = BulkRow(
        local=datetime(2027, 1, 11, 9, 30),
        text="=Learn the signs,\nand share them.",
        link="",
        images=("https://cards.example/p/a%20card.png",),
        alt_texts=("Card that reads: Learn the signs.",),
        label="",
        platform="linkedin",
    )
    ((_name, data),) = bulk_files(dialect, [row])

    read = look_at_posts(data, "linkedin")

    (post,) = read.posts
    assert read.layout == dialect.name
    assert (post.line, post.local, post.platform) == (2, row.local, "linkedin")
    assert post.caption == row.text
    assert post.images == (row.images if dialect.name == "plain" else ("a card.png",))
    has_alt_texts = dialect.name in {"plain", "publer", "metricool"}
    assert post.alt_texts == (row.alt_texts if has_alt_texts else ())


def test_one_line_for_several_networks_is_a_post_on_each() -> None:
    data = b"Text,Date,Time,Draft,Facebook,LinkedIn\nHello,2027-01-11,09:30:00,FALSE,TRUE,TRUE\n"

    assert [post.platform for post in look_at_posts(data).posts] == ["facebook", "linkedin"]


def test_what_a_layout_says_beyond_a_post_is_told_not_dropped() -> None:
    data = (
        b"text,link,imageUrls,gifUrls,videoUrls,postAtSpecificTime\n"
        b"Hello,,,,https://x.example/v.mp4,2027-01-11 09:30\n"
        b"Hello,,,,,soon\n"
    )

    read = look_at_posts(data, "facebook")

    assert read.posts == ()
    video, time = read.problems
    assert "Line 2: the column 'videourls' holds 'https://x.example/v.mp4'" in video
    assert time == "Line 3: 'soon' is no date and time: write 2027-01-11 and 09:30."


def test_numbers_come_back_and_an_empty_cell_is_no_zero() -> None:
    table = empty_table([("sign-1", "A sign", "mastodon")]).decode("utf-8-sig")
    filled = table.replace("mastodon,,,,,,,,", 'mastodon,2027-01-11,12,,,"1,204",,,')

    assert read_numbers(filled.encode(), {"sign-1"}) == [
        Number(card="sign-1", platform="mastodon", metric=metric, value=value, posted_on=day)
        for metric, value, day in (
            ("likes", 12, date(2027, 1, 11)),
            ("clicks", 1204, date(2027, 1, 11)),
        )
    ]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("other,,mastodon,,1,,,,,,", "there is no card 'other'"),
        ("sign-1,,mastodon,,-1,,,,,,", "likes is '-1'"),
        ("sign-1,,mastodon,,many,,,,,,", "write a whole number"),
        ("sign-1,,mastodon,,1.5,,,,,,", "likes is '1.5'"),
        ("sign-1,,mastodon,yesterday,1,,,,,,", "is no date"),
        ("sign-1,,,,1,,,,,,", "the platform is missing"),
    ],
)
def test_a_number_that_cannot_be_one_is_told_with_its_line(row: str, says: str) -> None:
    header = empty_table([]).decode("utf-8-sig")

    with pytest.raises(TableError, match="Line 2") as caught:
        read_numbers((header + row).encode(), {"sign-1"})

    assert says in str(caught.value)


def test_a_dialect_with_a_limit_splits_its_file() -> None:
    buffer = next(one for one in DIALECTS if one.name == "buffer")
    row = BulkRow(
        local=None, text="t", link="", images=(), alt_texts=(), label="fact", platform="x"
    )

    names = [name for name, _ in bulk_files(buffer, [row] * 101)]

    assert names == ["bulk/buffer-x-1.csv", "bulk/buffer-x-2.csv"]
