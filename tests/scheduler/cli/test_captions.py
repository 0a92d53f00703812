"""``captions``, ``length`` and ``check``, as they are typed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from scheduler import cli

SHEET = """\
# Human Trafficking

## What is it?

Human trafficking is the crime of using force, coercion, or fraud to exploit a person.

## What are the signs?

There are many signs that suggest someone is a victim of human trafficking. These include:

- They have bruises in various stages of healing.
- They appear fearful or have a sudden change in demeanor.

## Resources

National Human Trafficking Hotline
1-888-373-7888

Emergency
Call 911
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.md"
    path.write_text(SHEET, encoding="utf-8")
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object, stdin: bytes | None = None) -> int:
    monkeypatch.setattr(sys, "argv", ["awareness", *map(str, arguments)])
    if stdin is not None:
        monkeypatch.setattr(sys, "stdin", _Bytes(stdin))
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    return int(stopped.value.code or 0)


class _Bytes:
    """Standard input that holds some bytes."""

    def __init__(self, data: bytes) -> None:
        self.buffer = self
        self._data = data

    def read(self) -> bytes:
        return self._data


def test_captions_are_counted_and_carry_what_they_must(
    sheet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "captions", sheet, "--platform", "x", "--json") == 0

    listed = json.loads(capsys.readouterr().out)
    signs = [entry for entry in listed if entry["kind"] == "warning_sign"]
    assert signs
    assert all(0 < entry["length"] <= entry["limit"] == 280 for entry in listed)
    assert all("1-888-373-7888" in entry["text"] for entry in signs)
    assert all("not proof" in entry["text"] for entry in signs)


def test_a_sheet_without_findings_that_block_passes_and_lines_are_named(
    sheet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = SHEET.replace("They appear fearful", "Illegal immigrants appear fearful")
    sheet.write_text(text, encoding="utf-8")

    assert run(monkeypatch, "check", sheet, "--json") == 0

    (found,) = [f for f in json.loads(capsys.readouterr().out) if f["severity"] == "block"]
    assert found["rule"] == "trafficking.illegal-people"
    assert found["words"] == "Illegal immigrants"
    assert found["lines"] == [12, 12]
    assert all(found[key] for key in ("why", "source", "suggestion", "message"))


def test_a_pack_on_the_command_line_is_used_and_a_bad_one_is_one_line(
    sheet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = sheet.with_name("ours.json")
    rule = {"id": "ours", "severity": "warn", "pattern": "bruises", "why": "x.", "source": "us"}
    pack.write_text(json.dumps({"rule": [rule]}), encoding="utf-8")

    assert run(monkeypatch, "check", sheet, "--rules", pack, "--json") == 0
    assert "ours" in [finding["rule"] for finding in json.loads(capsys.readouterr().out)]

    pack.write_text("{", encoding="utf-8")
    assert run(monkeypatch, "check", sheet, "--rules", pack) == 1
    assert capsys.readouterr().err.startswith("Error: ours.json cannot be read")
    assert run(monkeypatch, "check", sheet, "--off", "carry.hotline") == 1
    assert "cannot be switched off" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "data", "out"),
    [
        (("x",), b"Hi http://test.co", {"length": 26, "limit": 280, "fits": True}),
        (("mastodon", "--limit", "2"), "👩🏽‍💻".encode() * 3, {"length": 3, "fits": False}),
        (("tiktok",), "👩🏽‍💻\n".encode(), {"length": 7, "unit": "utf16_units"}),
    ],
    ids=["x", "a server's own limit", "utf-16"],
)
def test_length_counts_as_the_platform_does(
    arguments: tuple[str, ...],
    data: bytes,
    out: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, "length", "--platform", *arguments, stdin=data) == 0

    counted = json.loads(capsys.readouterr().out)
    assert {key: counted[key] for key in out} == out


