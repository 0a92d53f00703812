"""The web app on a socket: served until somebody stops it, or beside a running program."""

from __future__ import annotations

import errno
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import uvicorn

from scheduler.actions.office import ActionError, Office
from scheduler.web.application import create_app

Tell = Callable[[str], None]

PATIENCE = 3  # seconds that open requests get when the program stops
GLANCE = 0.5  # seconds between looks at whether the server still runs
BACKLOG = 512


class AddressError(ActionError):
    """The web app cannot listen where it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The web app while it is served. ``is_running`` turns false when the server gave up."""

    url: str
    is_running: Callable[[], bool]


def serve_pages(
    office: Office,
    *,
    host: str,
    port: int,
    public_base_url: str = "",
    tell: Tell,
    stop: threading.Event,
) -> None:
    """Serve the web app until ``stop`` is set; open requests are finished first.

    Raises ``AddressError`` when the address cannot be listened on.
    """
    with running_pages(
        office,
        host=host,
        port=port,
        public_base_url=public_base_url,
    ) as pages:
        tell(f"The web app is at {public_base_url or pages.url} (stop with Ctrl-C)")
        _wait(pages, stop)


def demand_free(host: str, port: int) -> None:
    """Raise ``AddressError`` when the address cannot be listened on, before other work is done."""
    _listen(host, port).close()


def until_stopped(pages: Pages) -> None:
    """Wait until Ctrl-C, a polite kill, or the end of the web app."""
    with stop_signals() as stop:
        _wait(pages, stop)


def _wait(pages: Pages, stop: threading.Event) -> None:
    while pages.is_running() and not stop.wait(GLANCE):
        pass


@contextmanager
def running_pages(
    office: Office,
    *,
    host: str,
    port: int,
    public_base_url: str = "",
    sandbox_url: str | None = None,
) -> Iterator[Pages]:
    """Serve the web app in a thread for as long as the block lasts; port 0 takes a free one."""
    listening = _listen(host, port)
    app = create_app(office, sandbox_url=sandbox_url, public_base_url=public_base_url)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=PATIENCE,
        )
    )
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listening]}, name="awareness-web", daemon=True
    )
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.01)  # so that whoever is told the address is answered there
    try:
        yield Pages(url=_address(listening), is_running=thread.is_alive)
    finally:
        server.should_exit = True
        thread.join(PATIENCE + 2)
        listening.close()


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """Turn Ctrl-C and SIGTERM into an event, so that everything open is closed in order."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise _refusal(host, port, error) from error
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise _refusal(host, port, error) from error
    return listening


def _refusal(host: str, port: int, error: OSError) -> AddressError:
    if error.errno == errno.EADDRINUSE:
        return AddressError(
            f"Port {port} on {host} is taken by another program.",
            "Choose another with --port, or stop that program.",
        )
    if error.errno == errno.EACCES:
        return AddressError(
            f"Port {port} on {host} needs administrator rights.", "Choose one above 1023."
        )
    return AddressError(
        f"The web app cannot listen on {host}, port {port}: {error.strerror or error}.",
        "Set AWARENESS_HOST to an address of this machine.",
    )


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104  # compared, not listened on
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
