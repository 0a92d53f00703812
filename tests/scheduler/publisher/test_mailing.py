"""Notices leave through a real mail server's words and a real webhook's request."""

from __future__ import annotations

import json
import mailbox
import smtplib
from datetime import UTC, datetime
from pathlib import Path
from socket import socket

import pytest

from scheduler.publisher.mailing import Mailing, local_mailbox, message_for, smtp_server
from scheduler.publisher.mailing import _send as send_together
from scheduler.store.notices import Unsent
from tests.scheduler.connectors.loopback import server

SENDER = "Awareness <awareness@riverbend.example>"


def a_notice(number: int = 1, subject: str = "Please review: a sign") -> Unsent:
    return Unsent(
        id=number,
        organization="Riverbend",
        person_id=1,
        email="vera@riverbend.example",
        name="Vera Volunteer",
        subject=subject,
        text="“A sign” waits for approval.",
        at=datetime(2027, 1, 10, tzinfo=UTC),
    )


class MailServer:
    """Speaks just enough SMTP (RFC 5321) to take one message."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.lines: list[str] = []
        self._refuses = refuses

    def __call__(self, peer: socket) -> None:
        file = peer.makefile("rwb", buffering=0)
        file.write(b"220 test\r\n")
        in_data = False
        for raw in file:
            line = raw.decode().rstrip("\r\n")
            self.lines.append(line)
            if in_data:
                in_data = line != "."
                if not in_data:
                    file.write(b"250 taken\r\n")
            elif line.upper() == "DATA":
                in_data = True
                file.write(b"354 go on\r\n")
            elif line.upper() == "QUIT":
                file.write(b"221 bye\r\n")
                return
            elif line.upper().startswith("RCPT") and self._refuses:
                file.write(b"550 nobody here\r\n")
            else:
                file.write(b"250 fine\r\n")


def test_a_message_goes_through_a_mail_server() -> None:
    taken = MailServer()
    with server(taken) as address:
        smtp_server(f"smtp://{address}")(
            message_for(
                [a_notice()],
                Mailing(post=lambda _: None, sender=SENDER, base_url="https://awareness.example"),
            )
        )

    text = "\n".join(taken.lines)
    assert "rcpt TO:<vera@riverbend.example>" in text
    assert "Subject: Please review: a sign" in text
    assert "https://awareness.example/review" in text


def test_a_mail_server_that_refuses_is_an_error_to_try_again_after() -> None:
    with server(MailServer(refuses=True)) as address, pytest.raises(smtplib.SMTPException):
        smtp_server(f"smtp://{address}")(
            message_for([a_notice()], Mailing(post=lambda _: None, sender=SENDER))
        )


def test_a_password_is_never_sent_in_the_open() -> None:
    taken = MailServer()
    with (
        server(taken) as address,
        pytest.raises(smtplib.SMTPNotSupportedError),
    ):
        smtp_server(f"smtp://me:secret@{address}")(
            message_for([a_notice()], Mailing(post=lambda _: None, sender=SENDER))
        )

    assert "secret" not in "\n".join(taken.lines)


def test_a_webhook_is_told_too(tmp_path: Path) -> None:
    bodies: list[bytes] = []

    def receive(peer: socket) -> None:
        data = peer.recv(65_536)
        while b"\r\n\r\n" not in data or not data.rstrip().endswith(b"}"):
            data += peer.recv(65_536)
        bodies.append(data.partition(b"\r\n\r\n")[2])
        peer.sendall(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")

    with server(receive) as address:
        mailing = Mailing(
            post=local_mailbox(tmp_path / "mail"),
            sender=SENDER,
            webhook=f"http://{address}/hook",
            allow_private=True,
        )
        send_together([a_notice(), a_notice(2, "Another")], mailing)

    told = json.loads(bodies[0])
    assert told["to"] == "vera@riverbend.example"
    assert [one["subject"] for one in told["notices"]] == ["Please review: a sign", "Another"]
    assert len(list(mailbox.Maildir(tmp_path / "mail", create=False))) == 1
