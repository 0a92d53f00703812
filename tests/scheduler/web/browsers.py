"""Find a Chromium: named, installed, or unpacked from a package without anybody's rights."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # tests also run as root in containers, where Chromium's sandbox cannot
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
UNPACKED = Path(__file__).resolve().parents[3] / ".venv" / "chromium"
HOW_TO_GET_ONE = (
    "no Chromium: set CHROMIUM to one, or install chromium-headless-shell (Debian, Ubuntu), "
    "or run 'make browser'"
)


def find_browser() -> str | None:
    """Return the path of a Chromium, None where there is none."""
    named = os.environ.get("CHROMIUM")
    installed = (shutil.which(name) for name in NAMES)
    unpacked = UNPACKED / "chromium"
    return (
        named
        or next(filter(None, installed), None)
        or (str(unpacked) if unpacked.exists() else None)
    )


def browser_environment() -> dict[str, str | float | bool]:
    """Return the variables the browser starts with: an unpacked one brings its libraries."""
    found = dict(os.environ)
    if find_browser() == str(UNPACKED / "chromium"):
        found["LD_LIBRARY_PATH"] = str(UNPACKED / "al2023" / "lib")
        if not shutil.which("fc-list"):
            found["FONTCONFIG_PATH"] = str(UNPACKED / "fonts")
    return {**found}