@pytest.mark.parametrize(
    ("platform", "data", "words", "code"),
    [
        ("orkut", b"x", "no platform is called 'orkut'", 2),
        ("x", b"hi \xff", "byte 4 is 0xff", 1),
        ("x", b"\xed\xa0\xbd", "half of a character", 1),
        ("x", "a\u202eb".encode(), "U+202E at character 2 is a mark that turns", 0),
        ("x", b"a\x07b", "U+0007 at character 2 is a control character", 0),
    ],
)
def test_what_cannot_be_counted_or_should_not_be_sent_is_one_line(
    platform: str,
    data: bytes,
    words: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, "length", "--platform", platform, stdin=data) == code

    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--country", "QQ", "There is no country with the code 'QQ'"),
        ("--country", "Mexico", "did you mean MX (Mexico)?"),
        ("--country", "US-Connecticut", "it must look like US-CT"),
        ("--link", "notalink", "'notalink' is no web address"),
        ("--link", "javascript:alert(1)", "is no web address"),
        ("--link", "https://bank.example@evil.example/", "holds a user name"),
        ("--link", "https://a.example/" + "a" * 600, "618 characters"),
        ("--platform", "orkut", "no platform is called 'orkut'"),
        ("--hashtag", "123", "has no letter"),
        ("--hashtag", "a-b", "may hold letters, digits and underscores only"),
        ("--hashtag", "", "may hold letters"),
        ("--hashtag", "a" * 200, "200 characters"),
        ("--hashtag", "\u202eabc", "turns the reading direction around"),
        ("--campaign", "a\x07", "a control character"),
        ("--campaign", "a" * 100_000, "100,000 characters"),
        ("--campaign", "\ud800", "half of a character"),
    ],
)
def test_nonsense_in_an_option_is_one_line_and_wrong_usage(
    option: str,
    value: str,
    words: str,
    sheet: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, "captions", sheet, option, value) == 2

    said = capsys.readouterr()
    assert words in said.err
    assert said.err.startswith(f"Error: {option}: ")
    assert said.err.count("\n") == 1
    assert said.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("captions", "sheet.md", "--year", "99999"),
        ("captions", "sheet.md", "--brand", "gone.toml"),
        ("captions", "sheet.md", "--translation", "."),
        ("check", "sheet.md", "--rules", "gone.toml"),
        ("length", "--platform", "x", "--limit", "0"),
        ("rule", "add", "gone.toml"),
        ("translation", "add", "1", "."),
        ("translation", "outline", "1", "--language", "no language"),
    ],
    ids=" ".join,
)
def test_an_option_s_file_that_is_none_and_a_number_out_of_range_are_wrong_usage(
    arguments: tuple[str, ...],
    sheet: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(sheet.parent)

    assert run(monkeypatch, *arguments) == 2

    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("Error: ")
    assert any(word in last for word in ("does not exist", "is a directory", "range", "language"))


def test_a_part_of_a_country_and_a_year_are_taken(
    sheet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--country", "us-ct", "--year", "2027", "--hashtag", "PGAM{year}")

    assert run(monkeypatch, "captions", sheet, "--platform", "x", *options) == 0

    assert "#PGAM2027" in capsys.readouterr().out


def test_what_people_should_know_of_a_hashtag_stands_beside_each_caption(
    sheet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tags = ("--hashtag", "endtrafficking", "--hashtag", "WearBlueDay")

    assert run(monkeypatch, "captions", sheet, "--platform", "facebook", *tags) == 0

    said = capsys.readouterr().out
    assert "hashtag #endtrafficking runs its words together" in said
    assert "hashtag #WearBlueDay means two things" in said


def test_for_another_country_no_line_of_the_sheet_is_named_in_silence(
    sheet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("captions", sheet, "--platform", "facebook", "--json", "--country", "MX")

    assert run(monkeypatch, *arguments) == 0

    entries = json.loads(capsys.readouterr().out)
    named = [entry for entry in entries if "1-888-373-7888" in entry["text"]]
    said = "National Human Trafficking Hotline is named and does not help in MX"
    assert [entry["kind"] for entry in named] == ["resource"]
    assert said in named[0]["notes"]
    assert "no hotline is given" in entries[0]["notes"][0]
