"""A server of a few lines that misbehaves as told: real sockets, real breakage."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from socket import SHUT_RDWR, create_server, socket

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Behaviour = Callable[[socket], None]


def says(answer: bytes) -> Behaviour:
    """Answer with these bytes and close."""

    def behave(peer: socket) -> None:
        peer.recv(65_536)
        peer.sendall(answer)

    return behave


def answer(status: str = "200 OK", body: bytes = b"{}", headers: str = "") -> Behaviour:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    return says(head.encode() + body)


def hangs_up(peer: socket) -> None:
    peer.recv(65_536)


def never_answers(peer: socket) -> None:
    while peer.recv(65_536):
        pass


def never_ends(peer: socket) -> None:
    peer.recv(65_536)
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n")
    while True:
        peer.sendall(b"x" * 65_536)


@contextmanager
def server(behave: Behaviour, certificate: Path | None = None) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1 and yield ``host:port``."""
    listener = create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_serve, args=(listener, behave, certificate))
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        with suppress(OSError):
            listener.shutdown(SHUT_RDWR)
        listener.close()
        thread.join()


def _serve(listener: socket, behave: Behaviour, certificate: Path | None) -> None:
    with suppress(OSError):
        while True:
            peer, _ = listener.accept()
            with suppress(OSError), _secured(peer, certificate) as secured:
                behave(secured)


def _secured(peer: socket, certificate: Path | None) -> socket:
    if certificate is None:
        return peer
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    try:
        return context.wrap_socket(peer, server_side=True)
    except OSError:
        peer.close()
        raise


def write_certificate(path: Path) -> Path:
    """Write a certificate for 127.0.0.1 that nobody trusts unless told to."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test on loopback")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2120, 1, 1, tzinfo=dt.UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
