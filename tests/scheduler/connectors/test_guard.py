from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
import requests

from scheduler.connectors.base import SendError, Verdict
from scheduler.connectors.guard import Transport, is_public
from scheduler.connectors.http import call, new_session
from tests.scheduler.connectors.loopback import answer, hangs_up, server, write_certificate


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # where clouds keep the keys of a machine
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse, not to listen on
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)
def test_knows_a_private_address_in_every_dress(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_knows_a_public_address(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1:1/", "https://localhost:1/", "https://[::1]:1/", "https://2130706433/"],
)
def test_refuses_to_go_into_a_private_network(url: str) -> None:
    with pytest.raises(SendError, match="private network") as caught:
        call(new_session(), "GET", url)

    assert caught.value.verdict is Verdict.PERMANENT


def test_refuses_to_send_a_token_unencrypted() -> None:
    with pytest.raises(SendError, match="https://") as caught:
        call(new_session(), "GET", "http://masto.example/")

    assert caught.value.verdict is Verdict.PERMANENT


def test_refuses_a_name_when_one_of_its_addresses_is_private(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told)

    with pytest.raises(SendError, match=r"10\.0\.0\.1"):
        call(new_session(), "GET", "https://masto.example/")


def test_connects_to_the_address_it_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1" if host == "masto.example" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    session = requests.Session()
    session.mount("http://", Transport(lambda address: address == "127.0.0.1"))

    with server(answer(body=b'{"a": 1}')) as host:
        port = host.rpartition(":")[2]
        assert call(session, "GET", f"http://masto.example:{port}/") == {"a": 1}

    assert asked.count("masto.example") == 1


def test_tries_the_next_address_when_one_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    with server(answer()) as host:
        port = int(host.rpartition(":")[2])
        two = [*real("::1", port, type=1), *real("127.0.0.1", port, type=1)]
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda name, *a, **k: two if name == "masto.example" else real(name, *a, **k),
        )

        assert call(new_session(allow_private=True), "GET", f"http://masto.example:{port}/") == {}


def test_gives_up_when_no_address_answers_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_slow(*_: object, **__: object) -> socket.socket:
        raise TimeoutError

    monkeypatch.setattr("scheduler.connectors.guard.create_connection", too_slow)

    with pytest.raises(SendError) as caught:
        call(new_session(allow_private=True), "GET", "https://127.0.0.1/", irreversible=True)

    assert caught.value.verdict is Verdict.NOT_SENT


def test_sends_nothing_to_a_server_with_a_certificate_nobody_knows(tmp_path: Path) -> None:
    certificate = write_certificate(tmp_path / "server.pem")

    with server(answer(), certificate) as host, pytest.raises(SendError) as caught:
        call(new_session(allow_private=True), "POST", f"https://{host}/", irreversible=True)

    assert caught.value.verdict is Verdict.NOT_SENT
    assert "valid certificate" in caught.value.message


def test_sends_nothing_to_a_server_that_speaks_no_tls() -> None:
    with server(answer()) as host, pytest.raises(SendError) as caught:
        call(new_session(allow_private=True), "POST", f"https://{host}/", irreversible=True)

    assert caught.value.verdict is Verdict.NOT_SENT


def test_speaks_tls_with_a_server_it_may_trust(tmp_path: Path) -> None:
    certificate = write_certificate(tmp_path / "server.pem")
    session = new_session(allow_private=True)
    session.verify = str(certificate)

    with server(answer(body=b'{"a": 1}'), certificate) as host:
        assert call(session, "GET", f"https://{host}/") == {"a": 1}


def test_knows_nothing_when_tls_breaks_after_sending(tmp_path: Path) -> None:
    certificate = write_certificate(tmp_path / "server.pem")
    session = new_session(allow_private=True)
    session.verify = str(certificate)

    with server(hangs_up, certificate) as host, pytest.raises(SendError) as caught:
        call(session, "POST", f"https://{host}/", irreversible=True)

    assert caught.value.verdict is Verdict.AMBIGUOUS
