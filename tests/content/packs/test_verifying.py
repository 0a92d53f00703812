from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable

import pytest

from content.packs import archive
from content.packs.model import PackError
from content.packs.signing import signing_key
from content.packs.verifying import verify
from tests.content.packs.sheets import a_pack, content, packed

Change = Callable[[dict[str, bytes]], None]


def changed(change: Change, pack: bytes | None = None) -> bytes:
    """Unpack, let ``change`` do its worst, pack again."""
    with zipfile.ZipFile(io.BytesIO(pack or a_pack())) as old:
        files = {name: old.read(name) for name in old.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, data in files.items():
            new.writestr(name, data)
    return out.getvalue()


def with_entry(info: zipfile.ZipInfo, data: bytes = b"x") -> bytes:
    out = io.BytesIO(a_pack())
    with zipfile.ZipFile(out, "a") as pack:
        pack.writestr(info, data)
    return out.getvalue()


def test_the_first_file_that_differs_is_named() -> None:
    def tamper(files: dict[str, bytes]) -> None:
        files["contacts.csv"] = files["contacts.csv"].replace(b"7888", b"7889")

    with pytest.raises(PackError, match=r"contacts\.csv is not what the manifest says"):
        verify(changed(tamper))


def test_a_changed_manifest_breaks_the_signature() -> None:
    def tamper(files: dict[str, bytes]) -> None:
        files["manifest.json"] = files["manifest.json"].replace(b"Riverbend", b"Riverbent")

    with pytest.raises(PackError, match="changed after it was signed"):
        verify(changed(tamper))


def test_a_pack_signed_by_somebody_else_is_told_apart() -> None:
    signer = verify(a_pack()).signer

    assert verify(a_pack(), signer=signer).signer == signer
    with pytest.raises(PackError, match="signed by"):
        verify(a_pack(), signer="0000-1111")
    with pytest.raises(PackError, match="not signed"):
        verify(packed(content(cards=1), signed=False), signer=signer)


def test_the_signing_key_is_not_the_key_that_locks_secrets() -> None:
    key = signing_key("secret").private_bytes_raw()

    assert b"secret" not in key
    assert key == signing_key("secret").private_bytes_raw()


def test_a_file_nobody_listed_is_refused() -> None:
    def add(files: dict[str, bytes]) -> None:
        files["extra.exe"] = b"x"

    with pytest.raises(PackError, match=r"extra\.exe is in the pack but not in its manifest"):
        verify(changed(add))


def test_a_newer_schema_is_refused_with_the_way_out() -> None:
    def newer(files: dict[str, bytes]) -> None:
        del files["manifest.sig"]
        files["manifest.json"] = json.dumps(
            {**json.loads(files["manifest.json"]), "schema": 2}
        ).encode()

    with pytest.raises(PackError, match="install a newer version"):
        verify(changed(newer))


@pytest.mark.parametrize(
    "name", ["../up.txt", "/etc/passwd", "a/../../b", "C:/x", "a\\b", "x\ny", "a//b", "x" * 300]
)
def test_a_name_that_could_leave_its_folder_is_refused(name: str) -> None:
    with pytest.raises(PackError, match="could leave its folder"):
        verify(with_entry(zipfile.ZipInfo(name)))


def test_a_link_is_refused() -> None:
    link = zipfile.ZipInfo("images/link.png")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    with pytest.raises(PackError, match="a link or device"):
        verify(with_entry(link, b"/etc/passwd"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["contacts.csv", "CONTACTS.csv"])
def test_a_name_that_stands_twice_is_refused(name: str) -> None:
    with pytest.raises(PackError, match=r"twice|capitals only"):
        verify(with_entry(zipfile.ZipInfo(name)))


def test_a_bomb_is_stopped_by_what_comes_out_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def bomb(files: dict[str, bytes]) -> None:
        files["contacts.csv"] = bytes(3_000_000)

    monkeypatch.setattr(archive, "LARGEST_FILE", 1_000_000)
    with pytest.raises(PackError), archive.opened(changed(bomb)) as pack:
        pack.read("contacts.csv", 1_000_000)


def test_too_many_files_or_bytes_are_refused_before_any_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 5)
    with pytest.raises(PackError, match="at most 5"):
        verify(a_pack())
    monkeypatch.undo()
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    with pytest.raises(PackError, match="would unpack to more"):
        verify(a_pack())


@pytest.mark.parametrize("cut", [0, 10, 1000, -1, -200])
def test_a_truncated_pack_is_refused(cut: int) -> None:
    with pytest.raises(PackError):
        verify(a_pack()[:cut])


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_pack_is_refused(data: bytes) -> None:
    with pytest.raises(PackError):
        verify(data)


@pytest.mark.parametrize("manifest", [b"", b"[]", b"{}", b'{"schema": "1"}', b"\xff", b"[" * 5000])
def test_what_is_no_manifest_is_refused(manifest: bytes) -> None:
    def replace(files: dict[str, bytes]) -> None:
        del files["manifest.sig"]
        files["manifest.json"] = manifest

    with pytest.raises(PackError):
        verify(changed(replace))
