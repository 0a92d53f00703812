"""Where requests may go: never into a private network unless the operator said so.

People type addresses of servers. Each name is resolved here, every answer is looked at, and the
connection is made to the very address that was looked at, so that a name which changes its mind
between the check and the connection gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection
from urllib3.util.retry import Retry

from scheduler.connectors.base import SendError, Verdict

NO_SECURE_CONNECTION = "no secure connection"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052


def is_public(address: str) -> bool:
    """Say whether an IP address, or the one wrapped in it, is on the open internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if ip in _NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
    return ip.is_global and not ip.is_multicast


Allowed = Callable[[str], bool]


def anywhere(_: str) -> bool:
    """Allow every address, for operators who run a server of their own beside this one."""
    return True


def _addresses(connection: HTTPConnection, allowed: Allowed) -> list[str]:
    host, port = connection.host, connection.port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        # UnicodeError: a label that is empty or longer than names may be.
        raise NameResolutionError(host, connection, socket.gaierror(str(error))) from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not allowed(address):
            raise SendError(
                Verdict.PERMANENT,
                f"{host} leads into a private network ({address}). If that server is yours, "
                "the operator can allow it with AWARENESS_ALLOW_PRIVATE_NETWORK=1.",
            )
    return addresses


def _connect(connection: HTTPConnection, allowed: Allowed) -> socket.socket:
    """Connect to the first address that answers, of those that were looked at."""
    last = OSError("it has no address")
    for address in _addresses(connection, allowed):
        try:
            return create_connection(
                (address, connection.port),
                connection.timeout,
                socket_options=connection.socket_options,
            )
        except OSError as error:
            last = error
    if isinstance(last, TimeoutError):
        raise ConnectTimeoutError(connection, "connecting took too long") from last
    raise NewConnectionError(connection, str(last)) from last


def _pools(allowed: Allowed) -> dict[str, type[HTTPConnectionPool]]:
    class PlainConnection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, allowed)

    class SecureConnection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, allowed)

        def connect(self) -> None:
            try:
                super().connect()
            except OSError as error:  # ssl.SSLError is one
                # Make it look like any connection that failed: nothing was sent yet.
                self.close()
                raise NewConnectionError(self, f"{NO_SECURE_CONNECTION}: {error}") from error

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = PlainConnection

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = SecureConnection

    return {"http": PlainPool, "https": SecurePool}


class Transport(HTTPAdapter):
    """Sends once, to allowed addresses only; repeats nothing by itself."""

    def __init__(self, allowed: Allowed = is_public) -> None:
        self._pools = _pools(allowed)
        super().__init__(pool_connections=4, pool_maxsize=4, max_retries=Retry(total=0))

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools


class RefusesPlainText(HTTPAdapter):
    """Stands where http:// would be: a token must not travel unencrypted."""

    def send(self, *_: Any, **__: Any) -> requests.Response:
        raise SendError(
            Verdict.PERMANENT,
            "The address starts with http://, which anyone on the way can read. Use https://.",
        )
