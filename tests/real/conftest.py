"""Opt-in: real servers that come from npm and PyPI. ``make test-real`` installs and names them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
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


@pytest.fixture(scope="session")
def mastodon_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of Mastodon's API by other people; the account's token is ``mock_token``."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    serve = ["-m", "mastodon_mock", "serve", "--in-memory", "--port", str(port)]
    with (tmp_path_factory.mktemp("mastodon") / "log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603  # our own command
            [f"{MODULES}/python/bin/python", *serve], stdout=log, stderr=log
        )
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        server.terminate()
        server.wait(timeout=20)
