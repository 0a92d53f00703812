"""Opt-in: real servers that come from npm. ``make test-real`` installs and names them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MODULES = os.environ.get("AWARENESS_TEST_REAL", "")  # the folder with node_modules


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave these tests out unless somebody asks for them."""
    return None if MODULES or collection_path == HERE else True


@pytest.fixture(scope="session")
def bluesky_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the AT protocol on loopback, with a directory of identities of its own."""
    folder = tmp_path_factory.mktemp("pds")
    server = subprocess.Popen(  # noqa: S603  # our own script
        ["node", str(HERE / "pds.js"), str(folder)],  # noqa: S607  # whichever node is there
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "LOG_ENABLED": "false", "REAL_MODULES": MODULES},
        text=True,
    )
    assert server.stdout is not None
    assert server.stdin is not None
    first = server.stdout.readline()
    assert first, "the server did not start"
    yield json.loads(first)["url"]
    server.stdin.close()
    server.wait(timeout=20)
    server.stdout.close()
