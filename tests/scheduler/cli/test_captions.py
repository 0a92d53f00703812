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
    ("platform", "data", "words"),
    [
        ("orkut", b"x", "no platform is called 'orkut'"),
        ("x", b"hi \xff", "byte 4 is 0xff"),
        ("x", b"\xed\xa0\xbd", "half of a character"),
    ],
)
def test_what_cannot_be_counted_is_one_line(
    platform: str,
    data: bytes,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, "length", "--platform", platform, stdin=data) == 1

    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1
