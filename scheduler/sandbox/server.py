"""Start and stop the sandbox in a thread of its own."""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
from pathlib import Path

import uvicorn

from scheduler.sandbox.application import make_application
from scheduler.sandbox.contract import FIRST_ACCOUNT, open_account
from scheduler.sandbox.database import Database
from scheduler.sandbox.ledger import Clock
from scheduler.sandbox.platforms import PLATFORMS
from scheduler.sandbox.serving import CuttableProtocol
from scheduler.sandbox.world import World

_KEEP_ALIVE = 600  # seconds; closing an idle connection races with the next request on it


class PortTakenError(Exception):
    """The port belongs to somebody else, or may not be used."""


class RunningSandbox:
    """A sandbox that answers. ``account`` may be asked from any thread."""

    def __init__(self, world: World, server: uvicorn.Server, thread: threading.Thread) -> None:
        self.url = world.url
        self.platforms = tuple(PLATFORMS)
        self._world = world
        self._server = server
        self._thread = thread

    def account(self, platform: str, name: str = FIRST_ACCOUNT) -> dict[str, str]:
        """Return what a person would enter to connect the account, which is made when missing."""
        chosen = PLATFORMS[platform]
        return dict(chosen.fields(self._world, open_account(self._world, chosen, name)))

    def reset(self) -> None:
        """Forget every post, upload, switch and count; the accounts stay."""
        self._world.reset()

    def stop(self) -> None:
        """Answer what has arrived, then end. What was accepted stays in the folder."""
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._world.database.close()


def serve_sandbox(folder: Path, host: str, port: int, now: Clock) -> RunningSandbox:
    """Serve the posts kept in ``folder``; port 0 takes a free one.

    Raises ``PortTakenError`` when the port cannot be had.
    """
    listener = _listen(host, port)
    name = f"[{host}]" if ":" in host else host
    try:
        folder.mkdir(parents=True, exist_ok=True)
        database = Database(folder)
    except BaseException:
        listener.close()
        raise
    world = World(database, f"http://{name}:{listener.getsockname()[1]}", now)
    for platform in PLATFORMS.values():
        open_account(world, platform, FIRST_ACCOUNT)
    config = uvicorn.Config(
        make_application(world),
        http=CuttableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="sandbox", daemon=True
    )
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.005)
    return RunningSandbox(world, server, thread)


def _listen(host: str, port: int) -> socket.socket:
    # asyncio sends small answers at once only on sockets named as TCP; on others each waits 40 ms.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        why = "is in use already" if error.errno == errno.EADDRINUSE else "may not be used"
        raise PortTakenError(
            f"Port {port} of {host} {why}. Choose another one with --port."
        ) from error
    return listener
