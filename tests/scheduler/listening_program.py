"""A program of somebody else's on loopback that is told what became of deliveries."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scheduler.domain.delivery import Event, State
from scheduler.store.tables import DeliveryEventRow
from tests.scheduler.web.world import World


@dataclass
class Listening:
    url: str
    status: int = 200
    latency: float = 0.0  # seconds until it answers
    on_hearing: Callable[[], object] = lambda: None
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def a_listener() -> Iterator[Listening]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name the library calls
            body = self.rfile.read(int(self.headers["content-length"]))
            listening.heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
            listening.on_hearing()
            time.sleep(listening.latency)
            self.send_response(listening.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_args: object) -> None:
            pass  # nobody waited for the answer

    server = Server(("127.0.0.1", 0), Handler)
    listening = Listening(f"http://127.0.0.1:{server.server_port}/hook")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield listening
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def happening(world: World, delivery_id: int, to: State, note: str = "") -> DeliveryEventRow:
    return DeliveryEventRow(
        delivery_id=delivery_id,
        event=Event.ACCEPT,
        came_from=State.SENDING,
        went_to=to,
        note=note,
        at=world.watch.now,
    )


def happen(world: World, delivery_id: int, to: State, note: str = "") -> None:
    with world.office.sessions.begin() as session:
        session.add(happening(world, delivery_id, to, note))
