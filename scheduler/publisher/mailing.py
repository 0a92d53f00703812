"""Send people what waits for them: one e-mail a person, however much there is to say."""

from __future__ import annotations

import logging
import mailbox
import smtplib
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scheduler.actions.office import Office
from scheduler.connectors.base import SendError
from scheduler.connectors.http import call, new_session
from scheduler.store import notices
from scheduler.store.notices import Unsent

logger = logging.getLogger(__name__)

TIMEOUT = 30.0  # seconds for each step of an SMTP conversation

Post = Callable[[EmailMessage], None]
"""Hands one message over. Raises ``OSError`` or ``smtplib.SMTPException`` when it cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """How notices leave: by ``post``, and to ``webhook`` as JSON where one is set."""

    post: Post
    sender: str
    base_url: str = ""
    webhook: str = ""
    allow_private: bool = False


def local_mailbox(folder: Path) -> Post:
    """Return a way to keep messages in a Maildir folder, for machines without a mail server."""

    def post(message: EmailMessage) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        mailbox.Maildir(folder, create=True).add(mailbox.MaildirMessage(message))

    return post


def smtp_server(url: str) -> Post:
    """Return a way through a mail server: ``smtp://user:password@host:587`` or ``smtps://…``.

    smtp:// uses STARTTLS where the server has it, and always before a password is sent.
    """
    parts = urlsplit(url)
    host, secure = parts.hostname or "localhost", parts.scheme == "smtps"

    def post(message: EmailMessage) -> None:
        context = ssl.create_default_context()
        if secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=TIMEOUT, context=context
            )
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
        with server:
            if not secure and (parts.username or server.has_extn("starttls")):
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    return post


def send_notices(office: Office, mailing: Mailing) -> int:
    """Send everything that waits and return how many people were written to.

    What cannot be sent stays for the next round; after some rounds it is given up.
    """
    with office.sessions() as session:
        waiting = sorted(notices.unsent(session), key=lambda one: (one.person_id, one.id))
    written = 0
    for _, group in groupby(waiting, key=lambda one: one.person_id):
        together = list(group)
        ids = [one.id for one in together]
        try:
            _send(together, mailing)
        except (OSError, smtplib.SMTPException, SendError) as error:
            logger.warning(
                "notices_not_sent",
                extra={"action": "notices_not_sent", "why": type(error).__name__},
            )
            with office.sessions.begin() as session:
                notices.mark_failed(session, ids)
            continue
        with office.sessions.begin() as session:
            notices.mark_sent(session, ids, at=office.now())
        written += 1
    return written


def _send(together: list[Unsent], mailing: Mailing) -> None:
    mailing.post(message_for(together, mailing))
    if mailing.webhook:
        session = new_session(allow_private=mailing.allow_private)
        body = {
            "to": together[0].email,
            "notices": [{"subject": one.subject, "text": one.text} for one in together],
        }
        call(session, "POST", mailing.webhook, json=body)


def message_for(together: list[Unsent], mailing: Mailing) -> EmailMessage:
    """Write one e-mail to one person about everything in ``together``."""
    first = together[0]
    user, _, domain = first.email.rpartition("@")
    message = EmailMessage()
    message["From"] = mailing.sender
    message["To"] = Address(first.name, user, domain)
    message["Subject"] = (
        _one_line(first.subject) if len(together) == 1 else f"{len(together)} things wait for you"
    )
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(_paragraphs(together, mailing)))
    return message


def _paragraphs(together: list[Unsent], mailing: Mailing) -> Iterable[str]:
    yield f"Hello {together[0].name},"
    for one in together:
        yield f"\n{_one_line(one.subject)}\n{one.text}"
    if mailing.base_url:
        yield f"\nReview: {mailing.base_url}/review"
    yield f"\n{together[0].organization}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
