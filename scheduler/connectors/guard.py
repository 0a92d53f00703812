"""Where requests may go: never into a private network unless the operator said so.

People type addresses of servers. Each name is resolved here, every answer is looked at, and the
connection is made to the very address that was looked at, so that a name which changes its mind
between the check and the connection gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
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


def _public_addresses(connection: HTTPConnection) -> list[str]:
    host, port = connection.host, connection.port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        # UnicodeError: a label that is empty or longer than names may be.
        reason = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
        raise NameResolutionError(host, connection, reason) from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not is_public(address):
            raise SendError(
                Verdict.PERMANENT,
                f"{host} leads into a private network ({address}). If that server is yours, "
                "the operator can allow it with AWARENESS_ALLOW_PRIVATE_NETWORK=1.",
            )
    return addresses


def _connect_to_public(connection: HTTPConnection) -> socket.socket:
    last: OSError | None = None
    for address in _public_addresses(connection):
        try:
            return create_connection(
                (address, connection.port),
                connection.timeout,
                socket_options=connection.socket_options,
            )
        except TimeoutError as error:
            raise ConnectTimeoutError(connection, "connecting took too long") from error
        except OSError as error:
            last = error
    raise NewConnectionError(connection, f"no address answered: {last}") from last


class _TellsIfNeverConnected(HTTPSConnection):
    """Makes a failed TLS handshake look like any failed connection: nothing was sent yet."""

    def connect(self) -> None:
        try:
            super().connect()
        except OSError as error:  # ssl.SSLError is one
            self.close()
            raise NewConnectionError(self, f"{NO_SECURE_CONNECTION}: {error}") from error


class _PinnedConnection(_TellsIfNeverConnected):
    def _new_conn(self) -> socket.socket:
        return _connect_to_public(self)


class _OpenPool(HTTPSConnectionPool):
    ConnectionCls = _TellsIfNeverConnected


class _PinnedPool(HTTPSConnectionPool):
    ConnectionCls = _PinnedConnection


class Transport(HTTPAdapter):
    """Sends once; repeats nothing by itself."""

    def __init__(self, *, allow_private: bool) -> None:
        self._secure_pool = _OpenPool if allow_private else _PinnedPool
        super().__init__(pool_connections=4, pool_maxsize=4, max_retries=Retry(total=0))

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": HTTPConnectionPool,
            "https": self._secure_pool,
        }


class RefusesPlainText(HTTPAdapter):
    """Stands where http:// would be: a token must not travel unencrypted."""

    def send(self, *_: Any, **__: Any) -> requests.Response:
        raise SendError(
            Verdict.PERMANENT,
            "The address starts with http://, which anyone on the way can read. Use https://.",
        )
